import { isKnownYear, isSessionDay } from '../calendar/sessions.ts';
import { isSettlementDay } from '../calendar/settlement.ts';
import type { InstrumentId } from '../kernel/ids.ts';
import { reject, type Rejection } from '../kernel/rejection.ts';
import { formatDate, type CivilDate } from '../time/civil-date.ts';
import { ratioOf, type ActionKind, type ActionTerms } from './terms.ts';

const SHARE_TERMS = ['newShares', 'oldShares'] as const;

/** Terms that a kind must have. */
const NEEDS: Readonly<Record<ActionKind, readonly (keyof ActionTerms)[]>> = {
  FORWARD_SPLIT: SHARE_TERMS,
  REVERSE_SPLIT: SHARE_TERMS,
  STOCK_DIVIDEND: SHARE_TERMS,
  CASH_DIVIDEND: ['amount', 'payDate'],
  SYMBOL_CHANGE: ['newSymbol'],
  DELISTING: [],
  CASH_MERGER: ['mergerCash'],
  STOCK_MERGER: [...SHARE_TERMS, 'otherInstrumentId'],
  SPIN_OFF: [...SHARE_TERMS, 'otherInstrumentId', 'costBasisPoints'],
};

const FRACTION_TERMS = ['fractions', 'cashInLieuPrice'] as const;

/** Terms that a kind may have beyond those. */
const MAY_HAVE: Readonly<Record<ActionKind, readonly (keyof ActionTerms)[]>> = {
  FORWARD_SPLIT: FRACTION_TERMS,
  REVERSE_SPLIT: FRACTION_TERMS,
  STOCK_DIVIDEND: FRACTION_TERMS,
  CASH_DIVIDEND: ['returnOfCapital', 'special', 'amountBasis'],
  SYMBOL_CHANGE: [],
  DELISTING: [],
  CASH_MERGER: [],
  STOCK_MERGER: [...FRACTION_TERMS, 'mergerCash'],
  SPIN_OFF: [...FRACTION_TERMS, 'childValue'],
};

const COMMON: readonly (keyof ActionTerms)[] = ['kind', 'exDate', 'recordDate', 'late'];

/**
 * What is wrong with the terms of an action.
 * @param today day in New York: an ex-date that is over is one of a late action only.
 */
export function checkTerms(
  instrumentId: InstrumentId,
  terms: ActionTerms,
  today: CivilDate,
): Rejection | undefined {
  if (terms.otherInstrumentId === instrumentId)
    return wrong('holders get shares of another instrument than they have');
  return (
    checkFields(terms) ?? checkRatio(terms) ?? checkDividend(terms) ?? checkDates(terms, today)
  );
}

function checkFields(terms: ActionTerms): Rejection | undefined {
  const { kind } = terms;
  const missing = NEEDS[kind].find((name) => terms[name] === undefined);
  if (missing !== undefined) return wrong(`a ${kind} has ${missing}`);
  const known = new Set([...COMMON, ...NEEDS[kind], ...MAY_HAVE[kind]]);
  const other = (Object.keys(terms) as (keyof ActionTerms)[]).find(
    (name) => terms[name] !== undefined && !known.has(name),
  );
  return other === undefined ? undefined : wrong(`a ${kind} has no ${other}`);
}

function checkRatio(terms: ActionTerms): Rejection | undefined {
  const { kind, newShares, oldShares } = terms;
  // What comes of another instrument may be more or less than what is held of this one.
  if (newShares === undefined || oldShares === undefined || ratioOf(terms) === undefined)
    return undefined;
  const words = `${newShares} new shares for ${oldShares} old ones`;
  if (kind === 'REVERSE_SPLIT')
    return newShares < oldShares ? undefined : wrong(`${words} is no reverse split`);
  return newShares > oldShares ? undefined : wrong(`${words} is no ${kind}`);
}

function checkDividend({ amount, returnOfCapital = 0n }: ActionTerms): Rejection | undefined {
  return amount !== undefined && returnOfCapital > amount
    ? wrong('the return of capital is a part of the amount')
    : undefined;
}

function checkDates(
  { exDate, payDate, late }: ActionTerms,
  today: CivilDate,
): Rejection | undefined {
  if (!isKnownYear(exDate) || !isSessionDay(exDate))
    return wrongDate(`the exchanges are closed on the ex-date, ${formatDate(exDate)}`);
  if (exDate < today && late !== true)
    return wrongDate(`the ex-date, ${formatDate(exDate)}, is over: only a late action may have it`);
  if (payDate === undefined) return undefined;
  if (!isKnownYear(payDate) || !isSettlementDay(payDate))
    return wrongDate(`no cash moves on the pay date, ${formatDate(payDate)}`);
  return payDate < exDate ? wrongDate('nothing is paid before the ex-date') : undefined;
}

const wrong = (message: string): Rejection => reject('INVALID_ACTION_TERMS', message);
const wrongDate = (message: string): Rejection => reject('INVALID_ACTION_DATES', message);
