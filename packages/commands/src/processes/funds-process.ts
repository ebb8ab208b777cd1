import {
  FIRST_PARTITION,
  readColdFact,
  type CommandId,
  type FollowedFact,
  type HandOverFact,
  type JournalEntry,
} from '@bellwether/domain';
import { derivedId, sleep, type Runtime } from '@bellwether/platform/runtime';
import type { AllStreamRecordedEvent } from '@eventstore/db-client';
import type { Aggregates } from '../aggregates/aggregates.ts';
import type { GroupCommit } from '../journal/group-commit.ts';
import type { PartitionLoop } from '../lanes/partition-loop.ts';
import type { TradingPartition } from '../partition/partition.ts';
import { SYSTEM } from '../engine-port/request.ts';
import type { EventStore, Follow } from '../runtime/event-store.ts';
import { ColdReplies } from './cold-replies.ts';
import { readHandOver } from './read-hand-over.ts';
import { PositionWaiters } from './position-waiters.ts';

/** How often another partition's journal is asked before the process starts anew, and how long it waits between. */
const READ_ATTEMPTS = 10;
const READ_AGAIN_MS = 100;

export interface FundsProcessOptions {
  readonly store: EventStore;
  readonly aggregates: Aggregates;
  readonly follow: Follow;
  readonly partition: TradingPartition;
  readonly loop: PartitionLoop;
  readonly commit: GroupCommit;
  readonly runtime: Runtime;
}

/** Facts that are followed and not yet durable and told; beyond, no further one is read. */
const UNDER_WAY_MAX = 1_000;

/**
 * Carries facts of accounts, instruments, market sessions and transfers into the trading partition, and its answers back.
 * Where it stands is part of the partition's own journal, so it starts again exactly where it was; what it does twice it does
 * under the same ids, which has no effect. It runs in the partition: its checkpoint is the journal.
 */
export class FundsProcess {
  readonly #options: FundsProcessOptions;
  readonly #replies: ColdReplies;
  readonly #waiters: PositionWaiters;
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  /** What is durable is told in the order of the facts: this ends with the last of them. */
  #told: Promise<void> = Promise.resolve();
  #underWay = 0;
  #fail: (error: unknown) => void = () => undefined;

  constructor(options: FundsProcessOptions) {
    const { aggregates, runtime, partition } = options;
    this.#options = options;
    this.#replies = new ColdReplies(aggregates, runtime, partition.here.partition);
    this.#waiters = new PositionWaiters(runtime, partition.state.referencePosition);
  }

  /** @param onFailure called when a fact cannot be followed: nothing may be left out, so nothing can go on. */
  start(onFailure: (error: unknown) => void): void {
    this.#fail = (error) => {
      // What follows a failure fails for the same reason, and a process that stops leaves the rest to the next start.
      if (!this.#stop.signal.aborted) onFailure(error);
      this.#stop.abort();
    };
    this.#running = this.#run().catch(this.#fail);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    await this.#told.catch(this.#fail);
  }

  /** Resolves to whether the partition has followed up to `position` within `timeoutMs`. */
  followed(position: bigint, timeoutMs: number): Promise<boolean> {
    return this.#waiters.reached(position, timeoutMs);
  }

  /** Resolves when the partition has followed any further fact, or after `timeoutMs`. */
  progress(timeoutMs: number): Promise<boolean> {
    return this.#waiters.reached(this.#waiters.position + 1n, timeoutMs);
  }

  async #run(): Promise<void> {
    const { follow, partition } = this.#options;
    await this.#replies.repeat(partition.state);
    const { referencePosition } = partition.state;
    const after = referencePosition === 0n ? undefined : referencePosition;
    for await (const message of follow(after, this.#stop.signal)) {
      if (message.kind === 'event') await this.#follow(message.event, message.position);
      if (this.#underWay >= UNDER_WAY_MAX) await this.#told;
    }
  }

  /** Each partition follows the same event under an id of its own. */
  #idOf({ id }: AllStreamRecordedEvent): CommandId {
    const { partition } = this.#options.partition.here;
    return derivedId(
      partition === FIRST_PARTITION ? `follow/${id}` : `follow/${partition}/${id}`,
    ) as CommandId;
  }

  /** What comes with a fact from another partition's journal, which is durable since before the fact. */
  async #contentsOf(fact: FollowedFact): Promise<readonly HandOverFact[]> {
    const { partition, store, runtime } = this.#options;
    if (fact.type !== 'InstrumentHandedOver' || fact.data.toPartition !== partition.here.partition)
      return [];
    for (let attempt = 1; ; attempt++)
      try {
        return await readHandOver(store, fact.data);
      } catch (error) {
        if (attempt === READ_ATTEMPTS || this.#stop.signal.aborted) throw error;
        await sleep(runtime, READ_AGAIN_MS * attempt);
      }
  }

  /** Facts that are there together share an append: the next one is followed while this one is on its way. */
  async #follow(event: AllStreamRecordedEvent, position: bigint): Promise<void> {
    const { partition, loop, commit, runtime } = this.#options;
    // System events of these streams ($metadata lives in $$-streams) are not facts of ours.
    if (event.type.startsWith('$')) return;
    const source = readColdFact(event.type, event.data) as FollowedFact;
    const contents = await this.#contentsOf(source);
    const followed = await loop.exclusively(async () => {
      const facts = await partition.follow(source, position, contents);
      if (facts.length === 0) return undefined;
      const entry: JournalEntry = {
        commandId: this.#idOf(event),
        principal: SYSTEM,
        fingerprint: 0n,
        receivedAt: runtime.clock(),
        facts,
      };
      // Here and not later: what is decided next stands behind it in the journal.
      return { facts, durable: new Promise<bigint>((resolve) => commit.add(entry, resolve)) };
    });
    if (followed === undefined) return this.#afterwards(() => this.#waiters.advance(position));
    const { facts, durable } = followed;
    this.#afterwards(async () => {
      await durable;
      this.#waiters.advance(position);
      for (const fact of facts) await this.#replies.tell(fact, partition.state);
    });
  }

  /** Does something when everything before it is durable and told. */
  #afterwards(work: () => void | Promise<void>): void {
    this.#underWay += 1;
    this.#told = this.#told.then(async () => {
      await work();
      this.#underWay -= 1;
    });
    this.#told.catch(this.#fail);
  }
}
