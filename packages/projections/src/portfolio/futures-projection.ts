import type { BookSide } from '@bellwether/domain';
import { booked } from '../positions/average-cost.ts';
import { defineProjection, type Projection, type Reaction } from '../runtime/projection.ts';
import type { DataOf } from '../runtime/recorded-fact.ts';
import { executed, type Executed } from './sides.ts';
import { futureEntries, type FutureEntryRow } from './table.ts';

const entryKey = (accountId: string, instrumentId: string): string =>
  `${accountId}/${instrumentId}`;

function noEntry(positionId: string, accountId: string, instrumentId: string): FutureEntryRow {
  const nothing = { quantity: 0n, entered: 0n, realised: 0n, position: 0n };
  return { positionId, accountId, instrumentId, ...nothing };
}

/** The same averaging as that of costs, of price × quantity. */
function entered(
  row: FutureEntryRow,
  { price, quantity }: Executed,
  side: BookSide,
): FutureEntryRow {
  const { entered: cost, ...rest } = row;
  const fill = { side, quantity, principal: price * quantity, fees: 0n };
  const after = booked({ ...rest, cost, reserved: 0n }, fill);
  return { ...row, quantity: after.quantity, entered: after.cost, realised: after.realised };
}

/** A fact that pays what a position has gained or lost; of options there is no row. */
function paid<Data extends { readonly accountId: string; readonly instrumentId: string }>(
  change: (row: FutureEntryRow, data: Data) => FutureEntryRow,
): Reaction<FutureEntryRow, Data> {
  return {
    keys: ({ accountId, instrumentId }) => [entryKey(accountId, instrumentId)],
    evolve: (row, data, { position }) => row && { ...change(row, data), position },
  };
}

/** Of price × quantity, as the row has it. */
function paidOut(row: FutureEntryRow, amount: bigint, multiplier: number): FutureEntryRow {
  return { ...row, realised: row.realised - amount / BigInt(multiplier) };
}

/** No cash is paid for it. */
const isFuture = ({ principal }: Executed): boolean => principal === 0n;

const entryReaction = executed<FutureEntryRow>(
  entryKey,
  noEntry,
  (row, trade, { side }) => entered(row, trade, side),
  isFuture,
);

/** Prices at which accounts stand in futures. */
export const futureEntriesProjection: Projection = defineProjection<FutureEntryRow>({
  name: 'future_entries',
  version: 2,
  tables: { postgres: futureEntries },
  key: 'positionId',
  on: {
    TradeExecuted: entryReaction,
    OrderExecuted: entryReaction,
    // What was paid is cash now, and no part of what the contracts are worth any more.
    VariationPaid: paid<DataOf<'VariationPaid'>>((row, { amount, multiplier }) =>
      paidOut(row, amount, multiplier),
    ),
    PositionExpired: paid<DataOf<'PositionExpired'>>((row, data) => {
      const { quantityBefore, settlementPrice: price, cash, multiplier } = data;
      if (price === undefined) return row;
      const side = quantityBefore > 0n ? 'SELL' : 'BUY';
      const quantity = quantityBefore > 0n ? quantityBefore : -quantityBefore;
      const flat = quantity === 0n ? row : entered(row, { ...data, price, quantity }, side);
      return paidOut(flat, cash, multiplier);
    }),
    TradeBusted: {
      keys: (data) =>
        isFuture(data)
          ? [
              ...new Set(
                [data.sellAccountId, data.buyAccountId].map((id) =>
                  entryKey(id, data.instrumentId),
                ),
              ),
            ]
          : [],
      // As positions do it: what was bought is sold again at its price, and the other way round.
      evolve: (row, data, { position }, key) => {
        if (row === undefined) return undefined;
        let changed = row;
        if (entryKey(data.sellAccountId, data.instrumentId) === key)
          changed = entered(changed, data, 'BUY');
        if (entryKey(data.buyAccountId, data.instrumentId) === key)
          changed = entered(changed, data, 'SELL');
        return { ...changed, position };
      },
    },
  },
});
