// Names and fields are storage formats: change them only compatibly, or add a version with an upcaster.
import { define, type MessageOf } from '../contracts/schema/definition.ts';
import { instrumentId, message, record, tradeId } from '../contracts/schema/fields.ts';
import { TradeExecuted } from '../orders/facts.ts';

export const TradeBustOrdered = define(
  'TradeBustOrdered',
  'A trade is to be taken back; the partition that trades the instrument does it.',
  record({
    instrumentId: instrumentId(),
    tradeId: tradeId(),
    trade: TradeExecuted.schema,
    reason: message(),
  }),
);

export const TRADE_BUST_FACTS = [TradeBustOrdered] as const;

export type TradeBustFact = MessageOf<(typeof TRADE_BUST_FACTS)[number]>;
