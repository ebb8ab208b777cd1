import { describe, expect, test } from 'vitest';
import type { TradingFact } from '../../trading/facts.ts';
import { instantOf, wall } from '../../time/new-york.ts';
import { parseDate } from '../../time/civil-date.ts';
import { DEMONSTRATION_FIRM } from '../firm.ts';
import { checkCatFile } from './check.ts';
import { catCompleteness, catCorrections } from './compare.ts';
import { catDue } from './due.ts';
import { CAT_REQUIRED } from './fields.ts';
import { CatFold } from './fold.ts';
import { catLine, type CatBody, type CatRecord } from './record.ts';
import { catTimestamp } from './timestamp.ts';

const id = (n: number): string => `0192f3a0-7c1e-7aaa-8bbb-${`${n}`.padStart(12, '0')}`;
const day = parseDate('2026-11-20');
const at = (minutes: number): bigint =>
  instantOf(day, wall(9, 30)) + BigInt(minutes) * 60_000_000_000n + 7n;

type Written = readonly [minutes: number, type: string, data: Record<string, unknown>];

function recordsOf(written: readonly Written[], firm = DEMONSTRATION_FIRM): readonly CatRecord[] {
  const fold = new CatFold(firm);
  return written.flatMap(([minutes, type, data], n) => {
    const fact = { type, data } as unknown as TradingFact;
    return fold.add({ fact, position: BigInt(100 + n), index: 0, at: at(minutes) });
  });
}

const STOCK = { instrumentId: 'AMZN', symbol: 'AMZN' };
const OPTION = {
  instrumentId: 'AMZN-C',
  symbol: 'AMZNC',
  assetClass: 'OPTION',
  multiplier: 100,
  option: {
    underlyingId: 'AMZN',
    right: 'CALL',
    strike: 2_205_000n,
    expiresOn: parseDate('2026-12-18'),
  },
};

const order = (n: number, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  orderId: id(n),
  accountId: `account-${n}`,
  instrumentId: 'AMZN',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'DAY',
  quantity: 100n,
  limitPrice: 2_200_000n,
  ...more,
});

const trade = (
  tradeId: string,
  buy: number,
  sell: number,
  quantity: bigint,
  instrumentId = 'AMZN',
) => ({
  tradeId,
  instrumentId,
  price: 2_200_000n,
  quantity,
  buyOrderId: id(buy),
  sellOrderId: id(sell),
});

/** Every way in which an order may live, in one day. */
const DAY: readonly Written[] = [
  [0, 'InstrumentListed', STOCK],
  [0, 'InstrumentListed', OPTION],
  [1, 'OrderAccepted', order(1)],
  [
    2,
    'OrderAccepted',
    order(2, { side: 'SELL', type: 'MARKET', timeInForce: 'IOC', quantity: 60n }),
  ],
  [2, 'TradeExecuted', trade('0-1', 1, 2, 40n)],
  [2, 'OrderCancelled', { orderId: id(2), quantity: 20n, reason: 'IOC' }],
  [3, 'OrderReplaced', { orderId: id(1), quantity: 90n, leaves: 50n, limitPrice: 2_190_000n }],
  [
    4,
    'OrderExecuted',
    { orderId: id(1), tradeId: '0-2', venue: 'XNAS', quantity: 50n, leaves: 0n },
  ],
  [5, 'OrderAccepted', order(3, { side: 'SELL_SHORT', type: 'STOP', stopPrice: 2_100_000n })],
  [6, 'OrderTriggered', { orderId: id(3) }],
  [7, 'OrderDecremented', { orderId: id(3), quantity: 30n, leaves: 70n }],
  [8, 'OrderCancelled', { orderId: id(3), quantity: 70n, reason: 'USER' }],
  [9, 'OrderAccepted', order(4, { timeInForce: 'GTC' })],
  [
    9,
    'OrderReplaced',
    { orderId: id(4), quantity: 100n, leaves: 100n, limitPrice: 2_180_000n, restated: true },
  ],
  [
    9,
    'OrderReplaced',
    { orderId: id(4), quantity: 200n, leaves: 200n, limitPrice: 1_090_000n, restated: true },
  ],
  [
    10,
    'OrderAccepted',
    order(5, {
      instrumentId: 'AMZN-C',
      limitPrice: 10_000n,
      quantity: 2n,
      positionEffect: 'CLOSE',
    }),
  ],
  [
    10,
    'OrderAccepted',
    order(6, { instrumentId: 'AMZN-C', side: 'SELL', limitPrice: 10_000n, quantity: 2n }),
  ],
  [10, 'TradeExecuted', trade('0-3', 5, 6, 2n, 'AMZN-C')],
  [11, 'TradeBusted', trade('0-1', 1, 2, 40n)],
];

