import { expect, test } from 'vitest';
import { readOf, readsIn } from './read.ts';
import { ReadNotes } from './read-notes.ts';

const now = new Date('2026-12-01T14:00:00Z');
const ria = { name: 'gateway/ria', roles: ['risk'], accounts: [] } as const;
const asked = {
  question: 'account.get',
  action: 'ReadAccount',
  input: { accountId: 'alice' },
  answer: {},
};
const noted = {
  at: '2026-12-01T14:00:00.000Z',
  who: 'ria',
  account: 'alice',
  question: 'account.get',
};

test('who looks at an account that is not theirs is noted, by the account that was asked for or found', () => {
  expect(readOf(ria, asked, now)).toEqual(noted);
  expect(readOf(ria, { ...asked, input: {}, answer: { accountId: 'alice' } }, now)).toEqual(noted);
  expect(readOf(ria, { ...asked, input: {} }, now)).toEqual({ ...noted, account: '*' });
  expect(readOf({ ...ria, accounts: '*' }, asked, now)).toEqual(noted);
});

test('what is one’s own, the market’s, not there, or asked by rules is not', () => {
  expect(readOf({ ...ria, accounts: ['alice'] }, asked, now)).toBeUndefined();
  expect(readOf(ria, { ...asked, action: 'ReadMarket' }, now)).toBeUndefined();
  expect(readOf(ria, { ...asked, answer: null }, now)).toBeUndefined();
  expect(readOf({ ...ria, roles: ['process'] }, asked, now)).toBeUndefined();
});

test('what is no list of reads is none', () => {
  expect(readsIn([noted])).toEqual([noted]);
  expect([readsIn([{ ...noted, more: 1 }]), readsIn('x'), readsIn([1])]).toEqual([[], [], []]);
});

test('reads are passed on in their order, those that could not be with the next ones, and no more than wait', () => {
  const told: string[] = [];
  const lost: unknown[] = [];
  let isAway = true;
  const logger = { warn: () => undefined, error: (line: unknown) => lost.push(line) } as never;
  const notes = new ReadNotes((reads) => {
    if (isAway) throw new Error('away');
    told.push(...reads.map(({ account }) => account));
  }, logger);
  for (let n = 0; n < 20_002; n++) notes.note({ ...noted, account: `${n}` });
  notes.flush();
  isAway = false;
  notes.flush();
  expect([told.length, told[0], told.at(-1)]).toEqual([20_000, '0', '19999']);
  expect(lost).toEqual([{ lost: 2 }]);
});
