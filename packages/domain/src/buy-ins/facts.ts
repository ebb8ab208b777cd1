// Names and fields are storage formats: change them only compatibly, or add a version with an upcaster.
import { define, type MessageOf } from '../contracts/schema/definition.ts';
import { OrderBuyIn, RecordBuyIn } from './commands.ts';

export const BuyInOrdered = define(
  'BuyInOrdered',
  'Shares that an account has not delivered are to be bought for it at the market.',
  OrderBuyIn.schema,
);

export const BuyInRecorded = define(
  'BuyInRecorded',
  'The order of a buy-in was taken, or was refused.',
  RecordBuyIn.schema,
);

export const BUY_IN_FACTS = [BuyInOrdered, BuyInRecorded] as const;

export type BuyInFact = MessageOf<(typeof BUY_IN_FACTS)[number]>;
