import { feeTotal, type Fees } from '@bellwether/domain';
import { defineProjection, type Projection } from '../../runtime/projection.ts';
import type { DataOf, FactContext } from '../../runtime/recorded-fact.ts';
import { count, PLACE, usd, usdOrNull, uuid, word } from './columns.ts';

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

interface ExecutionRow extends FactContext, Execution {
  readonly key: string;
  readonly market: Market;
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
export const executionsTable: Projection = defineProjection<ExecutionRow>({
  name: 'executions',
  version: 1,
  grain: 'log',
  key: 'key',
  on: {
    TradeExecuted: {
      creates: true,
      keys: ({ tradeId }) => [`${tradeId}/BUY`, `${tradeId}/SELL`],
      evolve: (_, trade, context, key) => ({
        ...context,
        ...sideOf(trade, key.endsWith('BUY') ? 'BUY' : 'SELL'),
        key,
        market: trade,
      }),
    },
    OrderExecuted: {
      creates: true,
      keys: ({ tradeId }) => [tradeId],
      evolve: (
        _,
        { orderId, accountId, side, venue, liquidity, fees, ...market },
        context,
        key,
      ) => ({
        ...context,
        orderId,
        accountId,
        side: side === 'BUY' ? 'BUY' : 'SELL',
        venue,
        liquidity,
        fees,
        key,
        market,
      }),
    },
  },
  tables: {
    clickHouse: {
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
        best_offer: usdOrNull(
          'National best offer at that moment',
          ({ market }) => market.bestOffer,
        ),
      },
    },
  },
});
