import { ANY } from '../store/expected-revision.ts';
import type { EventStore } from '../store/event-store.ts';
import { streamStatus } from '../store/stream-read.ts';
import { serverEvent } from '../store/writer.ts';

export type ProjectionMode = 'Continuous' | 'OneTime' | 'Transient';

/** A projection as it is stored: what it does and whether it should run. */
export interface ProjectionDefinition {
  readonly name: string;
  readonly mode: ProjectionMode;
  /** JavaScript, or for a system projection its settings as text. */
  readonly query: string;
  /** Name of a built-in handler; undefined for JavaScript. */
  readonly native: string | undefined;
  readonly enabled: boolean;
  readonly emitEnabled: boolean;
  readonly trackEmittedStreams: boolean;
  /** Raised by every change of the query. */
  readonly version: number;
  /** Raised by every reset: what an earlier epoch emitted does not count any more. */
  readonly epoch: number;
  readonly deleted?: boolean;
}

const ALL = '$projections-$all';
const CREATED = '$ProjectionCreated';
const UPDATED = '$ProjectionUpdated';

const streamOf = (name: string): string => `$projections-${name}`;

/** A change of a projection that could not be stored. */
class ProjectionNotStoredError extends Error {
  override readonly name = 'ProjectionNotStoredError';
  readonly code = 'PROJECTION_NOT_STORED';
}

/** All projections that exist. */
export function readDefinitions(store: EventStore): ProjectionDefinition[] {
  const state = store.stream(ALL);
  if (streamStatus(state) !== 'exists') return [];
  const reader = store.recordReader();
  const names = new Set<string>();
  for (let next: number | undefined = 0; next !== undefined;) {
    const slice: ReturnType<EventStore['readForward']> = store.readForward(
      reader,
      state,
      next,
      500,
    );
    for (const event of slice.events) names.add(event.data.toString('utf8'));
    next = slice.next;
  }
  const definitions: ProjectionDefinition[] = [];
  for (const name of names) {
    const definition = readDefinition(store, name);
    if (definition !== undefined && definition.deleted !== true) definitions.push(definition);
  }
  return definitions;
}

function readDefinition(store: EventStore, name: string): ProjectionDefinition | undefined {
  const event = store.readLast(streamOf(name));
  if (event?.type !== UPDATED) return undefined;
  try {
    return JSON.parse(event.data.toString('utf8')) as ProjectionDefinition;
  } catch {
    // In insecure mode anybody can write to this stream; what is no definition defines nothing.
    return undefined;
  }
}

/** Stores a definition. @throws ProjectionNotStoredError */
export async function writeDefinition(
  store: EventStore,
  definition: ProjectionDefinition,
  isNew: boolean,
): Promise<void> {
  if (definition.mode === 'Transient') return;
  const data = Buffer.from(JSON.stringify(definition));
  const updated = await store.write(streamOf(definition.name), ANY, [serverEvent(UPDATED, data)]);
  const listed = isNew
    ? await store.write(ALL, ANY, [serverEvent(CREATED, Buffer.from(definition.name), false)])
    : updated;
  if (updated.kind !== 'appended' || listed.kind !== 'appended')
    throw new ProjectionNotStoredError(`projection ${definition.name} could not be stored`);
}
