import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  DbnReader,
  TradeCondition,
  UpdateAction,
  UpdateFlag,
  UpdateKind,
  UpdateSide,
  readFeedFile,
  type UpdateSink,
} from '../../src/index.ts';
import { describeLaws, readPieces } from '../reader-laws.ts';
import { Collected } from '../updates.ts';
import { dbnFile, mbo, mbp1, trade } from './dbn-writer.ts';

const reader = (sink: UpdateSink): DbnReader => new DbnReader(sink, { source: 4 });
const read = (...records: Uint8Array[]) => readPieces(reader, [dbnFile(3, ...records)]);

describe('given an order of mbo', () => {
  test('its fields are where the specification has them', () => {
    const { updates, symbols } = read(
      Buffer.from(
        // 56 bytes: length in words, mbo, publisher 1, instrument 5 482; 1 700 000 000 s after 1970 = day 19 675 + 80 000 s.
        '0ea001006a150000' +
          '00002a36fe9c9717' +
          '0200000001000000' +
          '80c3c90100000000' +
          '0500000080004142' +
          '01002a36fe9c9717' +
          '00000000' +
          '09000000',
        'hex',
      ),
    );
    expect(symbols.get(5_482)).toBe('ABC');
    // 0x01c9c380 = 30 000 000 billionths = 0.03 USD.
    expect(updates).toEqual([
      {
        kind: UpdateKind.DELTA,
        source: 4,
        instrument: 5_482,
        sequence: 9,
        part: 0,
        exchangeDay: 19_675,
        exchangeNanos: 80_000_000_000_000,
        receiveDay: 19_675,
        receiveNanos: 80_000_000_000_001,
        flags: UpdateFlag.LAST,
        action: UpdateAction.ADD,
        side: UpdateSide.BID,
        price: 300,
        quantity: 5,
        remaining: 5,
        orderHigh: 1,
        orderLow: 2,
      },
    ]);
  });

  test('a cancel takes its size away, a change gives the whole of the new one, a clear empties the book', () => {
    const updates = read(
      mbo({ action: 'C', size: 3 }),
      mbo({ action: 'M' }),
      mbo({ action: 'R' }),
    ).updates;
    expect(updates).toMatchObject([
      { action: UpdateAction.DELETE, quantity: 3, remaining: -1 },
      { action: UpdateAction.CHANGE, quantity: 5, remaining: 5 },
      { kind: UpdateKind.CLEAR },
    ]);
  });

  test('a trade is told of the resting side; the fill that repeats it is counted only', () => {
    const { updates, leftOut } = read(
      mbo({ action: 'T', side: 'B' }),
      mbo({ action: 'F', side: 'A' }),
    );
    expect(updates).toMatchObject([
      { kind: UpdateKind.TRADE, side: UpdateSide.ASK, conditions: TradeCondition.REGULAR },
    ]);
    expect(leftOut).toMatchObject({ otherMessages: 1 });
  });

  test('records of one sequence are its parts', () => {
    const { updates } = read(
      mbo({ sequence: 1, flags: 0 }),
      mbo({ sequence: 1 }),
      mbo({ sequence: 5 }),
    );
    expect(updates.map(({ sequence, part, flags }) => [sequence, part, flags])).toEqual([
      [1, 0, 0],
      [1, 1, 1],
      [5, 0, 1],
    ]);
  });

  test('what DBN says of snapshots and doubts is told', () => {
    expect(read(mbo({ flags: 0x20 | 0x08 })).updates).toMatchObject([
      { flags: UpdateFlag.SNAPSHOT | UpdateFlag.DOUBTFUL },
    ]);
  });
});

describe('given a price finer than 1/10 000 USD', () => {
  test('it is left out and counted, and the next update says that something is missing', () => {
    const { updates, leftOut } = read(mbo({ price: 100_001n }), mbo({ price: 200_000n }), mbo({}));
    expect(leftOut).toMatchObject({ unrepresentable: 1 });
    expect(updates.map(({ price, flags }) => [price, flags])).toEqual([
      [2, UpdateFlag.LAST | UpdateFlag.GAP_BEFORE],
      [300, UpdateFlag.LAST],
    ]);
  });
});

