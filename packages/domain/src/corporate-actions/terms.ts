import { Type, type TUnsafe } from 'typebox';
import {
  date,
  flag,
  instrumentId,
  integer,
  moneyOrZero,
  oneOf,
  price,
  record,
  symbol,
} from '../contracts/schema/fields.ts';
import type { DataOf } from '../contracts/schema/definition.ts';

/** What an issuer may do to its shares. The order of the list is part of the journal: append only. */
export const ACTION_KINDS = [
  'FORWARD_SPLIT',
  'REVERSE_SPLIT',
  'STOCK_DIVIDEND',
  'CASH_DIVIDEND',
  'SYMBOL_CHANGE',
  'DELISTING',
  'CASH_MERGER',
  'STOCK_MERGER',
  'SPIN_OFF',
] as const;
export type ActionKind = (typeof ACTION_KINDS)[number];

/** What multiplies the shares that are held. */
const MULTIPLYING: ReadonlySet<ActionKind> = new Set([
  'FORWARD_SPLIT',
  'REVERSE_SPLIT',
  'STOCK_DIVIDEND',
]);

/** What ends the instrument. */
const ENDING: ReadonlySet<ActionKind> = new Set(['DELISTING', 'CASH_MERGER', 'STOCK_MERGER']);

/** What becomes of a part of a share: it is paid in cash, or rounded up to a whole share. */
export const FRACTIONS = ['CASH', 'ROUND_UP'] as const;

/** Whether a dividend is quoted per share before or after a split of the same ex-date. */
export const AMOUNT_BASES = ['BEFORE_SPLIT', 'AFTER_SPLIT'] as const;

/** One side of a ratio of shares. */
export const shares = (description: string): TUnsafe<number> =>
  integer(description, { minimum: 1, maximum: 100_000 });

/** Terms of every kind of action, one list: which of them a kind needs, `checkTerms` says. */
export const ACTION_TERMS = {
  kind: oneOf(ACTION_KINDS, 'What the issuer does (FIX 292 CorporateAction)'),
  exDate: date('First session day on which it counts; in force before the pre-open'),
  recordDate: Type.Optional(date('Day of the list of holders; information only')),
  payDate: Type.Optional(date('Of a CASH_DIVIDEND: when cash moves')),
  newShares: Type.Optional(
    shares(
      'Of splits and stock dividends: so many new shares …; of a STOCK_MERGER and a SPIN_OFF: of the other instrument …',
    ),
  ),
  oldShares: Type.Optional(shares('… for so many old ones')),
  fractions: Type.Optional(oneOf(FRACTIONS, 'What becomes of a part of a new share; absent: CASH')),
  cashInLieuPrice: Type.Optional(
    price('Paid for a whole new share where a part is paid in cash; absent: the adjusted close'),
  ),
  amount: Type.Optional(price('Of a CASH_DIVIDEND: cash for one share')),
  returnOfCapital: Type.Optional(
    moneyOrZero('Part of the amount that lowers the cost of the shares; absent: none'),
  ),
  special: Type.Optional(flag('Not a regular dividend (options are adjusted for it)')),
  amountBasis: Type.Optional(
    oneOf(AMOUNT_BASES, 'With a split on the same day: which share the amount is for'),
  ),
  newSymbol: Type.Optional(symbol()),
  late: Type.Optional(
    flag('Its ex-date may be over: it takes positions as they are when it is put in force'),
  ),
  /** Whose shares holders get: of a STOCK_MERGER the acquirer's, of a SPIN_OFF the child's. */
  otherInstrumentId: Type.Optional(instrumentId()),
  mergerCash: Type.Optional(price('Of a merger: cash for one share, on the ex-date')),
  costBasisPoints: Type.Optional(
    integer('Of a SPIN_OFF: part of the cost that goes to the child, 1/10 000', {
      minimum: 0,
      maximum: 10_000,
    }),
  ),
  childValue: Type.Optional(
    price(
      'Of a SPIN_OFF: what comes for one share is worth; buy limits and sell stops fall by it, absent: they end',
    ),
  ),
} as const;

const TERMS = record(ACTION_TERMS);

/** The terms of an action. Prices and amounts in 1/10 000 USD. */
export type ActionTerms = Readonly<DataOf<{ readonly schema: typeof TERMS }>>;

/** New shares for old ones. */
export interface Ratio {
  readonly newShares: bigint;
  readonly oldShares: bigint;
}

/** How shares are multiplied; undefined for what leaves their number alone, or ends them. */
export function ratioOf(terms: ActionTerms): Ratio | undefined {
  return MULTIPLYING.has(terms.kind) ? announcedRatio(terms) : undefined;
}

/** Shares of another instrument for those that are held; undefined: there come none. */
export function exchangeRatioOf(terms: ActionTerms): Ratio | undefined {
  return terms.otherInstrumentId === undefined ? undefined : announcedRatio(terms);
}

function announcedRatio({ newShares, oldShares }: ActionTerms): Ratio | undefined {
  return newShares === undefined || oldShares === undefined
    ? undefined
    : { newShares: BigInt(newShares), oldShares: BigInt(oldShares) };
}

/** Whether a ratio makes some whole shares of each: then options go on with other strikes and more contracts (OCC). */
export function isWhole({ newShares, oldShares }: Ratio): boolean {
  return newShares > oldShares && newShares % oldShares === 0n;
}

/** Whether an action ends its instrument. */
export function isEnding({ kind }: Pick<ActionTerms, 'kind'>): boolean {
  return ENDING.has(kind);
}
