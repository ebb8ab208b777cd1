import { CommandClient } from '@bellwether/client';
import {
  formatDecimal,
  instantOf,
  parseDate,
  parseDecimal,
  wall,
  type AccountId,
  type Command,
  type CommandId,
  type InstrumentId,
  type Outcome,
  type TradingFact,
} from '@bellwether/domain';
import { eventually, startWriteStack, type WriteStack } from '@bellwether/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expirationCases } from './expiration-cases.ts';
import { TimedProcess } from './support/timed-process.ts';

// A split and a dividend over a weekend, then a spin-off and a merger, carried by writer and process managers that are killed in
// the middle and come late.

const AAPL = 'AAPL' as InstrumentId;
const usd = parseDecimal;
const [friday, monday, tuesday, wednesday, lastFriday] = [
  '2026-11-20',
  '2026-11-23',
  '2026-11-24',
  '2026-11-25',
  '2026-11-27',
].map(parseDate) as [never, never, never, never, never];
const HOLDERS = Array.from({ length: 12 }, (_, n) => `holder${n}` as AccountId);

let stack: WriteStack;
let writer: TimedProcess;
let client: CommandClient;

beforeAll(async () => {
  stack = await startWriteStack();
  writer = new TimedProcess(stack);
  const connection = await stack.connectAs('cli');
  client = new CommandClient({ connection, user: 'cli', deadlineMs: 20_000 });
});

afterAll(async () => {
  await writer.kill();
  await stack.stop();
});

const send = (command: Command): Promise<Outcome> => client.send(command, { id: writer.newId() });
const accepted = async (command: Command): Promise<string> => {
  const outcome = await send(command);
  expect(outcome).toMatchObject({ status: 'accepted' });
  return outcome.id ?? '';
};
type Data<T extends TradingFact['type']> = Extract<TradingFact, { type: T }>['data'];

async function factsOf<T extends TradingFact['type']>(type: T): Promise<readonly Data<T>[]> {
  const facts = await writer.journal();
  return facts.flatMap((fact) => (fact.type === type ? [fact.data as Data<T>] : []));
}
const recorded = (type: TradingFact['type'], times: number): Promise<void> =>
  eventually(`${times} ${type}`, async () => (await factsOf(type)).length >= times, 30_000);
const once = (values: readonly string[]): void =>
  expect(values.toSorted()).toEqual([...HOLDERS].toSorted());

const place = (accountId: AccountId, side: 'BUY' | 'SELL', limitPrice: string): Command => ({
  type: 'PlaceOrder',
  data: {
    accountId,
    instrumentId: AAPL,
    side,
    type: 'LIMIT',
    timeInForce: 'GTC',
    quantity: 2n,
    limitPrice: usd(limitPrice),
  },
});

