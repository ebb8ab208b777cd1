import type { TradingFact } from '@bellwether/domain';
import { ANY } from '@eventstore/db-client';
import { DurableIntake } from '../../src/durable/durable-intake.ts';
import { GroupCommit } from '../../src/journal/group-commit.ts';
import { CommandIndex } from '../../src/command-index/command-index.ts';
import { BookControl } from '../../src/engine-port/book-control.ts';
import { TradingPartition } from '../../src/partition/partition.ts';
import type { EventStore } from '../../src/runtime/event-store.ts';

/** A mistake put into the running code, to see that the simulation finds it. */
export interface PlantedBug {
  readonly name: string;
  /** Puts it in; the returned function takes it out again. */
  plant(): () => void;
  readonly wrapStore?: (store: EventStore) => EventStore;
}

function replaceMethod<T extends object, K extends keyof T>(
  target: T,
  name: K,
  make: (original: T[K]) => T[K],
): () => void {
  const original = target[name];
  target[name] = make(original);
  return () => {
    target[name] = original;
  };
}

export const PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: 'dedupe is skipped',
    plant: () => replaceMethod(CommandIndex.prototype, 'repeats', () => () => false),
  },
  {
    name: 'replies go out before the append',
    plant: () =>
      replaceMethod(
        GroupCommit.prototype,
        'add',
        (add) =>
          function (this: GroupCommit, entry, durable) {
            durable(0n);
            add.call(this, entry, () => undefined);
          },
      ),
  },
  {
    name: 'a reserve is released twice',
    plant: () =>
      replaceMethod(
        TradingPartition.prototype,
        'decide',
        (decide) =>
          async function (this: TradingPartition, requests) {
            const decided = await decide.call(this, requests);
            for (const { entry } of decided)
              for (const fact of entry.facts) {
                if (fact.type !== 'OrderCancelled') continue;
                const ledger = this.state.accounts.get(fact.data.accountId);
                // The types would find it as well.
                const risk = ledger?.risk as { reserved: bigint } | undefined;
                if (risk !== undefined) risk.reserved -= fact.data.released;
              }
            return decided;
          },
      ),
  },
  {
    name: 'a durable command is acknowledged before it is decided',
    plant: () =>
      replaceMethod(
        DurableIntake.prototype,
        'take',
        (take) =>
          function (this: DurableIntake, message) {
            message.done();
            take.call(this, { ...message, done: () => undefined });
          },
      ),
  },
  {
    name: 'a stop is triggered twice',
    plant: () =>
      replaceMethod(
        TradingPartition.prototype,
        'decide',
        (decide) =>
          async function (this: TradingPartition, requests) {
            const decided = await decide.call(this, requests);
            return decided.map(({ entry, request }) => {
              const twice = entry.facts.flatMap((fact): readonly TradingFact[] =>
                fact.type === 'OrderTriggered' ? [fact, fact] : [fact],
              );
              return { entry: { ...entry, facts: twice }, request };
            });
          },
      ),
  },
  {
    name: 'orders outlive their day',
    plant: () =>
      replaceMethod(
        BookControl.prototype,
        'step',
        (step) =>
          async function (this: BookControl, instrumentId, bookStep, cause) {
            return bookStep.do === 'expire' || step.call(this, instrumentId, bookStep, cause);
          },
      ),
  },
  {
    name: 'orders outlive the last day that they name',
    plant: () => replaceMethod(BookControl.prototype, 'expire', () => async () => undefined),
  },
  {
    name: 'orders outlive their instrument',
    plant: () => replaceMethod(BookControl.prototype, 'endAll', () => async () => undefined),
  },
  {
    name: 'the engine is asked what it cannot count',
    plant: () =>
      replaceMethod(
        BookControl.prototype,
        'step',
        (step) =>
          async function (this: BookControl, instrumentId, bookStep, cause) {
            await this.setBands(instrumentId, { lower: 2n ** 40n, upper: 0n }, cause);
            return step.call(this, instrumentId, bookStep, cause);
          },
      ),
  },
  {
    name: 'a sender is told of everything that traded in his entry',
    plant: () =>
      replaceMethod(
        CommandIndex.prototype,
        'complete',
        (complete) =>
          function (this: CommandIndex, entry, position) {
            const outcome = complete.call(this, entry, position);
            if (outcome.status !== 'accepted' || outcome.order === undefined) return outcome;
            const executed = entry.facts.reduce(
              (sum, { type, data }) => (type === 'TradeExecuted' ? sum + data.quantity : sum),
              0n,
            );
            return { ...outcome, order: { ...outcome.order, executed: `${executed}` } };
          },
      ),
  },
  {
    name: 'the fence is dropped',
    plant: () => () => undefined,
    wrapStore: (store) => ({
      readStream: store.readStream.bind(store),
      appendToStream: (stream, events, options) =>
        store.appendToStream(stream, events, { ...options, expectedRevision: ANY }),
    }),
  },
];
