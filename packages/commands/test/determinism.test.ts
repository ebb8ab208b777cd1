import { fc, test } from '@fast-check/vitest';
import {
  decodeBatch,
  emptyTradingState,
  encodeBatch,
  BATCH_SCHEMA,
  evolve,
  parseDate,
  parseDecimal,
  type AccountId,
  type AccountRisk,
  type FollowedFact,
  type JournalEntry,
  type SelfTradeMode,
  type TradingState,
} from '@bellwether/domain';
import { createThreadedEngine } from '@bellwether/engine';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { CommandIndex } from '../src/partition/command-index.ts';
import { openPartition } from '../src/partition/open-partition.ts';
import {
  alice,
  AMZN,
  bob,
  buy,
  cancel,
  id,
  ledger,
  openMarket,
  replace,
  sell,
  smallEngine,
  TEN_O_CLOCK,
  type Market,
  type Sent,
} from './support/market.ts';

/** Hundreds of markets are opened and traded in. */
const PROPERTY_TIMEOUT_MS = 60_000;

const carol = 'carol' as AccountId;

type Step = (n: number) => Sent;

/** Nearer to each other than the fat-finger collar: which last sale it looks at does not matter then. */
const prices = fc.integer({ min: 9_900, max: 10_100 }).map((cents) => `${cents / 100}`);
const quantities = fc.bigInt({ min: 1n, max: 60n });
const times = fc.constantFrom('GTC' as const, 'IOC' as const, 'FOK' as const);
const traders = fc.constantFrom(alice, bob);

/** One command; `n` is its place in the stream, and earlier places name earlier orders. */
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.tuple(quantities, prices, times, traders).map(
      ([q, p, tif, account]): Step =>
        (n) =>
          buy(n, q, p, { tif, account }),
    ),
  },
  {
    weight: 5,
    arbitrary: fc.tuple(quantities, prices, times, traders).map(
      ([q, p, tif, account]): Step =>
        (n) =>
          sell(n, q, p, { tif, account }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(quantities, traders).map(
      ([q, account]): Step =>
        (n) =>
          buy(n, q, undefined, { account }),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.nat(), traders).map(
      ([back, account]): Step =>
        (n) =>
          cancel(n, 1 + (back % n), account),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.nat(), quantities, prices, traders).map(
      ([back, q, p, account]): Step =>
        (n) =>
          replace(n, 1 + (back % n), q, p, account),
    ),
  },
);
/** Every other way to place an order: by type, time in force, display, minimum, self-trade mode, and on margin. */
const special: fc.Arbitrary<Step> = fc
  .record({
    price: prices,
    stop: prices,
    quantity: quantities,
    side: fc.constantFrom('BUY' as const, 'SELL' as const, 'SELL_SHORT' as const),
    type: fc.constantFrom('LIMIT' as const, 'STOP' as const, 'STOP_LIMIT' as const),
    account: fc.constantFrom(alice, bob, carol),
    display: fc.option(fc.bigInt({ min: 1n, max: 20n }), { nil: undefined }),
    selfTrade: fc.constantFrom(
      'CANCEL_NEWEST' as const,
      'CANCEL_OLDEST' as const,
      'CANCEL_BOTH' as const,
      'DECREMENT' as const,
      'NONE' as const,
    ),
    postOnly: fc.boolean(),
    minimum: fc.option(fc.bigInt({ min: 1n, max: 20n }), { nil: undefined }),
  })
  .map(
    (o): Step =>
      (n) =>
        specialOrder(n, o),
  );

interface Special {
  readonly price: string;
  readonly stop: string;
  readonly quantity: bigint;
  readonly side: 'BUY' | 'SELL' | 'SELL_SHORT';
  readonly type: 'LIMIT' | 'STOP' | 'STOP_LIMIT';
  readonly account: AccountId;
  readonly display: bigint | undefined;
  readonly selfTrade: SelfTradeMode;
  readonly postOnly: boolean;
  readonly minimum: bigint | undefined;
}

function specialOrder(n: number, o: Special): Sent {
  const isStop = o.type !== 'LIMIT';
  const minimum = !isStop && !o.postOnly && o.minimum !== undefined && o.minimum <= o.quantity;
  const shows = o.type !== 'STOP' && o.display !== undefined && o.display <= o.quantity;
  return {
    id: id(n),
    command: {
      type: 'PlaceOrder',
      data: {
        accountId: o.account,
        instrumentId: AMZN,
        side: o.side,
        type: o.type,
        timeInForce: 'DAY',
        quantity: o.quantity,
        selfTrade: o.selfTrade,
        ...(o.type === 'STOP' ? {} : { limitPrice: parseDecimal(o.price) }),
        ...(isStop ? { stopPrice: parseDecimal(o.stop) } : {}),
        ...(shows ? { displayQuantity: o.display ?? 1n } : {}),
        ...(minimum ? { minimumQuantity: o.minimum ?? 1n } : {}),
        ...(o.postOnly && !isStop ? { postOnly: true } : {}),
        ...(o.side === 'SELL_SHORT' ? { locateId: 'L1' } : {}),
      },
    },
  };
}

const stream = fc
  .array(fc.oneof({ weight: 2, arbitrary: step }, { weight: 1, arbitrary: special }), {
    minLength: 1,
    maxLength: 60,
  })
  .map((steps) => steps.map((make, i) => make(i + 1)));

/** Carol trades on margin, and sells short. */
async function openWithCarol(): Promise<Market> {
  const market = await openMarket();
  const expiresOn = parseDate('2026-11-20');
  const permissions = { assetClasses: ['EQUITY' as const], optionLevel: 0, shortSelling: true };
  const located = { instrumentId: AMZN, locateId: 'L1', quantity: 100_000n, expiresOn };
  const facts: readonly FollowedFact[] = [
    { type: 'AccountOpened', data: { accountId: carol, accountType: 'MARGIN' } },
    { type: 'CashDeposited', data: { accountId: carol, amount: parseDecimal('10000') } },
    { type: 'TradingPermissionsSet', data: { accountId: carol, ...permissions } },
    { type: 'LocateRecorded', data: { accountId: carol, ...located } },
  ];
  for (const fact of facts) await market.follow(fact);
  return market;
}

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
      data: { ...data, validatedAt: 0n, approvedAt: 0n },
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
      expect(totals(state)).toEqual({ cash: 200_000_000n, shares: 100n });
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

describe('the engine in its own thread', async () => {
  let engine: Awaited<ReturnType<typeof createThreadedEngine>>;
  beforeAll(async () => {
    engine = await createThreadedEngine({
      commandCapacity: 1_024,
      eventCapacity: 1_024,
      orderCapacity: 4_096,
      warmUpCommands: 1_000,
    });
  });
  afterAll(() => engine.stop());

  test('decides as the inline one does', async () => {
    const [commands] = fc.sample(fc.array(step, { minLength: 2_000, maxLength: 2_000 }), {
      numRuns: 1,
      seed: 42,
    });
    const sent = (commands ?? []).map((make, i) => make(i + 1));
    const [inline, threaded] = [await openMarket(), await openMarket(engine)];
    expect(decisions(await run(threaded, sent, [7, 100]))).toEqual(
      decisions(await run(inline, sent, [1])),
    );
  });
});

function totals(state: TradingState): { cash: bigint; shares: bigint } {
  let cash = 0n;
  let shares = 0n;
  for (const account of state.accounts.values()) {
    cash += account.risk.cash;
    for (const { quantity } of account.risk.exposures.values()) shares += quantity;
  }
  return { cash, shares };
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
    orders: sorted(state.orders),
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
