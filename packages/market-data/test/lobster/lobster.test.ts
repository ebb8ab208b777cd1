import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseDate } from '@bellwether/domain';
import { joinRows, readLobster, type LobsterLevel } from '@bellwether/engine/verify';
import { describe, expect, test } from 'vitest';
import {
  LobsterUpdates,
  MarketStatus,
  TradeCondition,
  UpdateAction,
  UpdateFlag,
  UpdateKind,
  UpdateSide,
  type UpdateSink,
} from '../../src/index.ts';
import { Collected } from '../updates.ts';

const options = { source: 2, date: parseDate('2012-06-21'), symbol: 'AMZN' };

async function* lines(...text: string[]): AsyncGenerator<string> {
  yield* text;
}

const told = async (...rows: (readonly [message: string, book: string])[]) => {
  const sink = new Collected();
  const updates = new LobsterUpdates(sink, options);
  const pairs = joinRows(lines(...rows.map(([m]) => m)), lines(...rows.map(([, b]) => b)));
  for await (const row of pairs) updates.add(row);
  return sink;
};

/** 09:30 in New York was 13:30 UTC. A book row is ask price, ask size, bid price, bid size. */
const FIRST = ['34200.000000001,1,11,21,2238100,1', '2239500,100,2238100,21'] as const;

describe('given a recording', () => {
  test('its first book is a snapshot', async () => {
    const { symbols, updates } = await told(FIRST);
    expect(symbols).toEqual(new Map([[1, 'AMZN']]));
    expect(updates).toMatchObject([
      {
        kind: UpdateKind.CLEAR,
        flags: UpdateFlag.SNAPSHOT,
        part: 0,
        exchangeDay: 15_512,
        exchangeNanos: 48_600_000_000_001,
      },
      {
        kind: UpdateKind.LEVEL,
        side: UpdateSide.BID,
        price: 2_238_100,
        quantity: 21,
        flags: UpdateFlag.SNAPSHOT,
        part: 1,
      },
      {
        kind: UpdateKind.LEVEL,
        side: UpdateSide.ASK,
        price: 2_239_500,
        quantity: 100,
        flags: UpdateFlag.SNAPSHOT | UpdateFlag.LAST,
        part: 2,
      },
    ]);
  });

  test('an execution is a trade with what it leaves of the level', async () => {
    const { updates } = await told(FIRST, [
      '34201.0,4,11,21,2238100,1',
      '2239500,100,-9999999999,0',
    ]);
    expect(updates.slice(3)).toMatchObject([
      {
        kind: UpdateKind.TRADE,
        sequence: 2,
        side: UpdateSide.BID,
        quantity: 21,
        conditions: TradeCondition.ODD_LOT,
        flags: 0,
      },
      {
        kind: UpdateKind.LEVEL,
        action: UpdateAction.DELETE,
        price: 2_238_100,
        quantity: 0,
        flags: UpdateFlag.LAST,
        part: 1,
      },
    ]);
  });

  test('hidden executions, crosses and halts leave the book as it is', async () => {
    const { updates } = await told(
      FIRST,
      ['34201.0,5,0,100,2239000,1', FIRST[1]],
      ['34202.0,6,-1,5000,2239100,1', FIRST[1]],
      ['34203.0,7,0,0,-1,-1', FIRST[1]],
      ['34204.0,7,0,0,1,-1', FIRST[1]],
    );
    expect(updates.slice(3)).toMatchObject([
      { conditions: TradeCondition.HIDDEN, side: UpdateSide.NONE, flags: UpdateFlag.LAST },
      { conditions: TradeCondition.CROSS, quantity: 5_000 },
      { status: MarketStatus.HALTED },
      { status: MarketStatus.TRADING },
    ]);
  });
});

/** Keeps the book that the levels tell. */
class Book implements UpdateSink {
  readonly sides = new Map(
    [UpdateSide.BID, UpdateSide.ASK].map((side) => [side, new Map<number, number>()] as const),
  );
  instrument(): void {}
  update(update: Parameters<UpdateSink['update']>[0]): void {
    if (update.kind !== UpdateKind.LEVEL) return;
    const levels = this.sides.get(update.side as 1)!;
    if (update.action === UpdateAction.DELETE) levels.delete(update.price);
    else levels.set(update.price, update.quantity);
  }
  of(side: 1 | 2): LobsterLevel[] {
    const sign = side === UpdateSide.BID ? -1 : 1;
    return [...this.sides.get(side)!]
      .map(([price, size]) => ({ price, size }))
      .toSorted((a, b) => sign * (a.price - b.price));
  }
}

const DAY = fileURLToPath(
  new URL(
    '../../../../../shared/data/lobster/LOBSTER_SampleFile_AMZN_2012-06-21_5.zip',
    import.meta.url,
  ),
);

test(
  'given a real day, the levels told are the file’s book after every row',
  { timeout: 60_000 },
  async (context) => {
    if (!existsSync(DAY)) context.skip('the LOBSTER sample is not on this machine');
    const book = new Book();
    const updates = new LobsterUpdates(book, options);
    let [rows, wrong] = [0, 0];
    for await (const row of readLobster(DAY)) {
      updates.add(row);
      rows++;
      const same =
        JSON.stringify([book.of(1), book.of(2)]) === JSON.stringify([row.bids, row.asks]);
      if (!same) wrong++;
    }
    expect([rows, wrong]).toEqual([155_935, 0]);
  },
);
