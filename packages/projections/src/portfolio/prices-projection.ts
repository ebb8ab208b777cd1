import { addDays, formatDate, parseDate, ratioOf, type CivilDate } from '@bellwether/domain';
import { defineProjection, type Projection, type Reaction } from '../runtime/projection.ts';
import type { DataOf } from '../runtime/recorded-fact.ts';
import { tradeDateOf } from '../runtime/trade-date.ts';
import { closes, daySales, type CloseRow, type DaySaleRow } from './table.ts';

interface Sale {
  readonly instrumentId: string;
  readonly price: bigint;
}

/**
 * Closes as they were published; a listing's price stands for the day before it. What a corporate action leaves of a close
 * stands for the day on which it is in force, until that has a price of its own.
 */
export const closesProjection: Projection = defineProjection<CloseRow>({
  name: 'closes',
  version: 2,
  tables: { postgres: closes },
  key: 'closeId',
  on: {
    InstrumentListed: {
      creates: true,
      keys: (_, { position, index }) => [`${position}.${index}`],
      evolve: (_, { instrumentId, referencePrice: price }, { at, position }, closeId) => {
        const day = formatDate(addDays(parseDate(tradeDateOf(at)), -1));
        return { closeId, instrumentId, day, price, kind: 'LISTING', at, position };
      },
    },
    CorporateActionApplied: adjusted<DataOf<'CorporateActionApplied'>>(changesPrice),
    OptionSeriesAdjusted: adjusted<DataOf<'OptionSeriesAdjusted'>>(() => true),
    ClosePublished: {
      creates: true,
      keys: (_, { position, index }) => [`${position}.${index}`],
      evolve: (_, { instrumentId, tradeDate, price }, { at, position }, closeId) => {
        const day = formatDate(tradeDate as CivilDate);
        return { closeId, instrumentId, day, price, kind: 'OFFICIAL', at, position };
      },
    },
  },
});

/** A close that an action has changed, if it has. */
function adjusted<Data extends { readonly instrumentId: string; readonly previousClose: bigint }>(
  isChanged: (data: Data) => boolean,
): Reaction<CloseRow, Data> {
  return {
    creates: true,
    keys: (data, { position, index }) => (isChanged(data) ? [`${position}.${index}`] : []),
    evolve: (_, { instrumentId, previousClose: price }, { at, position }, closeId) => {
      const day = tradeDateOf(at);
      return { closeId, instrumentId, day, price, kind: 'ADJUSTED', at, position };
    },
  };
}

function changesPrice(data: DataOf<'CorporateActionApplied'>): boolean {
  const { amount, priceFall = amount ?? 0n } = data;
  return ratioOf(data) !== undefined || priceFall > 0n;
}

const sale: Reaction<DaySaleRow, Sale> = {
  keys: ({ instrumentId }, { at }) => [`${instrumentId}/${tradeDateOf(at)}`],
  evolve: (_, { instrumentId, price }, { at, position }, saleId) => {
    return { saleId, instrumentId, day: tradeDateOf(at), price, at, position };
  },
};

/** The last sale of each day. One that was taken back stays what the day ended with: nobody could know. */
export const daySalesProjection: Projection = defineProjection<DaySaleRow>({
  name: 'day_sales',
  version: 1,
  tables: { postgres: daySales },
  key: 'saleId',
  on: { TradeExecuted: sale, OrderExecuted: sale },
});
