import { CommandClient } from '@bellwether/client';
import type { Commands } from '@bellwether/commands';
import {
  addDays,
  newYorkTime,
  parseDecimal,
  type AccountId,
  type CommandId,
  type InstrumentId,
  type Outcome,
} from '@bellwether/domain';
import { systemClock } from '@bellwether/platform/runtime';
import { factsOf, type Fact } from '@bellwether/projections/facts';
import { eventually, startWriteStack, type WriteStack } from '@bellwether/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TwoInstances } from './support/two-instances.ts';
import { startWriteSide } from './support/write-side.ts';

// Plans on real servers, with process managers that are killed between any two of their steps.

const usd = parseDecimal;
const [ACME, BOLT, GONE] = ['ACME', 'BOLT', 'GONE'] as unknown as readonly [
  InstrumentId,
  InstrumentId,
  InstrumentId,
];
const [fund, maker] = ['fund', 'maker'] as unknown as readonly [AccountId, AccountId];

let stack: WriteStack;
let commands: Commands;
let client: CommandClient;
let ops: CommandClient;
let instances: TwoInstances;

beforeAll(async () => {
  stack = await startWriteStack();
  commands = await startWriteSide(stack);
  client = new CommandClient({ connection: await stack.connectAs('cli'), user: 'cli' });
  ops = new CommandClient({ connection: await stack.connectAs('ops'), user: 'ops' });
  instances = new TwoInstances(stack, 'all');
  for (const [instrumentId, price] of [
    [ACME, '100'],
    [BOLT, '20'],
  ] as const) {
    const terms = { tickSize: usd('0.01'), referencePrice: usd(price), maxOrderQuantity: 1_000n };
    await client.listInstrument({ instrumentId, symbol: instrumentId, ...terms });
  }
  for (const accountId of [fund, maker]) await client.openAccount({ accountId });
  await client.depositCash({ accountId: maker, amount: usd('100000') });
  await client.depositSecurities({ accountId: maker, instrumentId: BOLT, quantity: 1_000n });
  await client.depositCash({ accountId: fund, amount: usd('1000') });
  await client.depositSecurities({ accountId: fund, instrumentId: ACME, quantity: 100n });
});

afterAll(async () => {
  instances.stop();
  await commands.stop();
  await stack.stop();
});

type Data<T extends Fact['type']> = Extract<Fact, { type: T }>['data'];

async function factsInLog<T extends Fact['type']>(type: T): Promise<readonly Data<T>[]> {
  const store = stack.eventStoreClient();
  const found: Data<T>[] = [];
  for await (const { event } of store.readAll())
    if (event !== undefined)
      for (const { fact } of await factsOf(event, store))
        if (fact.type === type) found.push(fact.data as Data<T>);
  return found;
}
const recorded = (type: Fact['type'], times: number): Promise<void> =>
  eventually(`${times} ${type}`, async () => (await factsInLog(type)).length >= times, 30_000);
const accepted = async (sent: Promise<Outcome>): Promise<CommandId> => {
  const outcome = await sent;
  expect(outcome).toMatchObject({ status: 'accepted' });
  return outcome.id as CommandId;
};
const trade = (instrumentId: InstrumentId, side: 'BUY' | 'SELL', quantity: bigint, price: string) =>
  accepted(
    client.placeOrder({
      accountId: maker,
      instrumentId,
      side,
      type: 'LIMIT',
      timeInForce: 'IOC',
      quantity,
      limitPrice: usd(price),
    }),
  );

/** Worth 11,000: 100 ACME at 100 and 1,000 in cash; half should be ACME, two fifths BOLT. */
const line = {
  sale: {
    instrumentId: ACME,
    side: 'SELL',
    quantity: 45n,
    limitPrice: usd('99'),
    mark: usd('100'),
    held: 100n,
    targetValue: usd('5500'),
  },
  purchase: {
    instrumentId: BOLT,
    side: 'BUY',
    quantity: 220n,
    limitPrice: usd('20.2'),
    mark: usd('20'),
    held: 0n,
    targetValue: usd('4400'),
  },
} as const;
const proposal = () => ({
  accountId: fund,
  modelId: 'balanced',
  modelVersion: 1,
  inputsPosition: 1n,
  lastDay: addDays(newYorkTime(systemClock()()).date, 1),
  equity: usd('11000'),
  cash: usd('1000'),
  buffer: usd('550'),
  untradedDrift: 0n,
  roundTo: 1,
});