describe('given trades and mbp-1', () => {
  test('a trade of mbp-1 is a trade and the quote after it, in one event', () => {
    const none = 2n ** 63n - 1n;
    const { updates } = read(
      mbp1({ action: 'T', bid: [1_000_000n, 7], ask: [none, 0] }),
      trade({}),
    );
    expect(updates).toMatchObject([
      { kind: UpdateKind.TRADE, part: 0, flags: 0, price: 300 },
      {
        kind: UpdateKind.QUOTE,
        part: 1,
        flags: 1,
        bidPrice: 10,
        bidSize: 7,
        askPrice: 0,
        askSize: 0,
      },
      { kind: UpdateKind.TRADE, part: 2, flags: 1 },
    ]);
  });
});

describe('given what is no DBN', () => {
  test.each<[string, Uint8Array, string]>([
    ['version 4', Buffer.from('44424e0460010000', 'hex'), 'FRAMING'],
    ['4 GB of metadata', Buffer.from('44424e03ffffffff', 'hex'), 'LIMIT'],
    ['a record of four bytes', dbnFile(3, Buffer.from('01a00000', 'hex')), 'FRAMING'],
    ['an mbo of 16 bytes', dbnFile(3, Buffer.from('04a00000'.padEnd(32, '0'), 'hex')), 'TYPE'],
    ['an unknown side', dbnFile(3, mbo({ side: 'X' })), 'FIELD'],
    ['an unknown action', dbnFile(3, mbo({ action: 'X' })), 'FIELD'],
    ['half a record', dbnFile(3, mbo({}).subarray(0, 55)), 'TRUNCATED'],
  ])('%s is refused', (_name, bytes, code) => {
    expect(readPieces(reader, [bytes]).error?.code).toBe(code);
  });
});

const folder = fileURLToPath(new URL('../../../../../shared/data/dbn', import.meta.url));

describe('given Databento’s own files', () => {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const readNamed = async (name: string): Promise<Collected> => {
    const sink = new Collected();
    await readFeedFile(`${folder}/${name}`, reader(sink));
    return sink;
  };

  test.for(['mbo', 'mbp-1', 'trades'])(
    '%s of all versions, plain and zstd, tell the same',
    async (schema, context) => {
      const files = names.filter((name) => name.startsWith(`test_data.${schema}.`));
      if (files.length === 0) context.skip('the DBN samples are not on this machine');
      expect(files.length).toBeGreaterThan(2);
      const [first, ...others] = await Promise.all(files.map(readNamed));
      for (const other of others) expect(other).toEqual(first);
      expect(first!.symbols).toEqual(new Map([[5_482, 'ESH1']]));
      expect(first!.updates.length).toBeGreaterThan(1);
    },
  );

  test('the first order of mbo is the cancel of one contract at 3 722.75', async (context) => {
    if (names.length === 0) context.skip('the DBN samples are not on this machine');
    const { updates } = await readNamed('test_data.mbo.v3.dbn');
    expect(updates[0]).toMatchObject({
      action: UpdateAction.DELETE,
      side: UpdateSide.ASK,
      price: 37_227_500,
      quantity: 1,
      orderHigh: 150,
      orderLow: 0xd2fe4589,
      sequence: 1_170_352,
      flags: UpdateFlag.LAST,
    });
  });

  test('definitions have no updates and are counted', async (context) => {
    if (names.length === 0) context.skip('the DBN samples are not on this machine');
    const sink = new Collected();
    const definitions = reader(sink);
    await readFeedFile(`${folder}/test_data.definition.v3.dbn.zst`, definitions);
    expect([sink.updates.length, definitions.leftOut.otherMessages]).toEqual([0, 2]);
  });
});

const anyRecord = fc.record({
  action: fc.constantFrom('A', 'C', 'M', 'R', 'T', 'F', 'N'),
  side: fc.constantFrom('A', 'B', 'N'),
  size: fc.nat(1_000),
  price: fc.constantFrom(100_000n, 100_001n, -5_000_000n),
  sequence: fc.nat(3),
});
const anyFile = fc
  .tuple(
    fc.constantFrom(1, 2, 3),
    fc.array(
      fc.oneof(
        anyRecord.map(mbo),
        anyRecord.map(mbp1),
        anyRecord.map((record) => trade({ ...record, action: 'T' })),
        fc.constant(Buffer.from('0413000001000000'.padEnd(32, '0'), 'hex')),
      ),
      { maxLength: 12 },
    ),
  )
  .map(([version, records]) => dbnFile(version, ...records));

describeLaws(reader, anyFile);
