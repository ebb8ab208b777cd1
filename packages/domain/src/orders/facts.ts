// Names and fields are storage formats: change them only compatibly, or add a version with an upcaster.
import { Type } from 'typebox';
import { REJECT_CODES } from '../kernel/rejection.ts';
import { define, type MessageOf } from '../contracts/schema/definition.ts';
import {
  accountId,
  commandId,
  date,
  flag,
  instant,
  instrumentId,
  message,
  money,
  moneyOrZero,
  oneOf,
  orderId,
  price,
  quantity,
  quantityOrZero,
  record,
  tradeId,
  unsigned,
  venue,
} from '../contracts/schema/fields.ts';
import { FURTHER_TERMS } from './commands.ts';
import { BOOK_SIDES, LIQUIDITY, ORDER_TYPES, SIDES, TIMES_IN_FORCE } from './terms.ts';

/** Which check refused an order, in the order of the checks. */
export const REJECT_STAGES = ['VALIDATION', 'RISK', 'ENGINE'] as const;

/**
 * Why a live order ended without being filled (FIX 378, 58). `COLLAR`: the rest would have traded too far away;
 * `EXPIRED` is FIX 150=C, the others 150=4.
 */
export const CANCEL_REASONS = [
  'USER',
  'IOC',
  'FOK',
  'NO_LIQUIDITY',
  'COLLAR',
  'MINIMUM_QUANTITY',
  'STP',
  'EXPIRED',
  'AUCTION',
  'REPLACE',
  'BAND',
  'HALT',
  'ADMIN',
  'CORPORATE_ACTION',
  'RISK',
] as const;

export type CancelReason = (typeof CANCEL_REASONS)[number];

const order = { orderId: orderId(), accountId: accountId(), instrumentId: instrumentId() };

const refusal = {
  code: oneOf(REJECT_CODES, 'Reason: the check that failed'),
  message: message(),
  limit: Type.Optional(message()),
  value: Type.Optional(message()),
  remedy: Type.Optional(message()),
};

const entrySequence = unsigned(
  'Place in time among the orders of the instrument: queue priority within a price',
);

/** What one side pays for an execution beyond its price, 1/10 000 USD in whole cents; a rebate is negative. */
export const FEES = record({
  commission: moneyOrZero('Commission of the house'),
  section31: moneyOrZero('SEC fee on sales (Exchange Act Section 31)'),
  taf: moneyOrZero('FINRA trading activity fee on sales'),
  venue: money('Fee of the venue; a rebate is negative'),
  orf: Type.Optional(moneyOrZero('Options regulatory fee of the venue')),
});

/** When an execution counts and when it is paid; absent: both at once. */
const dates = {
  tradeDate: Type.Optional(date('Trading day (FIX 75)')),
  settlementDate: Type.Optional(date('Day on which cash and shares change hands (FIX 64)')),
  executedAt: Type.Optional(instant('When it was executed (FIX 60)')),
};

const reservedFees = () =>
  Type.Optional(moneyOrZero('Part of what is held back that is for fees; absent: nothing'));
const corporateActionId = Type.Optional(commandId('The corporate action that asks for it'));

const market = {
  bestBid: Type.Optional(price('National best bid at that moment')),
  bestOffer: Type.Optional(price('National best offer at that moment')),
};

const principal = Type.Optional(
  moneyOrZero(
    'Cash that changes hands: absent, price × quantity; with a multiplier for options, none for futures',
  ),
);

export const OrderAccepted = define(
  'OrderAccepted',
  'The order passed every check and its worst case is reserved (FIX 150=0).',
  record({
    ...order,
    side: oneOf(SIDES, 'Side'),
    type: oneOf(ORDER_TYPES, 'Order type'),
    timeInForce: oneOf(TIMES_IN_FORCE, 'Time in force'),
    quantity: quantity('Ordered quantity'),
    limitPrice: price('Limit; of a market or stop order the collar it may not trade beyond'),
    reserved: moneyOrZero('Cash held back for it; a sell holds back shares instead'),
    entrySequence,
    validatedAt: unsigned('When it passed validation, ns since 1970 UTC'),
    approvedAt: unsigned('When it passed risk, ns since 1970 UTC'),
    ...FURTHER_TERMS,
    reservedFees: reservedFees(),
    ...market,
  }),
);

