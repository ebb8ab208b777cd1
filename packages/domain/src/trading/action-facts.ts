// Names and fields are storage formats: change them only compatibly, or add a version with an upcaster.
import { Type } from 'typebox';
import { VERSIONED } from '../corporate-actions/facts.ts';
import { ACTION_TERMS, shares } from '../corporate-actions/terms.ts';
import { REJECT_CODES } from '../kernel/rejection.ts';
import { define, type MessageOf } from '../contracts/schema/definition.ts';
import {
  accountId,
  instrumentId as instrumentIdOf,
  integer,
  money,
  moneyOrZero,
  oneOf,
  price,
  record,
  signed,
  unsigned,
} from '../contracts/schema/fields.ts';

/** What a partition does about an action follows a fact of the action's own stream. */
const source = { sourcePosition: unsigned('Commit position of the fact it follows from') };

const { instrumentId, actionId, version } = VERSIONED;
const named = { actionId, instrumentId };
const attempted = {
  ...named,
  version,
  attempt: integer('Which attempt, from 1', { minimum: 1, maximum: 1_000_000 }),
};
const count = (of: string) => integer(of, { minimum: 0, maximum: 2 ** 31 - 1 });

const prices = {
  referencePrice: moneyOrZero('Anchor of collars after it'),
  previousClose: moneyOrZero('Official close of the day before, adjusted'),
};

export const CorporateActionApplied = define(
  'CorporateActionApplied',
  'The action is in force here, with the positions, orders and claims that follow this fact; sums are the issuer’s side.',
  record({
    ...attempted,
    ...ACTION_TERMS,
    ...prices,
    mark: moneyOrZero('What positions are valued at'),
    positions: count('Accounts whose positions or claims change'),
    orders: count('Open orders that change or end'),
    issued: signed('Shares that the issuer adds; below zero: takes back'),
    cashInLieu: money('Cash that the issuer pays for parts of shares'),
    accrued: money('Cash that the issuer will pay on the pay date'),
    paid: Type.Optional(money('Of a merger: cash that the acquirer pays for the shares')),
    otherIssued: Type.Optional(signed('Shares of the other instrument that are issued')),
    otherClose: Type.Optional(moneyOrZero('Official close of the other instrument')),
    priceFall: Type.Optional(moneyOrZero('Of a SPIN_OFF: what the price of a share falls by')),
    ...source,
  }),
);

export const PositionAdjusted = define(
  'PositionAdjusted',
  'A position has another number of shares by a corporate action; its cost stays, but for the part that was paid in cash.',
  record({
    ...named,
    accountId: accountId(),
    quantityBefore: signed('Position before; below zero: short'),
    quantity: signed('Position after'),
    newShares: shares('So many new shares …'),
    oldShares: shares('… for so many old ones'),
    cash: money('Paid for a part of a share; below zero: owed for it by a short position'),
  }),
);

export const DividendAccrued = define(
  'DividendAccrued',
  'The account has a claim to a dividend, or, short, owes it.',
  record({
    ...named,
    accountId: accountId(),
    quantity: signed('Position at the close before the ex-date'),
    amount: money('Cash on the pay date; below zero: owed'),
    returnOfCapital: money('Part of it that lowers the cost of the position'),
  }),
);

export const DividendsPaid = define(
  'DividendsPaid',
  'A dividend is paid here, to the accounts that follow this fact; the sum is the issuer’s side.',
  record({
    ...named,
    accounts: count('Accounts that get or pay something'),
    amount: money('Cash that the issuer pays'),
    ...source,
  }),
);

export const DividendPaid = define(
  'DividendPaid',
  'A claim to a dividend has become cash, or, of a short position, was charged.',
  record({ ...named, accountId: accountId(), amount: money('Cash; below zero: charged') }),
);

export const CorporateActionDeclined = define(
  'CorporateActionDeclined',
  'The action cannot be put in force here now.',
  record({ ...attempted, code: oneOf(REJECT_CODES, 'Reason'), ...source }),
);

export const CorporateActionConfirmed = define(
  'CorporateActionConfirmed',
  'Everybody knows what became of an action: where it is in force, every partition has the prices after it.',
  record({
    ...attempted,
    referencePrice: Type.Optional(prices.referencePrice),
    previousClose: Type.Optional(prices.previousClose),
    ...source,
  }),
);

export const PositionExchanged = define(
  'PositionExchanged',
  'A position has become cash, shares of another instrument, or both (merger), or has got shares of another one beside it (spin-off).',
  record({
    ...named,
    accountId: accountId(),
    quantityBefore: signed('Position before; below zero: short'),
    quantity: signed('Position after: none after a merger'),
    cash: money('Paid for the shares themselves; below zero: by a short position'),
    /** Whose shares come; absent: only cash. */
    otherInstrumentId: Type.Optional(instrumentIdOf()),
    received: signed('Shares of the other instrument that come; below zero: are owed'),
    newShares: Type.Optional(shares('So many of them …')),
    oldShares: Type.Optional(shares('… for so many that were held')),
    cashInLieu: money('Paid for a part of such a share; below zero: owed'),
    value: money('What they are worth at the close of the other instrument'),
    costBasisPoints: integer('Part of the cost that goes along, 1/10 000', {
      minimum: 0,
      maximum: 10_000,
    }),
  }),
);

export const OptionSeriesAdjusted = define(
  'OptionSeriesAdjusted',
  'A series of options follows a split of what it is on: another strike, and more contracts of as many shares each.',
  record({
    ...named,
    underlyingId: instrumentIdOf(),
    newShares: shares('So many contracts …'),
    oldShares: shares('… for so many old ones'),
    strike: price('Strike from now on'),
    ...prices,
    mark: moneyOrZero('What positions are valued at'),
    positions: count('Accounts whose positions change'),
    orders: count('Open orders that end'),
    issued: signed('Contracts that come, long less short'),
  }),
);

/** What partitions record about corporate actions, in the order of the journal's union. */
export const ACTION_FACTS = [
  CorporateActionApplied,
  PositionAdjusted,
  DividendAccrued,
  DividendsPaid,
  DividendPaid,
  CorporateActionDeclined,
  CorporateActionConfirmed,
  PositionExchanged,
  OptionSeriesAdjusted,
] as const;

export type ActionFact = MessageOf<(typeof ACTION_FACTS)[number]>;
export type ActionAppliedFact = MessageOf<typeof CorporateActionApplied>;
export type PositionAdjustedFact = MessageOf<typeof PositionAdjusted>;
export type OptionSeriesAdjustedFact = MessageOf<typeof OptionSeriesAdjusted>;
