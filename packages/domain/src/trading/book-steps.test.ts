import { describe, expect, test } from 'vitest';
import { PHASES, type Phase } from '../orders/terms.ts';
import { bookSteps } from './book-steps.ts';

const words = (from: Phase, session: Phase, halt?: 'HALTED' | 'MWCB_HALT'): string =>
  bookSteps(from, session, halt)
    .map((step) =>
      step.do === 'enter' ? step.phase : step.do === 'uncross' ? `uncross→${step.next}` : 'expire',
    )
    .join(' ');

describe('what takes a book to where the session is', () => {
  test.each<[Phase, Phase, string]>([
    ['CLOSED', 'PRE_OPEN', 'PRE_OPEN'],
    ['PRE_OPEN', 'OPENING_AUCTION', 'OPENING_AUCTION'],
    ['OPENING_AUCTION', 'CONTINUOUS', 'uncross→CONTINUOUS'],
    ['CONTINUOUS', 'CLOSING_AUCTION', 'CLOSING_AUCTION'],
    ['CLOSING_AUCTION', 'POST_CLOSE', 'uncross→POST_CLOSE expire'],
    ['POST_CLOSE', 'CLOSED', 'CLOSED expire'],
    ['HALTED', 'CONTINUOUS', 'REOPENING_AUCTION uncross→CONTINUOUS'],
    ['PAUSED', 'CLOSING_AUCTION', 'CLOSING_AUCTION'],
    ['HALTED', 'CLOSED', 'CLOSED expire'],
    ['CONTINUOUS', 'PRE_OPEN', 'CLOSED PRE_OPEN'],
    ['POST_CLOSE', 'CONTINUOUS', 'CLOSED OPENING_AUCTION uncross→CONTINUOUS'],
    ['CLOSED', 'CONTINUOUS', 'OPENING_AUCTION uncross→CONTINUOUS'],
    ['PRE_OPEN', 'CLOSING_AUCTION', 'uncross→CONTINUOUS CLOSING_AUCTION'],
  ])('from %s to %s: %s', (from, session, steps) => {
    expect(words(from, session)).toBe(steps);
  });

  test('a halted instrument stays halted until the day is over', () => {
    expect(words('CONTINUOUS', 'CONTINUOUS', 'HALTED')).toBe('HALTED');
    expect(words('HALTED', 'CLOSING_AUCTION', 'HALTED')).toBe('');
    expect(words('HALTED', 'CLOSED', 'HALTED')).toBe('CLOSED expire');
    expect(words('CLOSED', 'PRE_OPEN', 'HALTED')).toBe('HALTED');
  });

  test('a halt of the whole market holds every book, and leaves those that have one of their own', () => {
    expect(words('CONTINUOUS', 'CONTINUOUS', 'MWCB_HALT')).toBe('MWCB_HALT');
    expect(words('MWCB_HALT', 'CONTINUOUS')).toBe('REOPENING_AUCTION uncross→CONTINUOUS');
    expect(words('MWCB_HALT', 'CONTINUOUS', 'HALTED')).toBe('HALTED');
    expect(words('MWCB_HALT', 'CLOSING_AUCTION', 'MWCB_HALT')).toBe('');
    expect(words('MWCB_HALT', 'POST_CLOSE', 'MWCB_HALT')).toBe('POST_CLOSE expire');
  });

  test('nothing is to do where the book is there already', () => {
    for (const phase of PHASES) expect(words(phase, phase)).toBe('');
  });
});
