import { dividedPrice, formatDecimal, priceAfter, ratioOf } from '@bellwether/domain';
import { factJson } from '../runtime/fact-json.ts';
import { defineProjection, type Projection, type Reaction } from '../runtime/projection.ts';
import type { DataOf, FactContext } from '../runtime/recorded-fact.ts';
import { instruments, type InstrumentRow } from './table.ts';

interface Named {
  readonly instrumentId: string;
}

/** A fact that changes an instrument which is known. */
function changes<Data extends Named>(
  change: (row: InstrumentRow, data: Data, context: FactContext) => Partial<InstrumentRow>,
): Reaction<InstrumentRow, Data> {
  return {
    keys: ({ instrumentId }) => [instrumentId],
    evolve: (row, data, context) =>
      row && { ...row, ...change(row, data, context), position: context.position },
  };
}

/** An execution: what came off the tape last, and how much there was. */
const printed = changes<Named & { readonly price: bigint; readonly quantity: bigint }>(
  (row, { price, quantity }, { at }) => ({
    lastPrice: price,
    lastQuantity: quantity,
    lastTradeAt: at,
    volume: row.volume + quantity,
    trades: row.trades + 1n,
  }),
);

/** Instruments by id: terms, status and last trade. */
export const instrumentsProjection: Projection = defineProjection<InstrumentRow>({
  name: 'instruments',
  version: 1,
  tables: { postgres: instruments },
  key: 'instrumentId',
  on: {
    InstrumentListed: {
      creates: true,
      keys: ({ instrumentId }) => [instrumentId],
      evolve: (_, data, context) => listed(data, context),
    },
    InstrumentRevised: changes((row, data) => ({
      maxOrderQuantity: data.maxOrderQuantity ?? row.maxOrderQuantity,
      terms: { ...row.terms, ...further({ type: 'InstrumentRevised', data }) },
    })),
    SymbolChanged: changes((_, { symbol }) => ({ symbol })),
    InstrumentRestricted: changes((_, { restriction }) => ({
      restriction: restriction === 'NONE' ? null : restriction,
    })),
    InstrumentDelisted: changes(() => ({ status: 'DELISTED' })),
    ClosePublished: changes((_, { price }) => ({ referencePrice: price })),
    CorporateActionApplied: changes((row, data) => ({
      referencePrice: data.previousClose,
      lastPrice: priceAfter(row.lastPrice, data, ratioOf(data)),
    })),
    OptionSeriesAdjusted: changes((row, data) => {
      const { previousClose: referencePrice, strike, newShares, oldShares } = data;
      const ratio = { newShares: BigInt(newShares), oldShares: BigInt(oldShares) };
      const option = { ...(row.terms['option'] as object), strike: formatDecimal(strike) };
      const lastPrice = dividedPrice(row.lastPrice, ratio);
      return { referencePrice, lastPrice, terms: { ...row.terms, option } };
    }),
    TradingHalted: changes(({ status }) => ({
      status: status === 'SUSPENDED' ? status : 'HALTED',
    })),
    TradingSuspended: changes(() => ({ status: 'SUSPENDED' })),
    TradingResumed: changes(() => ({ status: 'ACTIVE' })),
    InstrumentMoved: changes((row, { toPartition }) => ({
      terms: { ...row.terms, partition: toPartition },
    })),
    PhaseChanged: changes((_, { phase }) => ({ phase })),
    BandsSet: changes((_, { lower, upper }) => ({ lowerBand: lower, upperBand: upper })),
    TradeExecuted: printed,
    OrderExecuted: printed,
    TradeBusted: changes((row, { quantity }) => ({
      volume: row.volume - quantity,
      trades: row.trades - 1n,
    })),
  },
});

function listed(data: DataOf<'InstrumentListed'>, { position }: FactContext): InstrumentRow {
  const { instrumentId, symbol, tickSize, maxOrderQuantity, referencePrice } = data;
  return {
    instrumentId,
    symbol,
    tickSize,
    maxOrderQuantity,
    referencePrice,
    terms: further({ type: 'InstrumentListed', data }),
    phase: null,
    lowerBand: 0n,
    upperBand: 0n,
    restriction: null,
    status: 'ACTIVE',
    lastPrice: 0n,
    lastQuantity: 0n,
    lastTradeAt: 0n,
    volume: 0n,
    trades: 0n,
    position,
  };
}

const COLUMNS = new Set([
  'instrumentId',
  'symbol',
  'tickSize',
  'maxOrderQuantity',
  'referencePrice',
]);

/** Terms without columns of their own, whatever the domain comes to know. */
function further(fact: Parameters<typeof factJson>[0]): Readonly<Record<string, unknown>> {
  const terms = Object.entries(factJson(fact) as object).filter(([name]) => !COLUMNS.has(name));
  return Object.fromEntries(terms) as Readonly<Record<string, unknown>>;
}
