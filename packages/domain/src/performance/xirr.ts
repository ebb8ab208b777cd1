import type { Money } from '../kernel/fixed-point.ts';
import type { CivilDate } from '../time/civil-date.ts';

/** Cash on a day as who invests sees it: below zero paid in, above zero taken out or still there at the end. */
export interface DatedCash {
  readonly day: CivilDate;
  /** 1/10 000 USD. */
  readonly amount: Money;
}

/**
 * The annual rate at which cash flows are worth nothing today. Flows that change their sign several times may have several:
 * none of them is then the answer.
 */
export type InternalRate =
  /** `ofSpan`: what it comes to from the first flow to the last, which a yearly rate of a few days cannot say exactly. */
  | { readonly kind: 'ONE'; readonly rate: number; readonly ofSpan: number }
  | { readonly kind: 'NONE' }
  | { readonly kind: 'SEVERAL'; readonly rates: readonly number[] };

/** Days of a year: ACT/365, as spreadsheets count. */
const YEAR_DAYS = 365;
/** Natural logarithms of growth over the whole span that are looked at: from a loss of all but 10⁻¹³ to 10¹³ times as much. */
const [LEAST, MOST] = [-30, 30];
/** Between them a change of sign is looked for at so many places. */
const PLACES = 6_000;
/** Halvings of a bracket: it is then smaller than a double can tell. */
const HALVINGS = 200;

/**
 * Solves Σ amount / (1 + rate)^(days / 365) = 0 in brackets, never by a guess. Of flows that change their sign once there is one
 * rate at most (Descartes); of others every bracket is searched.
 */
export function internalRate(flows: readonly DatedCash[]): InternalRate {
  const dated = flows.filter(({ amount }) => amount !== 0n).toSorted((a, b) => a.day - b.day);
  const [first] = dated;
  const signs = new Set(dated.map(({ amount }) => amount > 0n));
  if (first === undefined || signs.size < 2) return { kind: 'NONE' };
  const span = (dated.at(-1)!.day - first.day) / YEAR_DAYS;
  if (span === 0) return { kind: 'NONE' };
  const terms = dated.map(({ day, amount }) => ({
    part: (day - first.day) / YEAR_DAYS / span,
    amount: Number(amount),
  }));
  const worth = (logarithm: number): number =>
    terms.reduce((sum, { part, amount }) => sum + amount * Math.exp(-logarithm * part), 0);
  const roots = rootsOf(worth);
  const [root] = roots;
  if (root === undefined) return { kind: 'NONE' };
  const rates = roots.map((logarithm) => Math.expm1(logarithm / span));
  return roots.length > 1
    ? { kind: 'SEVERAL', rates }
    : { kind: 'ONE', rate: rates[0]!, ofSpan: Math.expm1(root) };
}

function rootsOf(worth: (logarithm: number) => number): readonly number[] {
  const roots: number[] = [];
  let [low, below] = [LEAST, worth(LEAST)];
  for (let place = 1; place <= PLACES; place++) {
    const high = LEAST + ((MOST - LEAST) * place) / PLACES;
    const above = worth(high);
    if (above === 0) roots.push(high);
    else if (below !== 0 && below > 0 !== above > 0) roots.push(bisected(worth, low, high));
    [low, below] = [high, above];
  }
  return roots;
}

function bisected(worth: (logarithm: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  const isAbove = worth(low) > 0;
  for (let n = 0; n < HALVINGS; n++) {
    const middle = low + (high - low) / 2;
    if (middle === low || middle === high) break;
    if (worth(middle) > 0 === isAbove) low = middle;
    else high = middle;
  }
  return low + (high - low) / 2;
}
