import { isHalt } from '../order/acceptance.ts';
import type { Phase } from '../order/terms.ts';

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

/**
 * What takes a book from its phase to where the market's session is, in order. A halt is left through a reopening
 * auction only; the day begins and ends with an auction; a day ends for halted instruments, too.
 * @param halted whether the instrument is halted for a reason of its own.
 */
export function bookSteps(from: Phase, session: Phase, halted: boolean): readonly BookStep[] {
  const isDayOver = session === 'POST_CLOSE' || session === 'CLOSED';
  if (halted && !isDayOver) return from === 'HALTED' ? [] : [enter('HALTED')];
  if (from === session) return [];
  switch (session) {
    case 'PRE_OPEN':
    case 'OPENING_AUCTION':
      if (from === 'REOPENING_AUCTION') return [];
      return [enter(isHalt(from) ? 'REOPENING_AUCTION' : session)];
    case 'CONTINUOUS':
      if (isHalt(from)) return REOPEN;
      return from === 'CLOSED' ? [enter('OPENING_AUCTION'), ...OPEN] : OPEN;
    case 'CLOSING_AUCTION':
      if (from === 'CONTINUOUS' || from === 'REOPENING_AUCTION' || isHalt(from))
        return [enter(session)];
      return [...bookSteps(from, 'CONTINUOUS', false), enter(session)];
    case 'POST_CLOSE':
      return from === 'CLOSING_AUCTION'
        ? [{ do: 'uncross', next: 'POST_CLOSE' }, ...EXPIRE]
        : [enter(session), ...EXPIRE];
    case 'CLOSED':
      return [enter(session), ...EXPIRE];
    default:
      return [enter(session)];
  }
}
