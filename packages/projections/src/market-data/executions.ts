import { feeTotal, type Fees } from '@bellwether/domain';
import type { DataOf, FactContext, RecordedFact } from '../runtime/recorded-fact.ts';
import type { Quote } from './quote-fold.ts';
import type { ClickHouseTable } from '../runtime/click-house-table.ts';
import { count, PLACE, usd, usdOrNull, uuid, word } from '../stores/clickhouse/columns.ts';

/** One order's side of an execution. */
interface Execution {
  readonly orderId: string;
  readonly accountId: string;
  readonly side: 'BUY' | 'SELL';
  readonly venue: string;
  readonly liquidity: string;
  readonly fees: Fees | undefined;
}

type Market = Pick<
  DataOf<'OrderExecuted'>,
  'tradeId' | 'instrumentId' | 'price' | 'quantity' | 'bestBid' | 'bestOffer'
>;

export interface ExecutionRow extends FactContext, Execution {
  readonly market: Market;
  /** Best prices of our own book as the command came in. */
  readonly arrival: Quote;
}

/** Our own book; other venues are named by their market identifier code. */
const OWN_BOOK = '';

function sideOf(trade: DataOf<'TradeExecuted'>, side: 'BUY' | 'SELL'): Execution {
  const liquidity =
    trade.auction === true ? 'AUCTION' : trade.aggressor === side ? 'TAKER' : 'MAKER';
  const common = { side, venue: OWN_BOOK, liquidity };
  return side === 'BUY'
    ? { ...common, orderId: trade.buyOrderId, accountId: trade.buyAccountId, fees: trade.buyFees }
    : {
        ...common,
        orderId: trade.sellOrderId,
        accountId: trade.sellAccountId,
        fees: trade.sellFees,
      };
}

/** Executions from each order's point of view: two of each trade in our book, one of each at another venue. */
export function executionsOf(recorded: RecordedFact, arrival: Quote): readonly ExecutionRow[] {
  const { fact, position, index, entryIndex, stream, at, commandId, principal } = recorded;
  const context = { position, index, entryIndex, stream, at, commandId, principal, arrival };
  if (fact.type === 'TradeExecuted')
    return (['BUY', 'SELL'] as const).map((side) => ({
      ...context,
      ...sideOf(fact.data, side),
      market: fact.data,
    }));
  if (fact.type !== 'OrderExecuted') return [];
  const { orderId, accountId, venue, liquidity, fees, ...market } = fact.data;
  const side = market.side === 'BUY' ? 'BUY' : 'SELL';
  return [{ ...context, orderId, accountId, side, venue, liquidity, fees, market }];
}

export const executionsTable: ClickHouseTable<ExecutionRow> = {
  name: 'executions',
  comment: 'Executions from each order’s point of view',
  retention: 'records',
  orderBy: ['account_id', 'instrument_id', 'at', 'position', 'batch_index'],
  columns: {
    ...PLACE,
    trade_id: { type: 'String', comment: 'Trade', value: ({ market }) => market.tradeId },
    order_id: uuid('Order', ({ orderId }) => orderId),
    account_id: word('Account', ({ accountId }) => accountId),
    instrument_id: word('Instrument', ({ market }) => market.instrumentId),
    side: word('BUY or SELL', ({ side }) => side),
    venue: word('Where, by MIC; empty: our own book', ({ venue }) => venue),
    liquidity: word('MAKER, TAKER, AUCTION or ROUTED', ({ liquidity }) => liquidity),
    price: usd('Price', ({ market }) => market.price),
    quantity: count('Shares or contracts', ({ market }) => market.quantity),
    fees: usd('Commission and fees; a rebate is negative', ({ fees }) => feeTotal(fees)),
    best_bid: usdOrNull('National best bid at that moment', ({ market }) => market.bestBid),
    best_offer: usdOrNull('National best offer at that moment', ({ market }) => market.bestOffer),
    arrival_bid: usdOrNull(
      'Best bid of our own book as the command came in that executed it',
      ({ arrival }) => arrival.bid?.price,
    ),
    arrival_offer: usdOrNull(
      'Best offer of our own book as the command came in that executed it',
      ({ arrival }) => arrival.ask?.price,
    ),
  },
};
