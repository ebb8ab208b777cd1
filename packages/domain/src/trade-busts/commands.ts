import { two } from '../authorisation/rule.ts';
import { defineCommand, type MessageOf } from '../contracts/schema/definition.ts';
import { instrumentId, message, record, tradeId } from '../contracts/schema/fields.ts';

export const BustTrade = defineCommand(
  'BustTrade',
  'Takes a trade between two of our orders back, as if it had never happened: clearly erroneous ones, on its day or the session day after. What was ordered and still lives is open again.',
  two('risk'),
  record({ instrumentId: instrumentId(), tradeId: tradeId(), reason: message() }),
);

export const TRADE_BUST_COMMANDS = [BustTrade] as const;

export type TradeBustCommand = MessageOf<(typeof TRADE_BUST_COMMANDS)[number]>;
