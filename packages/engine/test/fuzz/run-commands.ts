import { MatchingEngine } from '../../src/book/matching-engine.ts';
import { GrowingSink } from '../../src/host/growing-sink.ts';
import { EngineEvent } from '../../src/protocol/engine-event.ts';
import { SLOT_WORDS } from '../../src/protocol/layout.ts';
import { readSnapshot } from '../../src/snapshot/read-snapshot.ts';
import { encodeCommand, type Command } from '../reference/command.ts';
import { CAPACITY } from './pair.ts';

/** Every field of an event, as numbers. */
export const eventFields = (e: EngineEvent): number[] => [
  e.kind,
  e.reason,
  e.flags,
  e.side,
  e.token,
  e.symbol,
  e.ref,
  e.handle,
  e.price,
  e.quantity,
  e.leaves,
  e.shown,
  e.sequence,
  e.makerRef,
  e.makerHandle,
  e.makerLeaves,
  e.makerShown,
];

/** A bare engine that is given commands as data and keeps its events as numbers. */
export class Runner {
  readonly sink: GrowingSink = new GrowingSink();
  readonly engine: MatchingEngine;
  readonly #words = new Int32Array(SLOT_WORDS);
  readonly #event = new EngineEvent();

  constructor(snapshot?: Uint8Array) {
    this.engine =
      snapshot === undefined
        ? new MatchingEngine(CAPACITY, this.sink)
        : readSnapshot(snapshot, CAPACITY, this.sink);
  }

  /** The events of one command. */
  execute(command: Command): number[][] {
    encodeCommand(this.#words, command);
    this.engine.execute(this.#words, 0);
    return this.take();
  }

  /** Executes a slot as it is, for what no encoder would write. */
  executeWords(words: Int32Array): number[][] {
    this.engine.execute(words, 0);
    return this.take();
  }

  take(): number[][] {
    const events: number[][] = [];
    for (; this.sink.backlog !== 0; this.sink.advance()) {
      this.#event.read(this.sink.words, this.sink.peek());
      events.push(eventFields(this.#event));
    }
    return events;
  }
}