describe('a 7:1 split and a dividend for the shares after it, over a weekend', () => {
  const [seller, buyer] = HOLDERS as [AccountId, AccountId];
  let alertId: CommandId;

  test('are announced on Friday evening, the dividend first', async () => {
    writer.start(instantOf(friday, wall(17)));
    const terms = { symbol: 'AAPL', tickSize: usd('0.01'), referencePrice: usd('645.57') };
    await accepted({
      type: 'ListInstrument',
      data: { instrumentId: AAPL, ...terms, maxOrderQuantity: 1_000n },
    });
    for (const accountId of HOLDERS) {
      await accepted({ type: 'OpenAccount', data: { accountId } });
      const data = { accountId, instrumentId: AAPL, quantity: 10n };
      await accepted({ type: 'DepositSecurities', data });
    }
    await accepted({ type: 'DepositCash', data: { accountId: buyer, amount: usd('2000') } });
    const condition = { condition: 'PRICE_ABOVE', price: usd('700'), repeats: false } as const;
    const alert = { accountId: seller, instrumentId: AAPL, ...condition };
    alertId = (await accepted({ type: 'SetPriceAlert', data: alert })) as CommandId;
    await accepted(place(buyer, 'BUY', '640.05'));
    const common = { instrumentId: AAPL, exDate: monday };
    const cash = { amount: usd('0.47'), payDate: tuesday, amountBasis: 'AFTER_SPLIT' } as const;
    const announce = (data: object): Promise<string> =>
      accepted({ type: 'AnnounceCorporateAction', data } as Command);
    await announce({ ...common, kind: 'CASH_DIVIDEND', ...cash });
    await announce({ ...common, kind: 'FORWARD_SPLIT', newShares: 7, oldShares: 1 });
    expect(await factsOf('CorporateActionApplied')).toEqual([]);
    await writer.kill();
  });

  test('are in force before a market that is led late, once each, whoever is killed meanwhile', async () => {
    const phases = (await factsOf('SessionPhaseAdopted')).length;
    const kills = [
      ['CorporateActionApplied', 1],
      ['CorporateActionApplied', 2],
      ['SessionPhaseAdopted', phases + 1],
    ] as const;
    for (const [n, [type, times]] of kills.entries()) {
      writer.start(instantOf(monday, wall(9, 31, n)));
      await recorded(type, times);
      await writer.kill();
    }
    writer.start(instantOf(monday, wall(9, 32)));
    await eventually(
      'the market is open',
      async () => (await factsOf('PhaseChanged')).at(-1)?.phase === 'CONTINUOUS',
      30_000,
    );
    const facts = await writer.journal();
    const steps = facts.flatMap((fact) => {
      if (fact.type === 'CorporateActionApplied') return [fact.data.kind];
      return fact.type === 'SessionPhaseAdopted' && fact.data.sessionDate === monday
        ? [fact.data.phase]
        : [];
    });
    expect(steps.slice(0, 3)).toEqual(['FORWARD_SPLIT', 'CASH_DIVIDEND', 'PRE_OPEN']);
    expect(steps.filter((step) => step === 'FORWARD_SPLIT')).toHaveLength(1);
    once((await factsOf('PositionAdjusted')).map(({ accountId }) => accountId));
    once((await factsOf('DividendAccrued')).map(({ accountId }) => accountId));
    expect((await factsOf('DividendAccrued'))[0]).toMatchObject({ amount: usd('32.9') });
    // 640.05 / 7 = 91.4357, less 0.47, each to the tick below.
    const prices = await factsOf('OrderReplaced');
    expect(prices.map(({ limitPrice }) => formatDecimal(limitPrice))).toEqual(['91.43', '90.96']);
  });

  test('the market opens on them: the order that waited is met at its new price', async () => {
    await accepted(place(seller, 'SELL', '90'));
    const [trade] = await factsOf('TradeExecuted');
    expect(trade).toMatchObject({ price: usd('90.96'), quantity: 2n, buyLeaves: 12n });
    const streams = stack.eventStoreClient().readStream(`priceAlerts-${seller}`);
    const alerts: unknown[] = [];
    await eventually('the alert is restated', async () => {
      alerts.length = 0;
      for await (const { event } of streams) if (event !== undefined) alerts.push(event.data);
      return alerts.length > 1;
    });
    expect(alerts[1]).toMatchObject({ alertId, price: '100.00' });
  });

  test('and the dividend is paid on Tuesday, once, to those who held on Friday', async () => {
    await writer.kill();
    writer.start(instantOf(tuesday, wall(0, 0, 1)));
    await recorded('DividendPaid', HOLDERS.length);
    await writer.kill();
    writer.start(instantOf(tuesday, wall(0, 1)));
    await accepted({ type: 'DepositCash', data: { accountId: buyer, amount: usd('1') } });
    const paid = await factsOf('DividendPaid');
    once(paid.map(({ accountId }) => accountId));
    expect(new Set(paid.map(({ amount }) => formatDecimal(amount)))).toEqual(new Set(['32.90']));
    expect(await factsOf('DividendsPaid')).toMatchObject([{ amount: usd('394.8') }]);
  });
});