/** What the day comes to, by hand. */
const EXPECTED = [
  'MENO',
  'MENO',
  'MEOT',
  'MEOC',
  'MEOM',
  'MEOR',
  'MENO',
  'MEOE',
  'MEOC',
  'MEOC',
  'MENO',
  'MEOJ',
  'MEOM',
  'MONO',
  'MONO',
  'MOOR',
  'MOOR',
  'MEOT',
];

const bodyOf = (records: readonly CatRecord[], n: number): CatBody => records[n]?.body ?? {};

describe('a day of orders', () => {
  const records = recordsOf(DAY);
  const lines = records.map((record) => catLine(record));

  test('comes to these events, in the order of the log, and to the same ones again', () => {
    expect(records.map(({ type }) => type)).toEqual(EXPECTED);
    expect(recordsOf(DAY).map((record) => catLine(record))).toEqual(lines);
  });

  test('passes the check, with every reference resolved', () => {
    expect(checkCatFile(lines)).toEqual([]);
  });

  test('says stamps in Eastern time to the nanosecond, and numbers exactly', () => {
    expect(lines[0]).toBe(
      '{"actionType":"NEW","firmROEID":"20261120_102_0_0","type":"MENO","CATReporterIMID":"BELL",' +
        `"orderKeyDate":"20261120T093100.000000007","orderID":"${id(1)}","symbol":"AMZN",` +
        '"eventTimestamp":"20261120T093100.000000007","manualFlag":false,"electronicDupFlag":false,' +
        '"deptType":"A","solicitationFlag":false,"side":"B","orderType":"LMT","price":220.00,"quantity":100,' +
        '"timeInForce":{"DAY":"20261120"},"tradingSession":"REG","custDspIntrFlag":false,' +
        '"firmDesignatedID":"account-1","accountHolderType":"I","affiliateFlag":false,' +
        '"negotiatedTradeFlag":false,"representativeInd":"N"}',
    );
  });

  test('what traded here names both orders; what a venue traded is a route and no trade', () => {
    expect(bodyOf(records, 2)).toMatchObject({
      tradeID: '0-1',
      cancelFlag: false,
      buyDetails: [{ orderID: id(1), side: 'B' }],
      sellDetails: [{ orderID: id(2), side: 'SL' }],
    });
    expect(bodyOf(records, 5)).toMatchObject({ destination: 'XNAS', routedOrderID: '0-2' });
    expect(records.some(({ body }) => body['tradeID'] === '0-2')).toBe(false);
  });

  test('what is cancelled whole leaves 0, and says so; what the firm or an issuer did is F', () => {
    expect(lines[3]).toContain('"cancelQty":20,"leavesQty":0,"initiator":"F"');
    expect(lines[8]).toContain('"cancelQty":30,"leavesQty":70,"initiator":"F"');
    expect(lines[9]).toContain('"cancelQty":70,"leavesQty":0,"initiator":"C"');
    expect(bodyOf(records, 4)['initiator']).toBe('C');
    expect([bodyOf(records, 11)['initiator'], bodyOf(records, 12)['initiator']]).toEqual([
      'F',
      'F',
    ]);
  });

  test('sides, stops and options are said as CAT wants them', () => {
    expect(lines[6]).toContain('"side":"SS","orderType":"MKT"');
    expect(lines[6]).toContain('"handlingInstructions":{"STP":210.00}');
    expect(lines[13]).toContain('"optionID":"AMZN  261218C00220500"');
    expect(lines[13]).toContain('"openCloseIndicator":"Close"');
    expect(records.slice(15, 17).map(({ body }) => body['routedOrderID'])).toEqual([
      '0-3B',
      '0-3S',
    ]);
  });

  test('a bust is the trade again with cancelFlag', () => {
    expect(bodyOf(records, 17)).toMatchObject({
      tradeID: '0-1',
      tradeKeyDate: '20261120T093200.000000007',
      eventTimestamp: '20261120T094100.000000007',
      cancelFlag: true,
    });
  });

  test('without any one of its required fields a record is refused', () => {
    const accepted: string[] = [];
    for (const record of records)
      for (const name of CAT_REQUIRED[record.type] ?? []) {
        if (['actionType', 'firmROEID', 'type'].includes(name)) continue;
        const { [name]: _, ...body } = record.body;
        const wrong = records.map((one) => catLine(one === record ? { ...record, body } : one));
        if (
          !checkCatFile(wrong).some(
            (error) => error.field === name && error.message.includes('absent'),
          )
        )
          accepted.push(`${record.type}.${name}`);
      }
    expect(accepted).toEqual([]);
  });

  test('a record that is missing is named, and nothing else', () => {
    const without = lines.filter((_, n) => n !== 5);
    const { missing, unexpected, different, counts } = catCompleteness(records, without);
    expect([missing, unexpected, different]).toEqual([[records[5]?.id], [], []]);
    expect(counts.find(({ type }) => type === 'MEOR')).toEqual({ type: 'MEOR', log: 1, file: 0 });
  });

  test('a reference to an order that is nowhere is found', () => {
    const wrong = checkCatFile(lines.slice(1)).map(({ field }) => field);
    expect(wrong).toContain('orderID');
    expect(wrong).toContain('buyDetails');
  });
});

