import { ANY } from '../store/expected-revision.ts';
import type { EventStore } from '../store/event-store.ts';
import { serverEvent } from '../store/writer.ts';
import type { PersistentSettings, PersistentSource } from './settings.ts';

const STREAM = '$persistentSubscriptionConfig';
const TYPE = '$PersistentConfig';

/** A subscription group as it is stored. */
export interface GroupConfig {
  readonly source: PersistentSource;
  readonly group: string;
  readonly settings: PersistentSettings;
}

interface StoredConfig {
  readonly version: string;
  readonly updated: string;
  readonly entries: readonly GroupConfig[];
}

/** The groups that exist, as the last event of their stream says. */
export function readGroups(
  store: EventStore,
  report: (problem: unknown) => void,
): readonly GroupConfig[] {
  const event = store.readLast(STREAM);
  if (event?.type !== TYPE) return [];
  try {
    return (JSON.parse(event.data.toString('utf8')) as StoredConfig).entries;
  } catch (error) {
    // In insecure mode anybody can write to this stream; the server must start all the same.
    report(error);
    return [];
  }
}

/** Stores all groups; true if it is durable. */
export async function writeGroups(
  store: EventStore,
  entries: readonly GroupConfig[],
): Promise<boolean> {
  const updated = new Date(store.now()).toISOString();
  const config: StoredConfig = { version: '2', updated, entries };
  const event = serverEvent(TYPE, Buffer.from(JSON.stringify(config)));
  return (await store.write(STREAM, ANY, [event])).kind === 'appended';
}