export const OrderRejected = define(
  'OrderRejected',
  'The order was refused; nothing else changed (FIX 150=8).',
  record({
    ...order,
    side: oneOf(SIDES, 'Side'),
    type: oneOf(ORDER_TYPES, 'Order type'),
    timeInForce: oneOf(TIMES_IN_FORCE, 'Time in force'),
    quantity: quantity('Ordered quantity'),
    limitPrice: moneyOrZero('Limit; zero for a market order'),
    stage: oneOf(REJECT_STAGES, 'Which check refused it'),
    ...refusal,
    rejectedAt: Type.Optional(instant('When')),
    ...FURTHER_TERMS,
  }),
);

export const TradeExecuted = define(
  'TradeExecuted',
  'Two orders met, at the price of the resting one or of their auction (FIX 150=F for both).',
  record({
    tradeId: tradeId(),
    instrumentId: instrumentId(),
    price: price('Price of the resting order'),
    quantity: quantity('Shares traded'),
    aggressor: oneOf(BOOK_SIDES, 'Side of the incoming order; of an auction nominal'),
    buyOrderId: orderId('The buying order'),
    buyAccountId: accountId(),
    buyLeaves: quantityOrZero('What the buying order still wants'),
    buyReleased: moneyOrZero('Cash that was held back for this quantity'),
    sellOrderId: orderId('The selling order'),
    sellAccountId: accountId(),
    sellLeaves: quantityOrZero('What the selling order still wants'),
    sellReleased: Type.Optional(moneyOrZero('Cash that the sell held back for this quantity')),
    principal,
    auction: Type.Optional(flag('Printed by an auction')),
    buyFees: Type.Optional(FEES),
    sellFees: Type.Optional(FEES),
    ...market,
    ...dates,
  }),
);

export const OrderCancelled = define(
  'OrderCancelled',
  'What was left of the order is void; executions stand (FIX 150=4, or C when it expired).',
  record({
    ...order,
    side: oneOf(SIDES, 'Side'),
    quantity: quantity('Quantity that was left'),
    released: moneyOrZero('Cash no longer held back; a sell gives back its quantity in shares'),
    reason: oneOf(CANCEL_REASONS, 'Why'),
    corporateActionId,
  }),
);

export const OrderReplaced = define(
  'OrderReplaced',
  'The order goes on with new terms (FIX 150=5).',
  record({
    ...order,
    side: oneOf(SIDES, 'Side'),
    quantity: quantity('New total quantity'),
    leaves: quantity('What is left to execute'),
    previousLeaves: quantity('What was left before'),
    limitPrice: price('New limit'),
    reserved: moneyOrZero('Cash now held back for it'),
    previouslyReserved: moneyOrZero('Cash held back for it before'),
    priorityKept: Type.Boolean({ description: 'Whether it kept its place in the queue' }),
    entrySequence,
    timeInForce: Type.Optional(oneOf(TIMES_IN_FORCE, 'New time in force')),
    stopPrice: FURTHER_TERMS.stopPrice,
    displayQuantity: FURTHER_TERMS.displayQuantity,
    expiresOn: FURTHER_TERMS.expiresOn,
    clientOrderId: FURTHER_TERMS.clientOrderId,
    replacedAt: Type.Optional(instant('When it was asked for')),
    restated: Type.Optional(
      flag('Not asked for: a corporate action changed the terms (FIX 150=D, 378=0)'),
    ),
    reservedFees: reservedFees(),
    corporateActionId,
  }),
);

export const CancelRejected = define(
  'CancelRejected',
  'The cancel came too late or had no right (FIX 35=9, 434=1).',
  record({ orderId: orderId(), accountId: accountId(), ...refusal }),
);

export const ReplaceRejected = define(
  'ReplaceRejected',
  'The replace was refused; the order keeps its terms and its place (FIX 35=9, 434=2).',
  record({ orderId: orderId(), accountId: accountId(), ...refusal }),
);

export const OrderTriggered = define(
  'OrderTriggered',
  'A stop order is live from now on (FIX 150=L); its time priority starts here.',
  record({ ...order, stopPrice: price('Its stop price'), entrySequence }),
);