describe('a spin-off, and a merger two days later', () => {
  const [seller, buyer] = HOLDERS as [AccountId, AccountId];
  const [CHILD, BIG] = ['CHILD', 'BIG'] as InstrumentId[] as [InstrumentId, InstrumentId];
  const ratio = (newShares: number, oldShares: number) => ({ newShares, oldShares });

  test('are announced of instruments that are listed, and of no others', async () => {
    for (const [instrumentId, price] of [
      [CHILD, '30'],
      [BIG, '160'],
    ] as const) {
      const terms = { symbol: instrumentId, tickSize: usd('0.01'), referencePrice: usd(price) };
      const data = { instrumentId, ...terms, maxOrderQuantity: 1_000n };
      await accepted({ type: 'ListInstrument', data });
    }
    await accepted(place(buyer, 'BUY', '50'));
    const spinOff = { kind: 'SPIN_OFF', exDate: wednesday, costBasisPoints: 1_000 } as const;
    const unknown = { otherInstrumentId: 'NOBODY' as InstrumentId, ...ratio(1, 3) };
    expect(
      await send({
        type: 'AnnounceCorporateAction',
        data: { instrumentId: AAPL, ...spinOff, ...unknown },
      }),
    ).toMatchObject({ status: 'rejected', code: 'UNKNOWN_INSTRUMENT' });
    const child = { otherInstrumentId: CHILD, ...ratio(1, 3), childValue: usd('10') };
    const merger = { kind: 'STOCK_MERGER', exDate: lastFriday, otherInstrumentId: BIG } as const;
    for (const terms of [
      { ...spinOff, ...child },
      { ...merger, ...ratio(1, 2), mergerCash: usd('1.25') },
    ]) {
      const data = { instrumentId: AAPL, ...terms };
      await accepted({ type: 'AnnounceCorporateAction', data });
    }
    await writer.kill();
  });

  test('the spin-off reaches every account once, whoever is killed meanwhile', async () => {
    for (const second of [1, 2]) {
      writer.start(instantOf(wednesday, wall(0, 0, second)));
      await recorded('PositionExchanged', HOLDERS.length);
      await writer.kill();
    }
    const exchanged = await factsOf('PositionExchanged');
    once(exchanged.map(({ accountId }) => accountId));
    // Who sold two of 70 has 68: 22 2/3 of the child, at its close of 30.00; 10 × 7 are 23 1/3.
    expect(exchanged.find(({ accountId }) => accountId === seller)).toMatchObject({
      quantity: 68n,
      received: 22n,
      cashInLieu: usd('20'),
      costBasisPoints: 1_000,
    });
    expect(exchanged.find(({ accountId }) => accountId === HOLDERS[2])).toMatchObject({
      quantity: 70n,
      received: 23n,
      cashInLieu: usd('10'),
      value: usd('690'),
    });
    const prices = (await factsOf('OrderReplaced')).map(({ limitPrice }) =>
      formatDecimal(limitPrice),
    );
    expect(prices.slice(2)).toEqual(['80.96', '40.00']);
  });

  test('the merger ends orders, instrument and alerts, and brings shares and cash, once', async () => {
    for (const second of [1, 2]) {
      writer.start(instantOf(lastFriday, wall(0, 0, second)));
      await recorded('DelistingAdopted', 1);
      await writer.kill();
    }
    const exchanged = (await factsOf('PositionExchanged')).slice(HOLDERS.length);
    once(exchanged.map(({ accountId }) => accountId));
    expect(exchanged.find(({ accountId }) => accountId === HOLDERS[2])).toMatchObject({
      quantityBefore: 70n,
      quantity: 0n,
      received: 35n,
      cash: usd('87.5'),
      cashInLieu: 0n,
      costBasisPoints: 10_000,
    });
    const ended = (await factsOf('OrderCancelled')).filter((one) => one.corporateActionId);
    expect(ended.map(({ reason }) => reason)).toEqual(['CORPORATE_ACTION', 'CORPORATE_ACTION']);
    writer.start(instantOf(lastFriday, wall(0, 1)));
    const store = stack.eventStoreClient();
    await eventually('the alert ends', async () => {
      for await (const { event } of store.readStream(`priceAlerts-${seller}`))
        if (event?.type === 'PriceAlertEnded') return true;
      return false;
    });
    expect(await send(place(seller, 'SELL', '90'))).toMatchObject({
      code: 'INSTRUMENT_NOT_TRADED',
    });
  });
});

expirationCases(
  () => writer,
  () => client,
);