describe('a plan', () => {
  let planId: CommandId;

  test('is of an account that follows a model, and is proposed by one', async () => {
    const nobody = await ops.setRebalancing({ accountId: fund, modelId: 'balanced' });
    expect(nobody).toMatchObject({ status: 'rejected', code: 'UNKNOWN_MODEL' });
    await accepted(
      ops.setModelPortfolio({
        modelId: 'balanced',
        targets: [
          { instrumentId: ACME, weight: 5_000 },
          { instrumentId: BOLT, weight: 4_000 },
        ],
        others: 'SELL',
        driftBand: 100,
        cashBuffer: 500,
        minimumTrade: 0n,
      }),
    );
    await accepted(ops.setRebalancing({ accountId: fund, modelId: 'balanced' }));
    const lines = [line.sale, line.purchase];
    planId = await accepted(ops.proposeRebalancing({ ...proposal(), lines }));
    const own = await ops.approveRebalancing({ accountId: fund, planId });
    expect(own).toMatchObject({ status: 'rejected', code: 'SECOND_PERSON_REQUIRED' });
    expect(await factsInLog('OrderAccepted')).toEqual([]);
  });

  test('sells when another one agrees, and buys when that is done, each once, whoever is killed', async () => {
    await accepted(client.approveRebalancing({ accountId: fund, planId }));
    instances.killBoth();
    await recorded('OrderAccepted', 1);
    await trade(ACME, 'BUY', 20n, '99');
    instances.killBoth();
    await trade(ACME, 'BUY', 25n, '99');
    instances.killBoth();
    await recorded('RebalancingBuysReleased', 1);
    instances.killBoth();
    await eventually(
      'the purchase is open',
      async () =>
        (await factsInLog('OrderAccepted')).some(
          ({ instrumentId, accountId }) => instrumentId === BOLT && accountId === fund,
        ),
      30_000,
    );
    await trade(BOLT, 'SELL', 100n, '20.2');
    await recorded('RebalancingOrderRecorded', 3);
    const ofFund = (await factsInLog('OrderAccepted')).filter(
      ({ accountId }) => accountId === fund,
    );
    expect(ofFund).toMatchObject([
      { instrumentId: ACME, side: 'SELL', quantity: 45n, limitPrice: usd('99') },
      { instrumentId: BOLT, side: 'BUY', quantity: 220n, limitPrice: usd('20.2') },
    ]);
  });

  test('that is cancelled says what was left', async () => {
    await accepted(client.cancelRebalancing({ accountId: fund, planId, reason: 'enough' }));
    instances.killBoth();
    await recorded('PortfolioRebalanced', 1);
    const [done] = await factsInLog('PortfolioRebalanced');
    const trades = await factsInLog('TradeExecuted');
    // From the trades themselves: what came in for each order, less its fees.
    const cashOf = (orderId: string): bigint =>
      trades.reduce((sum, one) => {
        const { price, quantity, buyOrderId, sellOrderId, buyFees, sellFees } = one;
        const fees = buyOrderId === orderId ? buyFees : sellFees;
        const paid = Object.values(fees ?? {}).reduce((all, fee) => all + fee, 0n);
        if (buyOrderId === orderId) return sum - price * quantity - paid;
        return sellOrderId === orderId ? sum + price * quantity - paid : sum;
      }, 0n);
    expect(done).toEqual({
      accountId: fund,
      planId,
      orders: [
        {
          orderId: done!.orders[0]!.orderId,
          instrumentId: ACME,
          side: 'SELL',
          quantity: 45n,
          executed: 45n,
          cash: cashOf(done!.orders[0]!.orderId),
          end: 'FILLED',
        },
        {
          orderId: done!.orders[1]!.orderId,
          instrumentId: BOLT,
          side: 'BUY',
          quantity: 220n,
          executed: 100n,
          cash: cashOf(done!.orders[1]!.orderId),
          end: 'CANCELLED',
          code: 'USER',
        },
      ],
      // 4,500 and 4,400 of 11,000 away, then 2,400: 8,090.9 and 2,181.8 basis points.
      driftBefore: 8_091,
      driftAfter: 2_182,
      left: usd('2400'),
    });
    expect(done!.orders[0]!.cash).toBeLessThanOrEqual(usd('4455'));
    expect(done!.orders[1]!.cash).toBe(usd('-2020'));
    // The ids that the plan gave are those that the market knows.
    const known = new Set(
      trades.flatMap(({ buyOrderId, sellOrderId }) => [buyOrderId, sellOrderId]),
    );
    for (const { orderId } of done!.orders) expect(known.has(orderId)).toBe(true);
  });

  test('whose order is refused without a fact of trading ends, too', async () => {
    const lines = [
      { ...line.purchase, instrumentId: GONE, quantity: 10n, targetValue: usd('200') },
    ];
    const second = await accepted(ops.proposeRebalancing({ ...proposal(), lines }));
    await accepted(client.approveRebalancing({ accountId: fund, planId: second }));
    instances.killBoth();
    await recorded('PortfolioRebalanced', 2);
    const [, done] = await factsInLog('PortfolioRebalanced');
    expect(done).toMatchObject({
      planId: second,
      orders: [{ executed: 0n, cash: 0n, end: 'REJECTED', code: 'UNKNOWN_INSTRUMENT' }],
      left: usd('200'),
    });
  });
});
