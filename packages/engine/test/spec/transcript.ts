import { expect } from 'vitest';
import type { Capacity } from '../../src/book/engine-state.ts';
import { MatchingEngine } from '../../src/book/matching-engine.ts';
import { OrderWord } from '../../src/book/order-pool.ts';
import type { PriceLadder } from '../../src/book/price-ladder.ts';
import { stateHash } from '../../src/book/state-hash.ts';
import { forEachIn } from '../../src/book/walk.ts';
import { GrowingSink } from '../../src/host/growing-sink.ts';
import {
  CancelReason,
  EventFlag,
  EventKind,
  Phase,
  RejectReason,
  Side,
  nameOf,
} from '../../src/index.ts';
import { EngineEvent } from '../../src/protocol/engine-event.ts';
import { SLOT_WORDS } from '../../src/protocol/layout.ts';
import { readSnapshot } from '../../src/snapshot/read-snapshot.ts';
import { writeSnapshot } from '../../src/snapshot/write-snapshot.ts';
import { checkInvariants } from '../fuzz/invariants.ts';
import { encodeCommand, type Command } from '../reference/command.ts';
import { parseCommand } from './parse.ts';

// A transcript is a list of commands, each followed by the events that it must cause (lines with `=>`), with a look at the
// book in between (`book`, followed by lines with `|`):
//
//   A sell 100 @ 101
//     => A rests 100 @ 101
//   B buy 150 @ 102
//     => B takes 100 of A @ 101
//     => B rests 50 @ 102
//   book
//     | bid 102: B 50
//
// Acceptance and completion are not written down. After every command the engine's memory is checked, and after a refusal
// that its state is what it was. `restart` goes on with an engine restored from a snapshot. See parse.ts for what a command
// may say.

export interface TranscriptOptions {
  readonly roundLot?: number;
  readonly priceIncrement?: number;
  readonly phase?: Phase;
  readonly orders?: number;
}

/** Plays the commands of a transcript and expects exactly the events and books that it holds. */
export const expectTranscript = (text: string, options: TranscriptOptions = {}): void => {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const player = new Player(options);
  const played = lines
    .filter((line) => !/^(=>|\|)/.test(line))
    .flatMap((line) => player.play(line));
  expect(played.join('\n')).toBe(lines.join('\n'));
};

class Player {
  readonly #sink = new GrowingSink();
  readonly #capacity: Capacity;
  #engine: MatchingEngine;
  readonly #words = new Int32Array(SLOT_WORDS);
  readonly #event = new EngineEvent();
  readonly #refs = new Map<string, number>();
  readonly #names = new Map<number, string>();

  constructor({
    roundLot = 1,
    priceIncrement = 1,
    phase = Phase.CONTINUOUS,
    orders = 100,
  }: TranscriptOptions) {
    this.#capacity = { orders, symbols: 1 };
    this.#engine = new MatchingEngine(this.#capacity, this.#sink);
    const symbol = { token: 0, symbol: 0, windowTicks: 1024, roundLot, priceIncrement };
    this.#execute({ do: 'addSymbol', with: symbol });
    if (phase !== Phase.CLOSED)
      this.#execute({ do: 'setPhase', with: { token: 0, symbol: 0, phase } });
  }

  play(line: string): string[] {
    if (line === 'restart') {
      this.#engine = readSnapshot(writeSnapshot(this.#engine), this.#capacity, this.#sink);
      return [line];
    }
    if (line === 'book') return ['book', ...this.#book().map((row) => `| ${row}`)];
    const events = this.#execute(parseCommand(line, (name) => this.#refOf(name)));
    return [line, ...events.map((event) => `=> ${event}`)];
  }

  #refOf(name: string): number {
    const ref = this.#refs.get(name) ?? this.#refs.size + 1;
    this.#refs.set(name, ref);
    this.#names.set(ref, name);
    return ref;
  }

