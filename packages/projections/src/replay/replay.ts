import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStoreDBClient } from '@eventstore/db-client';
import { ordersOf } from '../runtime/fact-ids.ts';
import { factJson } from '../runtime/fact-json.ts';
import { readLog } from '../runtime/read-log.ts';
import type { RecordedFact } from '../runtime/recorded-fact.ts';
import { Selector, type Selection } from './selection.ts';

/** How fast: so many times as fast as it happened, or as fast as it goes. */
export type ReplaySpeed = number | 'max';

export interface ReplayOptions {
  readonly selection: Selection;
  readonly speed: ReplaySpeed;
  /** Commit position that an earlier run has finished. */
  readonly after?: bigint | undefined;
  readonly signal: AbortSignal;
}

/** Facts of one event that were selected, which may be none: the position tells how far the reading is. */
export interface ReplayStep {
  readonly position: bigint;
  readonly facts: readonly RecordedFact[];
}

/** Reads selected facts from the log, in its order, at the pace at which they happened or any other. */
export async function* replay(
  client: EventStoreDBClient,
  { selection, speed, after, signal }: ReplayOptions,
): AsyncGenerator<ReplayStep> {
  const selector = new Selector(selection, await lastOfOrder(client, selection));
  const started = performance.now();
  let first: bigint | undefined;
  for await (const facts of readLog(client, after)) {
    const [head] = facts;
    if (signal.aborted) return;
    if (head === undefined) continue;
    if (selector.over(head.position)) return;
    const selected = facts.filter((fact) => selector.takes(fact));
    if (speed !== 'max' && selected[0] !== undefined) {
      first ??= selected[0].at;
      const due = Number(selected[0].at - first) / 1e6 / speed;
      const wait = due - (performance.now() - started);
      if (wait > 0) await sleep(wait, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
    }
    yield { position: head.position, facts: selected };
  }
}

/** Where an order's story ends: only the whole log can tell. */
async function lastOfOrder(
  client: EventStoreDBClient,
  { to }: Selection,
): Promise<{ readonly position: bigint; readonly index: number } | undefined> {
  if (to?.kind !== 'order') return undefined;
  let last: RecordedFact | undefined;
  for await (const facts of readLog(client))
    for (const recorded of facts) if (ordersOf(recorded.fact).includes(to.orderId)) last = recorded;
  return last;
}

/** A fact as a line of JSON: where it stands, who caused it, and what it says. */
export function replayLine(recorded: RecordedFact): string {
  const { fact, position, index, stream, at, commandId, principal } = recorded;
  return JSON.stringify({
    position: `${position}`,
    index,
    stream,
    type: fact.type,
    at: `${at}`,
    commandId,
    principal,
    data: factJson(fact),
  });
}
