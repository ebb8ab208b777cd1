// Names and fields are storage formats: change them only compatibly, or add a version with an upcaster.
import { Type } from 'typebox';
import { REJECT_CODES } from '../kernel/rejection.ts';
import { OrderAccepted } from '../orders/facts.ts';
import { PHASES } from '../orders/terms.ts';
import { define, type MessageOf } from '../contracts/schema/definition.ts';
import {
  accountId,
  commandId,
  date,
  flag,
  instant,
  instrumentId,
  integer,
  money,
  moneyOrZero,
  oneOf,
  partitionNumber,
  price,
  quantity,
  quantityOrZero,
  record,
  reference,
  signed,
  unsigned,
} from '../contracts/schema/fields.ts';

/** What moves between partitions follows facts of streams that all of them read. */
const source = { sourcePosition: unsigned('Commit position of the fact it follows from') };

const move = { moveId: commandId('The move'), instrumentId: instrumentId() };

const parties = {
  ...move,
  fromPartition: partitionNumber('Where it was traded'),
  toPartition: partitionNumber('Where it goes'),
};

const count = (of: string) => integer(of, { minimum: 0, maximum: 2 ** 31 - 1 });

export const InstrumentMoveAdopted = define(
  'InstrumentMoveAdopted',
  'The instrument is on its way to another partition; nobody trades it until it has arrived.',
  record({ ...parties, ...source }),
);

/** The instrument as it is traded, without its terms, which every partition knows. */
const instrument = {
  ...parties,
  phase: oneOf(PHASES, 'What its book does with orders'),
  referencePrice: moneyOrZero('Anchors collars'),
  lastSale: moneyOrZero('Triggers stops; 0: none yet'),
  mark: moneyOrZero('What positions are valued at'),
  lowerBand: moneyOrZero('Lowest price; 0: none'),
  upperBand: moneyOrZero('Highest price; 0: none'),
  shortSalesRestrictedThrough: Type.Optional(date('Last day under Rule 201')),
  shortSalesRestricted: flag('Rule 201 is in force'),
  entrySequence: unsigned('Highest place in time of its orders'),
  trades: unsigned('Number of its trades'),
  commandsUntil: instant('Latest time in the ids of commands that were decided before'),
  movedAt: instant('When it was handed over'),
  positions: count('Accounts that have something in it'),
  orders: count('Open orders'),
  ...source,
};

export const InstrumentMovedOut = define(
  'InstrumentMovedOut',
  'The instrument has left this partition, with the positions and orders that follow this fact.',
  record(instrument),
);

export const InstrumentMovedIn = define(
  'InstrumentMovedIn',
  'The instrument is traded here from now on, with the positions and orders that follow this fact.',
  record(instrument),
);

/** What an account has in the instrument, and the cash that goes along. */
const position = {
  moveId: commandId('The move'),
  accountId: accountId(),
  instrumentId: instrumentId(),
  quantity: signed('Position; below zero: short'),
  basis: money('Of a future: from where variation is counted'),
  cash: money('Cash that backs position and orders; below zero: the debit that it secures'),
  receivables: Type.Array(
    record({ settlementDate: date('When it arrives'), amount: moneyOrZero('Amount') }),
  ),
  unpaid: Type.Array(
    record({
      quantity: quantity('Shares'),
      paidOn: Type.Optional(date('When the money arrives that pays for them')),
    }),
  ),
  locates: Type.Array(record({ locateId: reference('Locate'), used: quantityOrZero('Sold') })),
  ...source,
};

export const PositionMovedOut = define(
  'PositionMovedOut',
  'What the account has in an instrument that has left.',
  record(position),
);

export const PositionMovedIn = define(
  'PositionMovedIn',
  'What the account has in an instrument that has come.',
  record(position),
);

const {
  validatedAt: _,
  approvedAt: __,
  reservedFees: ___,
  bestBid: ____,
  bestOffer: _____,
  ...terms
} = OrderAccepted.schema.properties;

/** What an order was charged, and holds back for fees (`OrderFees`). */
const ORDER_FEES = record({
  reserved: moneyOrZero('Part of what is held back that is for fees'),
  quantity: quantityOrZero('Executed and charged'),
  notional: moneyOrZero('Its value'),
  commission: moneyOrZero('Commission charged'),
  venueMicroUsd: signed('Fees of venues, micro-USD'),
  venue: money('Fees of venues charged'),
  orfMicroUsd: signed('Options regulatory fees, micro-USD'),
  orf: moneyOrZero('Options regulatory fees charged'),
  day: Type.Optional(date('Session of the lines')),
  lines: Type.Array(
    record({
      price: price('Price of sales'),
      quantity: quantityOrZero('Sold at it'),
      notional: moneyOrZero('Value'),
      section31: moneyOrZero('SEC fee charged'),
      taf: moneyOrZero('FINRA fee charged'),
    }),
  ),
});

/** An open order as it stands in the book. */
const order = {
  moveId: commandId('The move'),
  ...terms,
  leaves: quantity('Left to execute'),
  shown: quantityOrZero('Part of it that the book shows'),
  closing: quantityOrZero('Part of it that closes a position'),
  triggered: flag('A stop order that has been triggered'),
  movedAt: instant('When it was handed over'),
  ...source,
  fees: Type.Optional(ORDER_FEES),
};

export const OrderMovedOut = define(
  'OrderMovedOut',
  'An open order of an instrument that has left.',
  record(order),
);

export const OrderMovedIn = define(
  'OrderMovedIn',
  'An open order of an instrument that has come; it keeps its place in time.',
  record(order),
);

export const InstrumentMoveDeclined = define(
  'InstrumentMoveDeclined',
  'The instrument stays here.',
  record({ ...move, code: oneOf(REJECT_CODES, 'Reason'), ...source }),
);

export const InstrumentMoveConfirmed = define(
  'InstrumentMoveConfirmed',
  'A move is over: everybody knows where the instrument is traded.',
  record({
    ...parties,
    partition: partitionNumber('Where it is traded'),
    commandsUntil: Type.Optional(
      instant('Latest time in the ids of commands decided before; absent: it did not move'),
    ),
    ...source,
  }),
);

/** What partitions record about an instrument that moves between them. */
export const MOVE_FACTS = [
  InstrumentMoveAdopted,
  InstrumentMovedOut,
  PositionMovedOut,
  OrderMovedOut,
  InstrumentMovedIn,
  PositionMovedIn,
  OrderMovedIn,
  InstrumentMoveDeclined,
  InstrumentMoveConfirmed,
] as const;

export type MoveFact = MessageOf<(typeof MOVE_FACTS)[number]>;
export type MoveAdoptedFact = MessageOf<typeof InstrumentMoveAdopted>;
export type InstrumentMovedFact = MessageOf<typeof InstrumentMovedOut>;
export type PositionMovedFact = MessageOf<typeof PositionMovedOut>;
export type OrderMovedFact = MessageOf<typeof OrderMovedOut>;
/** All that a hand-over consists of, in the order in which it is recorded. */
export type HandOverFact = InstrumentMovedFact | PositionMovedFact | OrderMovedFact;