describe('corrections', () => {
  const records = recordsOf(DAY);
  const lines = records.map((record) => catLine(record));

  test('of what was submitted as it is are none', () => {
    expect(catCorrections(records, lines)).toEqual([]);
  });

  test('are what changed (COR), what is new (NEW) and what is gone (DEL)', () => {
    const firm = { ...DEMONSTRATION_FIRM, holders: { 'account-1': 'F' as const } };
    const corrected = catCorrections(
      recordsOf(DAY.slice(0, -1), firm),
      lines.slice(0, 10).concat(lines.slice(11)),
    );
    const actions = corrected.map((line) =>
      /"actionType":"(\w+)","firmROEID":"(\w+)"/.exec(line)?.slice(1),
    );
    expect(actions).toEqual([
      ['COR', '20261120_102_0_0'],
      ['NEW', '20261120_112_0_0'],
      ['DEL', '20261120_118_0_0'],
    ]);
    // Brought to what the log says, there is nothing more to correct.
    const all = [...lines.slice(0, 10), ...lines.slice(11), ...corrected];
    expect(catCorrections(recordsOf(DAY.slice(0, -1), firm), all)).toEqual([]);
  });
});

describe('days', () => {
  test.each([
    // Half past eight in the evening in New York is tomorrow in UTC.
    ['2026-11-20', wall(20, 30), '20261120T203000.000000000'],
    ['2026-03-08', wall(3), '20260308T030000.000000000'],
    ['2026-11-01', wall(23, 59, 59), '20261101T235959.000000000'],
  ])('%s is an Eastern day', (date, time, text) => {
    expect(catTimestamp(instantOf(parseDate(date), time))).toBe(text);
  });

  test('reports are due at 08:00 of the next session day, repairs two later, over Thanksgiving', () => {
    const { report, repair } = catDue(parseDate('2026-11-25'));
    expect([catTimestamp(report), catTimestamp(repair)]).toEqual([
      '20261127T080000.000000000',
      '20261201T080000.000000000',
    ]);
  });
});
