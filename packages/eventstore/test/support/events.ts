import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventStoreDBClient, ResolvedEvent } from '@eventstore/db-client';
import type { RunningEventStore } from '../../src/index.ts';

/** A server in memory with a client on it. */
export interface Scene extends AsyncDisposable {
  readonly server: RunningEventStore;
  readonly client: EventStoreDBClient;
}

export async function collect<T>(events: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const event of events) all.push(event);
  return all;
}

/** `stream@revision` of each event. */
export const names = (events: readonly ResolvedEvent[]): string[] =>
  events.map(({ event }) => `${event?.streamId}@${event?.revision}`);

/** Polls until `isTrue`; fails after five seconds with the text. */
export async function until(what: string, isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 5000;
  while (!(await isTrue())) {
    if (performance.now() > end) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The error that a promise rejects with. */
export async function errorOf(promise: Promise<unknown>): Promise<{ type: string } & Error> {
  try {
    await promise;
  } catch (error) {
    return error as { type: string } & Error;
  }
  throw new Error('the call was expected to fail');
}

const temporary: string[] = [];
process.once('exit', () => {
  for (const directory of temporary) rmSync(directory, { recursive: true, force: true });
});

/** A new directory for a server's data, which is gone when the tests' process ends. */
export function temporaryData(): string {
  const directory = mkdtempSync(join(tmpdir(), 'bellwether-event-store-'));
  temporary.push(directory);
  return directory;
}
