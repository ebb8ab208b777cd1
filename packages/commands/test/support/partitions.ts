import {
  emptyTradingState,
  fundsTransfer,
  instrument,
  type CommandId,
  type FollowedFact,
  type FundsTransferDecision,
  type FundsTransferState,
  type HandOverFact,
  type InstrumentId,
  type InstrumentState,
  type MoveDecision,
  type TradingFact,
  type Outcome,
} from '@bellwether/domain';
import { createInlineEngine } from '@bellwether/engine';
import { CommandIndex } from '../../src/command-index/command-index.ts';
import { openPartition } from '../../src/partition/open-partition.ts';
import type { TradingPartition } from '../../src/partition/partition.ts';
import { fingerprint } from '../../src/intake/fingerprint.ts';
import { TEN_O_CLOCK, type Sent } from './market.ts';

interface Member {
  readonly partition: TradingPartition;
  readonly journal: TradingFact[];
  /** Facts of other streams that it has followed. */
  followed: number;
}

/**
 * Several partitions with inline engines around one log of accounts, instruments and transfers, in memory. Each follows
 * the log when it is told to, and says what it has done by the same deciders as on the real store.
 */
export class Partitions {
  readonly members: readonly Member[];
  readonly #log: FollowedFact[] = [];
  readonly #transfers = new Map<CommandId, FundsTransferState>();
  readonly #instruments = new Map<InstrumentId, InstrumentState>();

  private constructor(members: readonly Member[]) {
    this.members = members;
  }

  static async open(count: number): Promise<Partitions> {
    let now = TEN_O_CLOCK;
    const members: Member[] = [];
    for (let n = 0; n < count; n++) {
      const folded = { state: emptyTradingState(), commands: new CommandIndex() };
      const engine = createInlineEngine({ orderCapacity: 2_048, symbolCapacity: 128 });
      const partition = await openPartition(n, folded, engine, () => ++now, count);
      members.push({ partition, journal: [], followed: 0 });
    }
    return new Partitions(members);
  }

  /** Appends a fact of another stream. */
  append(fact: FollowedFact): void {
    if ('instrumentId' in fact.data && /^(Instrument|Symbol|Close)/.test(fact.type)) {
      const { instrumentId } = fact.data;
      const before = this.#instruments.get(instrumentId) ?? instrument.initial;
      this.#instruments.set(instrumentId, instrument.evolve(before, fact as never));
    } else if ('transferId' in fact.data) {
      const { transferId } = fact.data;
      const before = this.#transfers.get(transferId) ?? fundsTransfer.initial;
      this.#transfers.set(transferId, fundsTransfer.evolve(before, fact as never));
    }
    this.#log.push(fact);
  }

  /** One partition follows one fact more, and tells what it did; false: it has followed all. */
  async step(n: number): Promise<boolean> {
    const member = this.members[n]!;
    const fact = this.#log[member.followed];
    if (fact === undefined) return false;
    member.followed += 1;
    const contents =
      fact.type === 'InstrumentHandedOver' && fact.data.toPartition === n
        ? this.#handOverOf(fact.data.fromPartition, fact.data.moveId)
        : [];
    const facts = await member.partition.follow(fact, BigInt(member.followed), contents);
    member.journal.push(...facts);
    this.#tell(member);
    return true;
  }

  /** Everybody follows everything. */
  async settle(): Promise<void> {
    for (let busy = true; busy;) {
      busy = false;
      for (let n = 0; n < this.members.length; n++) if (await this.step(n)) busy = true;
    }
  }

  /** Decides a command where its instrument is traded. */
  async send(sent: Sent): Promise<Outcome> {
    const { instrumentId } = sent.command.data as { readonly instrumentId: InstrumentId };
    const { partition: owner = 0 } = this.#instruments.get(instrumentId) ?? {};
    const { partition, journal } = this.members[owner]!;
    let outcome: Outcome | undefined;
    const answer = (told: Outcome): void => void (outcome = told);
    const request = {
      command: { id: sent.id, ...sent.command },
      fingerprint: fingerprint(sent.command),
      principal: 'trader',
      receivedAt: TEN_O_CLOCK,
      answer,
    };
    for (const { entry } of await partition.decide([request])) {
      journal.push(...entry.facts);
      answer(partition.commands.complete(entry, 1n));
    }
    return outcome!;
  }

  #handOverOf(from: number, moveId: CommandId): readonly HandOverFact[] {
    return this.members[from]!.journal.filter(
      (fact): fact is HandOverFact =>
        fact.type.endsWith('MovedOut') && 'moveId' in fact.data && fact.data.moveId === moveId,
    );
  }

  /** Again everything of which it has not heard: told twice it has no effect. */
  #tell({ partition: { state } }: Member): void {
    for (const transfer of state.transfers.values()) {
      const decision: FundsTransferDecision =
        transfer.kind === 'SENT'
          ? { type: 'SendTransfer', data: transfer }
          : transfer.kind === 'REFUSED'
            ? { type: 'RefuseTransfer', data: transfer }
            : { type: 'ReceiveTransfer' };
      const decided = fundsTransfer.decide(this.#transfers.get(transfer.transferId)!, decision);
      if (decided.ok) for (const fact of decided.facts) this.append(fact);
    }
    for (const one of state.handOvers.values()) {
      const until =
        state.instruments.get(one.instrumentId)?.owners.find((o) => o.moveId === one.moveId)
          ?.until ?? 0n;
      const decision: MoveDecision =
        one.kind === 'OUT'
          ? { type: 'HandOver', data: { ...one, commandsUntil: until } }
          : one.kind === 'DECLINED'
            ? { type: 'RefuseMove', data: one }
            : { type: 'CompleteMove', data: one };
      const decided = instrument.decide(this.#instruments.get(one.instrumentId)!, decision);
      if (decided.ok) for (const fact of decided.facts) this.append(fact);
    }
  }
}
