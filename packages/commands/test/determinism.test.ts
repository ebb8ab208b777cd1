import {
  decodeBatch,
  emptyTradingState,
  encodeBatch,
  BATCH_SCHEMA,
  evolve,
  type AccountRisk,
  type JournalEntry,
  type TradingState,
} from '@bellwether/domain';
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { CommandIndex } from '../src/command-index/command-index.ts';
import { openPartition } from '../src/partition/open-partition.ts';
import {
  alice,
  bob,
  cancel,
  ledger,
  smallEngine,
  TEN_O_CLOCK,
  type Market,
  type Sent,
} from './support/market.ts';
import { carol, openWithCarol, stream } from './support/order-stream.ts';
import { feesIn } from './simulation/naive-ledger.ts';

/** Hundreds of markets are opened and traded in. */
const PROPERTY_TIMEOUT_MS = 60_000;

/** Sends the stream in turns of the given sizes, over and over. */
async function run(
  market: Market,
  commands: readonly Sent[],
  turns: readonly number[],
): Promise<readonly JournalEntry[]> {
  let at = 0;
  for (let i = 0; at < commands.length; i++) {
    const size = turns[i % turns.length] ?? 1;
    await market.send(...commands.slice(at, at + size));
    at += size;
  }
  return market.journal;
}

/** What was decided, without the times at which it was. */
const decisions = (journal: readonly JournalEntry[]): unknown =>
  journal.map(({ commandId, facts }) => ({
    commandId,
    facts: facts.map(({ type, data }) => ({
      type,
      data: { ...data, validatedAt: 0n, approvedAt: 0n, rejectedAt: 0n },
    })),
  }));

const turnSizes = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 4 });

describe('what is decided', () => {
  test.prop([stream, turnSizes], { numRuns: 50 })(
    'does not depend on how commands are gathered into turns',
    async (commands, turns) => {
      const [oneByOne, gathered] = [await openWithCarol(), await openWithCarol()];
      expect(decisions(await run(gathered, commands, turns))).toEqual(
        decisions(await run(oneByOne, commands, [1])),
      );
    },
    PROPERTY_TIMEOUT_MS,
  );

  test.prop([stream, turnSizes], { numRuns: 50 })(
    'conserves cash and shares, and holds nothing back once nothing is open',
    async (commands, turns) => {
      const market = await openWithCarol();
      await run(market, commands, turns);
      const { state } = market.partition;
      expect(totals(state, market.journal)).toEqual({ cash: 200_000_000n, shares: 100n });
      let n = 1_000;
      for (const order of state.orders.values())
        await market.send(cancel(n++, Number(order.orderId.slice(-12)), order.accountId));
      expect(state.orders.size).toBe(0);
      expect(
        [alice, bob, carol].map((account) =>
          ledger(market, account)
            .replaceAll(/^\S+|\| \S+/g, '')
            .trim(),
        ),
      ).toEqual(['0  0', '0  0', '0  0']);
    },
    PROPERTY_TIMEOUT_MS,
  );

  test.prop([stream, stream, turnSizes], { numRuns: 50 })(
    'is the same after a restart from the journal',
    async (before, after, turns) => {
      const market = await openWithCarol();
      await run(market, before, turns);
      const restarted = await restart(market.journal);
      expect(snapshot(restarted.state)).toEqual(snapshot(market.partition.state));
      const later = after.map((sent, i): Sent => ({
        ...sent,
        id: `0192f3a0-7c1e-7aaa-9bbb-${`${i}`.padStart(12, '0')}` as Sent['id'],
      }));
      const expected = await decide(market.partition, later);
      expect(await decide(restarted, later)).toEqual(expected);
    },
    PROPERTY_TIMEOUT_MS,
  );
});

/** What the accounts have, and what they have paid in fees. */
function totals(
  state: TradingState,
  journal: readonly JournalEntry[],
): { cash: bigint; shares: bigint } {
  let cash = feesOf(journal);
  let shares = 0n;
  for (const account of state.accounts.values()) {
    cash += account.risk.cash;
    for (const { quantity } of account.risk.exposures.values()) shares += quantity;
  }
  return { cash, shares };
}

/** Every fee that the facts tell of. */
function feesOf(journal: readonly JournalEntry[]): bigint {
  return journal
    .flatMap(({ facts }) => facts)
    .flatMap((fact) =>
      fact.type === 'TradeExecuted' ? [fact.data.buyFees, fact.data.sellFees] : [],
    )
    .reduce((sum, fees) => sum + feesIn(fees), 0n);
}

async function restart(journal: readonly JournalEntry[]): ReturnType<typeof openPartition> {
  const state = emptyTradingState();
  const commands = new CommandIndex();
  for (const entry of decodeBatch(encodeBatch(journal), BATCH_SCHEMA)) {
    for (const fact of entry.facts) evolve(state, fact);
    if (entry.principal !== 'system') commands.restore(entry, 1n);
  }
  return openPartition(0, { state, commands }, smallEngine(), () => TEN_O_CLOCK);
}

/** Everything a state knows, in a form that does not depend on the order of insertion. */
function snapshot(state: TradingState): unknown {
  const sorted = <V>(map: Iterable<[string, V]>): [string, V][] =>
    [...map].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    ...state,
    accounts: sorted(state.accounts).map(([key, account]) => [
      key,
      { ...account, risk: known(account.risk) },
    ]),
    instruments: sorted(state.instruments).map(([key, instrument]) => [
      key,
      // What one share requires is worked out when it is first asked for.
      { ...instrument, risk: { ...instrument.risk, unit: undefined } },
    ]),
    // A number is given while an order is open, and goes by what else is.
    orders: sorted(state.orders).map(([key, order]) => [key, { ...order, ref: undefined }]),
    releases: sorted(state.releases),
  };
}

/** What risk knows, without when it last valued what. */
function known(risk: AccountRisk): unknown {
  const { cash, reserved, funding, openOrders, exposures } = risk;
  const open = [...exposures].map(([id, { quantity, buys, sells }]) => [id, quantity, buys, sells]);
  return { cash, reserved, funding, openOrders, open: new Map(open.map((one) => [one[0], one])) };
}

async function decide(partition: Market['partition'], commands: readonly Sent[]): Promise<unknown> {
  const entries = await partition.decide(
    commands.map((sent) => ({
      command: { id: sent.id, ...sent.command },
      fingerprint: 0n,
      principal: 'trader',
      receivedAt: TEN_O_CLOCK,
      answer: () => undefined,
    })),
  );
  return decisions(entries.map(({ entry }) => entry));
}
