import type { RecordedFact } from '@bellwether/projections';
import { expect, test } from 'vitest';
import { Invariant } from '../result.ts';
import { CloseOutAudit } from './close-out-audit.ts';

/** 2026-11-30 is a Monday. */
const [MONDAY, THURSDAY, SATURDAY] = [20_787, 20_790, 20_792];

const settled = (left: bigint, failingSince = MONDAY) => ({
  type: 'DeliveriesSettled',
  data: { deliveries: [{ participant: 'alice', instrumentId: 'ACME', left, failingSince }] },
});
const ordered = (quantity: bigint, more = {}) => ({
  type: 'BuyInOrdered',
  data: {
    accountId: 'alice',
    instrumentId: 'ACME',
    orderId: 'o',
    quantity,
    buyInOn: THURSDAY,
    failingSince: MONDAY,
    sale: 'LONG',
    ...more,
  },
});

function violations(facts: readonly object[]): number {
  const invariant = new Invariant('I15', 'what is settled is what was due');
  const audit = new CloseOutAudit(invariant);
  for (const fact of facts) audit.add({ fact } as unknown as RecordedFact);
  return invariant.result.violations.length;
}

test.each([
  ['of what is late', [settled(-40n), ordered(30n), ordered(10n)]],
  [
    'of the same again on another day',
    [settled(-40n), ordered(40n), ordered(40n, { buyInOn: SATURDAY })],
  ],
  [
    'of a short sale on the next day',
    [settled(-40n), ordered(40n, { buyInOn: MONDAY + 1, sale: 'SHORT' })],
  ],
])('a buy-in %s is right', (_what, facts) => {
  expect(violations(facts)).toBe(0);
});

test.each([
  ['of more than is late', [settled(-40n), ordered(30n), ordered(11n)], 1],
  ['of what was delivered meanwhile', [settled(-40n), settled(0n), ordered(40n)], 2],
  ['of what is to be received', [settled(40n), ordered(40n)], 2],
  ['on the second day', [settled(-40n), ordered(40n, { buyInOn: THURSDAY - 1 })], 1],
  [
    'over a weekend',
    [
      settled(-40n, SATURDAY - 1),
      ordered(1n, { failingSince: SATURDAY - 1, buyInOn: SATURDAY + 1, sale: 'SHORT' }),
    ],
    1,
  ],
  ['of what is late since later', [settled(-40n, THURSDAY), ordered(40n)], 1],
])('a buy-in %s is found', (_what, facts, count) => {
  expect(violations(facts)).toBe(count);
});
