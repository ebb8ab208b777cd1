import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { specificationOf } from '../../test/decider-spec.ts';
import { parseDate } from '../time/civil-date.ts';
import { compareBalances, type Balance } from './compare.ts';
import type { ReconciliationCommand } from './commands.ts';
import type { ReconciliationFact } from './facts.ts';
import { reconciliation } from './reconciliation.ts';

const has = (owner: string, commodity: string, amount: bigint): Balance => ({
  owner,
  commodity,
  amount,
});

describe('our ledger and a statement', () => {
  const OURS = [
    has('alice', 'USD', 10_000n),
    has('alice', 'ACME', 100n),
    has('bob', 'ACME', -5n),
    has('bob', 'GLOBEX', 7n),
    has('cy', 'USD', 0n),
  ];

  test('that say the same have been compared all the same', () => {
    const statement = [
      has('alice', 'USD', 10_000n),
      // Two lines about one holding.
      { ...has('alice', 'ACME', 60n), reference: 'A1' },
      { ...has('alice', 'ACME', 40n), reference: 'A2' },
      has('bob', 'ACME', -5n),
      has('bob', 'GLOBEX', 7n),
    ];
    expect(compareBalances(OURS, statement, 0n)).toEqual({ items: 4, matched: 4, breaks: [] });
  });

  test('differ in what either lacks, in numbers, and in lines that come twice', () => {
    const statement = [
      has('alice', 'USD', 10_001n),
      { ...has('alice', 'ACME', 90n), reference: 'A1' },
      { ...has('alice', 'ACME', 90n), reference: 'A1' },
      has('bob', 'ACME', -5n),
      has('eve', 'EUR', 3n),
    ];
    const { items, matched, breaks } = compareBalances(OURS, statement, 0n);
    expect([items, matched]).toEqual([5, 1]);
    expect(
      breaks.map(
        ({ breakKind, owner, commodity, ours, theirs }) =>
          `${breakKind} ${owner} ${commodity} ${ours} ${theirs}`,
      ),
    ).toEqual([
      'QUANTITY alice ACME 100 90',
      'CASH alice USD 10000 10001',
      'MISSING_THEIRS bob GLOBEX 7 0',
      'MISSING_OURS eve EUR 0 3',
      'DUPLICATE alice ACME 0 90',
    ]);
  });

  test('differ in cents by less than is tolerated: shares never do', () => {
    const statement = [has('alice', 'USD', 10_100n), has('alice', 'ACME', 101n)];
    const ours = OURS.slice(0, 2);
    expect(compareBalances(ours, statement, 100n).breaks).toHaveLength(1);
    expect(compareBalances(ours, statement, 99n).breaks).toHaveLength(2);
  });

  test('property: what is found is what a comparison of every pair finds', () => {
    const balance = fc.record({
      owner: fc.constantFrom('a', 'b', 'c'),
      commodity: fc.constantFrom('USD', 'X', 'Y'),
      amount: fc.bigInt({ min: -3n, max: 3n }),
    });
    const list = fc.array(balance, { maxLength: 12 });
    fc.assert(
      fc.property(list, list, (ours, theirs) => {
        const { breaks } = compareBalances(ours, theirs, 0n);
        for (const owner of ['a', 'b', 'c'])
          for (const commodity of ['USD', 'X', 'Y']) {
            const sum = (all: readonly Balance[]) =>
              all
                .filter((one) => one.owner === owner && one.commodity === commodity)
                .reduce((total, { amount }) => total + amount, 0n);
            const found = breaks.filter(
              (one) => one.owner === owner && one.commodity === commodity,
            );
            expect(found.length).toBe(sum(ours) === sum(theirs) ? 0 : 1);
            if (found[0])
              expect([found[0].ours, found[0].theirs]).toEqual([sum(ours), sum(theirs)]);
          }
      }),
    );
  });
});

describe('a statement', () => {
  const { given } = specificationOf(reconciliation);
  const statementId = 'CUST-1';
  const found = {
    breakKind: 'QUANTITY',
    owner: 'alice',
    commodity: 'ACME',
    ours: 1n,
    theirs: 2n,
  } as const;
  const data = {
    statementId,
    asOf: parseDate('2026-11-30'),
    sha256: 'a'.repeat(64),
    items: 3,
    matched: 2,
    breaks: [found],
  };
  const record: ReconciliationCommand = { type: 'RecordReconciliation', data };
  const reconciled: ReconciliationFact = { type: 'StatementReconciled', data };
  const say = (type: 'ExplainBreak' | 'ResolveBreak', number = 1): ReconciliationCommand => ({
    type,
    data: { statementId, number, note: 'booked late' },
  });
  const said = { statementId, number: 1, note: 'booked late' };

  test('is recorded with what differs', () => given().when(record).thenRecords(reconciled));
  test('that comes again changes nothing', () => given(reconciled).when(record).thenNothing());
  test('of the same name that says something else is refused', () =>
    given(reconciled)
      .when({
        type: record.type,
        data: { ...data, sha256: 'b'.repeat(64) },
      } as ReconciliationCommand)
      .thenRejects('STATEMENT_EXISTS'));
  test('whose counts do not add up is refused', () =>
    given()
      .when({ type: record.type, data: { ...data, matched: 3 } } as ReconciliationCommand)
      .thenRejects('INVALID_RECONCILIATION'));
  test('has breaks that are explained, again and again, and resolved once', () => {
    given(reconciled).when(say('ExplainBreak')).thenRecords({ type: 'BreakExplained', data: said });
    given(reconciled, { type: 'BreakExplained', data: said })
      .when(say('ResolveBreak'))
      .thenRecords({ type: 'BreakResolved', data: said });
    const over: ReconciliationFact = { type: 'BreakResolved', data: said };
    given(reconciled, over).when(say('ResolveBreak')).thenRejects('BREAK_RESOLVED');
    given(reconciled, over).when(say('ExplainBreak')).thenRejects('BREAK_RESOLVED');
  });
  test('has no other breaks', () => {
    given(reconciled).when(say('ExplainBreak', 2)).thenRejects('UNKNOWN_BREAK');
    given().when(say('ResolveBreak')).thenRejects('UNKNOWN_BREAK');
  });
});
