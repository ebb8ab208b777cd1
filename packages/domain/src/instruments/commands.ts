import { Type } from 'typebox';
import { all, two, twoOrProcess } from '../authorisation/rule.ts';
import { INSTRUMENT_RESTRICTIONS } from '../accounts/terms.ts';
import { defineCommand, type MessageOf } from '../contracts/schema/definition.ts';
import {
  date,
  instrumentId,
  message,
  moneyOrZero,
  oneOf,
  partitionNumber,
  price,
  quantity,
  record,
  symbol,
} from '../contracts/schema/fields.ts';
import { FURTHER_INSTRUMENT_TERMS, REVISABLE_TERMS } from './terms.ts';

/** Why trading in an instrument stops (FIX 327 HaltReason, in words). */
export const HALT_REASONS = [
  'REGULATORY',
  'NEWS_PENDING',
  'OPERATIONAL',
  'VOLATILITY_PAUSE',
] as const;

export const ListInstrument = defineCommand(
  'ListInstrument',
  'Makes an instrument known and tradable.',
  all('ops'),
  record({
    instrumentId: instrumentId(),
    symbol: symbol(),
    tickSize: price('Smallest price step; the unit in which its prices are counted'),
    referencePrice: price('Previous close: anchors price limits until the first trade'),
    maxOrderQuantity: quantity('Largest quantity of one order'),
    ...FURTHER_INSTRUMENT_TERMS,
    partition: Type.Optional(partitionNumber('Where it is traded; absent: as the id falls')),
  }),
);

export const HaltInstrument = defineCommand(
  'HaltInstrument',
  'Stops trading: new and replaced orders are refused, cancels are not.',
  two('risk', 'ops'),
  record({ instrumentId: instrumentId(), reason: oneOf(HALT_REASONS, 'Why') }),
);

export const ResumeInstrument = defineCommand(
  'ResumeInstrument',
  'Ends a halt.',
  two('risk', 'ops'),
  record({ instrumentId: instrumentId() }),
);

export const ReviseInstrument = defineCommand(
  'ReviseInstrument',
  'Changes terms that may change: increments, round lot, tier, loan value; what is absent stays.',
  all('ops'),
  record({
    instrumentId: instrumentId(),
    ...REVISABLE_TERMS,
    maxOrderQuantity: Type.Optional(quantity('Largest quantity of one order')),
    initialMargin: Type.Optional(moneyOrZero('Initial margin of one future')),
    maintenanceMargin: Type.Optional(moneyOrZero('Maintenance margin of one future')),
  }),
);

export const ChangeSymbol = defineCommand(
  'ChangeSymbol',
  'Gives the instrument another symbol from a day on; it stays the same instrument.',
  all('ops', 'process'),
  record({ instrumentId: instrumentId(), symbol: symbol(), effectiveOn: date('First day') }),
);

export const PublishClose = defineCommand(
  'PublishClose',
  'The official close of a day; of a future its settlement price, at which gains and losses are paid.',
  all('ops'),
  record({
    instrumentId: instrumentId(),
    tradeDate: date('Day'),
    price: price('Official close or settlement price'),
  }),
);

export const SettleFuture = defineCommand(
  'SettleFuture',
  'Pays what a future has gained or lost since it was settled last: at the settlement price of the day, or, where nobody has published one, at the last sale.',
  all('ops', 'process'),
  record({ instrumentId: instrumentId(), tradeDate: date('Day') }),
);

export const RestrictInstrument = defineCommand(
  'RestrictInstrument',
  'Holds the instrument against everybody (restriction list), or ends that (NONE).',
  all('risk'),
  record({
    instrumentId: instrumentId(),
    restriction: oneOf(INSTRUMENT_RESTRICTIONS, 'What accounts may still do in it'),
    reason: message(),
  }),
);

export const DelistInstrument = defineCommand(
  'DelistInstrument',
  'Ends trading in the instrument for good.',
  twoOrProcess('ops'),
  record({ instrumentId: instrumentId(), reason: message() }),
);

export const MoveInstrument = defineCommand(
  'MoveInstrument',
  'Moves a halted instrument to another trading partition, with its orders, positions and the cash behind them.',
  two('ops'),
  record({ instrumentId: instrumentId(), toPartition: partitionNumber('Where it goes') }),
);

export const INSTRUMENT_COMMANDS = [
  ListInstrument,
  HaltInstrument,
  ResumeInstrument,
  ReviseInstrument,
  ChangeSymbol,
  PublishClose,
  RestrictInstrument,
  DelistInstrument,
  MoveInstrument,
  SettleFuture,
] as const;

export type InstrumentCommand = MessageOf<(typeof INSTRUMENT_COMMANDS)[number]>;
export type InstrumentListing = MessageOf<typeof ListInstrument>['data'];
