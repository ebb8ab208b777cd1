import { defineProjection, type Projection } from '../../runtime/projection.ts';
import { instrumentsTable, type InstrumentRow } from './table.ts';

interface Named {
  readonly instrumentId: string;
}

const named = ({ instrumentId }: Named): readonly string[] => [instrumentId];

/** Instruments by id: terms, status and last trade. */
export const instrumentsProjection: Projection = defineProjection<InstrumentRow>({
  name: 'instruments',
  version: 1,
  tables: { postgres: instrumentsTable as never },
  key: 'instrumentId',
  on: {
    InstrumentListed: {
      keys: named,
      evolve: (_, { instrumentId, symbol, tickSize, maxOrderQuantity, referencePrice }, at) => ({
        instrumentId,
        symbol,
        tickSize,
        maxOrderQuantity,
        referencePrice,
        status: 'ACTIVE',
        lastPrice: 0n,
        lastQuantity: 0n,
        lastTradeAt: 0n,
        volume: 0n,
        trades: 0n,
        position: at.position,
      }),
    },
    TradingHalted: {
      keys: named,
      evolve: (row, _, { position }) => row && { ...row, status: 'HALTED', position },
    },
    TradingResumed: {
      keys: named,
      evolve: (row, _, { position }) => row && { ...row, status: 'ACTIVE', position },
    },
    TradeExecuted: {
      keys: named,
      evolve: (row, { price, quantity }, { at, position }) =>
        row && {
          ...row,
          lastPrice: price,
          lastQuantity: quantity,
          lastTradeAt: at,
          volume: row.volume + quantity,
          trades: row.trades + 1n,
          position,
        },
    },
  },
});
