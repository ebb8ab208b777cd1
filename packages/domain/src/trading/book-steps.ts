import { isHalt } from '../orders/acceptance.ts';
import type { Phase } from '../orders/terms.ts';

/** One thing to do with the book of an instrument. */
export type BookStep =
  | { readonly do: 'enter'; readonly phase: Phase }
  /** Trade everything that crosses at one price, then enter `next`. */
  | { readonly do: 'uncross'; readonly next: 'CONTINUOUS' | 'POST_CLOSE' }
  /** End DAY orders, and GTD orders whose last day this is. */
  | { readonly do: 'expire' };

const enter = (phase: Phase): BookStep => ({ do: 'enter', phase });
const REOPEN: readonly BookStep[] = [
  enter('REOPENING_AUCTION'),
  { do: 'uncross', next: 'CONTINUOUS' },
];
const OPEN: readonly BookStep[] = [{ do: 'uncross', next: 'CONTINUOUS' }];
const EXPIRE: readonly BookStep[] = [{ do: 'expire' }];

/** Phases from which the day cannot go on without having been closed first. */
const LATE: readonly Phase[] = ['CLOSING_AUCTION', 'POST_CLOSE'];

/**
 * What takes a book from its phase to where the market's session is, in order. A halt is left through a reopening
 * auction only; the day begins and ends with an auction; a day ends for halted instruments, too. A book that is further
 * than the session, because trading never ended before, is closed first.
 * @param halt what holds the instrument: a halt of its own, or one of the whole market.
 */
export function bookSteps(
  from: Phase,
  session: Phase,
  halt: 'HALTED' | 'MWCB_HALT' | undefined,
): readonly BookStep[] {
  const isDayOver = session === 'POST_CLOSE' || session === 'CLOSED';
  if (halt !== undefined && !isDayOver) return toHalt(from, halt);
  if (from === session) return [];
  switch (session) {
    case 'PRE_OPEN':
    case 'OPENING_AUCTION':
      return toOpening(from, session);
    case 'CONTINUOUS':
      return toContinuous(from);
    case 'CLOSING_AUCTION':
      return from === 'CONTINUOUS' || from === 'REOPENING_AUCTION' || isHalt(from)
        ? [enter(session)]
        : [...toContinuous(from), enter(session)];
    case 'POST_CLOSE':
      return toPostClose(from);
    default:
      return [enter('CLOSED'), ...EXPIRE];
  }
}

function toHalt(from: Phase, halt: Phase): readonly BookStep[] {
  if (from === halt) return [];
  return from === 'POST_CLOSE' ? [enter('CLOSED'), enter(halt)] : [enter(halt)];
}

function toOpening(from: Phase, session: Phase): readonly BookStep[] {
  if (from === 'REOPENING_AUCTION') return [];
  if (isHalt(from)) return [enter('REOPENING_AUCTION')];
  const isAhead = from === 'CLOSED' || (from === 'PRE_OPEN' && session === 'OPENING_AUCTION');
  return isAhead ? [enter(session)] : [enter('CLOSED'), enter(session)];
}

function toContinuous(from: Phase): readonly BookStep[] {
  if (isHalt(from)) return REOPEN;
  if (LATE.includes(from)) return [enter('CLOSED'), enter('OPENING_AUCTION'), ...OPEN];
  return from === 'CLOSED' ? [enter('OPENING_AUCTION'), ...OPEN] : OPEN;
}

function toPostClose(from: Phase): readonly BookStep[] {
  if (from === 'CLOSING_AUCTION') return [{ do: 'uncross', next: 'POST_CLOSE' }, ...EXPIRE];
  if (from === 'CLOSED') return EXPIRE;
  const neverOpened = from === 'PRE_OPEN' || from === 'OPENING_AUCTION';
  return [enter(neverOpened ? 'CLOSED' : 'POST_CLOSE'), ...EXPIRE];
}
