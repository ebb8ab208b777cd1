import type { Fact, RecordedFact } from '../../runtime/recorded-fact.ts';
import { readModel, type AnyReadModel } from '../../runtime/read-model.ts';
import { instruments, type InstrumentRow } from './table.ts';

/** Instruments by id: terms, status and last trade. */
export const instrumentsReadModel: AnyReadModel = readModel<InstrumentRow>({
  name: 'instruments',
  version: 1,
  table: instruments as never,
  key: 'instrumentId',
  keysOf: ({ fact }) => instrumentsOf(fact),
  evolve: (row, recorded) => {
    const { fact, position } = recorded;
    if (fact.type === 'InstrumentListed') {
      const nothing = { lastPrice: 0n, lastQuantity: 0n, lastTradeAt: 0n, volume: 0n, trades: 0n };
      const { instrumentId, symbol, tickSize, referencePrice, maxOrderQuantity } = fact.data;
      const terms = { instrumentId, symbol, tickSize, referencePrice, maxOrderQuantity };
      return { ...terms, status: 'ACTIVE', ...nothing, position };
    }
    return row === undefined ? undefined : { ...change(row, recorded), position };
  },
});

function instrumentsOf(fact: Fact): readonly string[] {
  switch (fact.type) {
    case 'InstrumentListed':
    case 'TradingHalted':
    case 'TradingResumed':
    case 'TradeExecuted':
      return [fact.data.instrumentId];
    default:
      return [];
  }
}

function change(row: InstrumentRow, { fact, at }: RecordedFact): InstrumentRow {
  if (fact.type === 'TradingHalted') return { ...row, status: 'HALTED' };
  if (fact.type === 'TradingResumed') return { ...row, status: 'ACTIVE' };
  if (fact.type !== 'TradeExecuted') return row;
  const { price: lastPrice, quantity: lastQuantity } = fact.data;
  const volume = row.volume + lastQuantity;
  return { ...row, lastPrice, lastQuantity, lastTradeAt: at, volume, trades: row.trades + 1n };
}