  #execute(command: Command): string[] {
    encodeCommand(this.#words, command);
    const before = stateHash(this.#engine);
    this.#engine.execute(this.#words, 0);
    checkInvariants(this.#engine);
    const lines: string[] = [];
    for (; this.#sink.backlog !== 0; this.#sink.advance()) {
      this.#event.read(this.#sink.words, this.#sink.peek());
      const line = this.#tell(this.#event);
      if (line !== undefined) lines.push(line);
      if (this.#event.kind === EventKind.REJECTED) {
        expect(stateHash(this.#engine), `state after: ${line}`).toBe(before);
      }
    }
    return lines;
  }

  #tell(e: EngineEvent): string | undefined {
    const name = this.#names.get(e.ref) ?? '';
    switch (e.kind) {
      case EventKind.ACCEPTED:
      case EventKind.COMPLETED:
      case EventKind.RESTORED:
        return undefined;
      case EventKind.REJECTED:
        return `${name} rejected: ${nameOf(RejectReason, e.reason)}`.trim();
      case EventKind.TRADE:
        return this.#tellTrade(e, name);
      case EventKind.RESTED:
        return `${name} rests ${this.#open(e)} @ ${e.price}`;
      case EventKind.CANCELLED:
        return `${name} cancelled ${e.quantity}: ${nameOf(CancelReason, e.reason)}`;
      case EventKind.REPLACED: {
        const kept = (e.flags & EventFlag.PRIORITY_KEPT) !== 0;
        return `${name} replaced: ${e.leaves} open, ${kept ? 'place kept' : 'place lost'}`;
      }
      case EventKind.TRIGGERED:
        return `${name} triggered`;
      case EventKind.DECREMENTED:
        return `${name} and ${this.#names.get(e.makerRef)} lose ${e.quantity} to each other`;
      case EventKind.REFRESHED:
        return `${name} shows ${this.#open(e)} at the back`;
      case EventKind.UNCROSSED:
        return `uncrossed ${e.volume} @ ${e.price}, imbalance ${e.imbalance}`;
      case EventKind.INDICATIVE:
        return `indicative ${e.volume} @ ${e.price}, imbalance ${e.imbalance}`;
      case EventKind.PHASE_CHANGED:
        return `phase ${nameOf(Phase, e.quantity)}`;
    }
  }

  #tellTrade(e: EngineEvent, name: string): string {
    const marks = [
      (e.flags & EventFlag.SELF_TRADE) !== 0 ? ', with itself' : '',
      (e.flags & EventFlag.LAST_SALE) === 0 ? ', odd lot' : '',
    ].join('');
    if ((e.flags & EventFlag.EXTERNAL) !== 0) {
      return `${name} takes ${e.quantity} of venue ${e.makerRef} @ ${e.price}${marks}`;
    }
    const verb = e.isAuction ? 'buys' : 'takes';
    return `${name} ${verb} ${e.quantity} of ${this.#names.get(e.makerRef)} @ ${e.price}${marks}`;
  }

  #open(e: EngineEvent): string {
    return e.shown === e.leaves ? `${e.leaves}` : `${e.shown} of ${e.leaves}`;
  }

  #book(): string[] {
    const book = this.#engine.books[0]!;
    const queue = (side: Side, name: string): string[] => {
      const orders = this.#ordersIn(book.queue(side));
      return orders === '' ? [] : [`waiting to ${name}: ${orders}`];
    };
    return [
      ...this.#levels(book.asks, 'ask').toReversed(),
      ...this.#levels(book.bids, 'bid'),
      ...this.#levels(book.buyStops, 'buy stop'),
      ...this.#levels(book.sellStops, 'sell stop'),
      ...queue(Side.BUY, 'buy'),
      ...queue(Side.SELL, 'sell'),
    ];
  }

  #levels(ladder: PriceLadder, name: string): string[] {
    const rows: string[] = [];
    for (let level = ladder.bestLevel; level !== 0; level = ladder.after(level)) {
      const price = this.#engine.levels.keyOf(level) * ladder.sign;
      rows.push(`${name} ${price}: ${this.#ordersIn(level)}`);
    }
    return rows;
  }

  #ordersIn(level: number): string {
    const orders: string[] = [];
    const words = this.#engine.orderWords;
    forEachIn(this.#engine, level, (slot) => {
      const at = slot << OrderWord.SHIFT;
      const hidden = words[at | OrderWord.HIDDEN]!;
      const reserve = hidden === 0 ? '' : `+${hidden}`;
      const name = this.#names.get(words[at | OrderWord.REF]!);
      orders.push(`${name} ${words[at | OrderWord.SHOWN]}${reserve}`);
    });
    return orders.join(', ');
  }
}
