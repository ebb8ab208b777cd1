import type { MatchingEngine } from '../book/matching-engine.ts';
import { depthOf, orderOf, topOf } from '../book/queries.ts';
import { stateHash } from '../book/state-hash.ts';
import type { EventSink } from '../protocol/event-sink.ts';
import { readSnapshot } from '../snapshot/read-snapshot.ts';
import { writeSnapshot } from '../snapshot/write-snapshot.ts';

/** A question that is answered outside of the event stream. */
export type Request =
  | { readonly ask: 'depth'; readonly symbol: number; readonly levels: number }
  | { readonly ask: 'top'; readonly symbol: number }
  | { readonly ask: 'order'; readonly ref: number }
  | { readonly ask: 'stateHash' }
  | { readonly ask: 'snapshot' }
  | { readonly ask: 'restore'; readonly snapshot: Uint8Array }
  | { readonly ask: 'stats' };

/** A matching engine that can be exchanged for one restored from a snapshot. */
export class EngineCore {
  engine: MatchingEngine;

  constructor(engine: MatchingEngine) {
    this.engine = engine;
  }

  restore(snapshot: Uint8Array, out: EventSink): void {
    this.engine = readSnapshot(snapshot, this.engine.capacity, out);
  }
}

/** The answer to any request but `stats`, which is about the engine's surroundings. Throws SnapshotError. */
export const answer = (core: EngineCore, request: Exclude<Request, { ask: 'stats' }>): unknown => {
  const { engine } = core;
  switch (request.ask) {
    case 'depth':
      return depthOf(engine, request.symbol, request.levels);
    case 'top':
      return topOf(engine, request.symbol);
    case 'order':
      return orderOf(engine, request.ref);
    case 'stateHash':
      return stateHash(engine);
    case 'snapshot':
      return writeSnapshot(engine);
    case 'restore':
      return core.restore(request.snapshot, engine.out);
  }
};