export const OrderDecremented = define(
  'OrderDecremented',
  'Self-trade prevention took quantity off an order that lives on (FIX 150=D, 378=99).',
  record({
    ...order,
    side: oneOf(SIDES, 'Side'),
    quantity: quantity('Quantity taken off'),
    leaves: quantity('What is left to execute'),
    released: moneyOrZero('Cash no longer held back'),
  }),
);

export const OrderRefreshed = define(
  'OrderRefreshed',
  'A reserve order shows its next tranche, at the back of its queue.',
  record({ ...order, entrySequence }),
);

export const OrderExecuted = define(
  'OrderExecuted',
  'The order met the quote of another venue (FIX 150=F, 851=3): one side is ours, the other is not.',
  record({
    ...order,
    tradeId: tradeId(),
    side: oneOf(SIDES, 'Side'),
    venue: venue('Where it was executed (FIX 30 LastMkt)'),
    liquidity: oneOf(LIQUIDITY, 'How (FIX 851)'),
    price: price('Price (FIX 31)'),
    quantity: quantity('Quantity (FIX 32)'),
    leaves: quantityOrZero('What the order still wants'),
    released: moneyOrZero('Cash that was held back for this quantity'),
    principal,
    fees: Type.Optional(FEES),
    ...market,
    ...dates,
  }),
);

export const TradeBusted = define(
  'TradeBusted',
  'A trade between two of our orders never happened (FIX 150=H): shares, cash and fees go back.',
  record({
    tradeId: tradeId(),
    instrumentId: instrumentId(),
    price: price('Price of the trade'),
    quantity: quantity('Shares of the trade'),
    buyOrderId: orderId('The buying order'),
    buyAccountId: accountId(),
    sellOrderId: orderId('The selling order'),
    sellAccountId: accountId(),
    principal,
    buyFees: Type.Optional(FEES),
    sellFees: Type.Optional(FEES),
    settlementDate: Type.Optional(date('Day on which it would have settled')),
    buyRestored: quantityOrZero('What goes back to the open quantity of a buy that still lives'),
    sellRestored: quantityOrZero('What goes back to the open quantity of a sell that still lives'),
    buyReserved: moneyOrZero('Cash held back again for it'),
    sellReserved: moneyOrZero('Cash held back again for it'),
    reason: message(),
    sourcePosition: Type.Optional(unsigned('Commit position of the fact it follows from')),
  }),
);

/** In the order of the journal's union: append only, never reorder. */
export const ORDER_FACTS = [
  OrderAccepted,
  OrderRejected,
  TradeExecuted,
  OrderCancelled,
  OrderReplaced,
  CancelRejected,
  ReplaceRejected,
  OrderTriggered,
  OrderDecremented,
  OrderRefreshed,
  OrderExecuted,
  TradeBusted,
] as const;

export type OrderFact = MessageOf<(typeof ORDER_FACTS)[number]>;
export type OrderAcceptedFact = MessageOf<typeof OrderAccepted>;
export type OrderRejectedFact = MessageOf<typeof OrderRejected>;
export type TradeExecutedFact = MessageOf<typeof TradeExecuted>;
export type OrderCancelledFact = MessageOf<typeof OrderCancelled>;
export type OrderReplacedFact = MessageOf<typeof OrderReplaced>;
export type OrderExecutedFact = MessageOf<typeof OrderExecuted>;
export type OrderDecrementedFact = MessageOf<typeof OrderDecremented>;
export type OrderTriggeredFact = MessageOf<typeof OrderTriggered>;
export type OrderRefreshedFact = MessageOf<typeof OrderRefreshed>;
export type TradeBustedFact = MessageOf<typeof TradeBusted>;

/** Fees of one side of an execution. */
export type Fees = NonNullable<TradeExecutedFact['data']['buyFees']>;

/** Cash that a trade moves: what the fact says, else price × quantity. */
export function principalOf(trade: {
  readonly price: bigint;
  readonly quantity: bigint;
  readonly principal?: bigint;
}): bigint {
  return trade.principal ?? trade.price * trade.quantity;
}

/** Everything that one side pays beyond the price. */
export function feeTotal(fees: Fees | undefined): bigint {
  if (fees === undefined) return 0n;
  return fees.commission + fees.section31 + fees.taf + fees.venue + (fees.orf ?? 0n);
}
