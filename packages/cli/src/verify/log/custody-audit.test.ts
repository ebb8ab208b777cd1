import type { RecordedFact } from '@bellwether/projections';
import { expect, test } from 'vitest';
import { Invariant } from '../result.ts';
import { CustodyAudit } from './custody-audit.ts';

const runId = '2026-12-04-1';

interface Told {
  readonly type: string;
  readonly data: Record<string, unknown>;
}

/** bob delivers 60 of 100, dee nothing of 5; alice receives. */
function story(answers: Record<string, bigint> = { 2: 60n, 3: 0n }, moved = [60n, -60n, 0n]) {
  const custodian = 'FILES';
  const part = { runId, part: 1 };
  return [
    {
      type: 'ObligationsNetted',
      data: {
        ...part,
        custodian,
        obligations: [105n, -100n, -5n].map((quantity) => ({ quantity })),
      },
    },
    ...Object.entries(answers).map(([place, quantity]) => ({
      type: 'DeliveriesConfirmed',
      data: { runId, confirmations: [{ instructionId: `${runId}.1.${place}`, quantity }] },
    })),
    {
      type: 'DeliveriesSettled',
      data: { ...part, deliveries: moved.map((quantity) => ({ quantity })) },
    },
  ];
}

function violations(facts: readonly Told[]): number {
  const invariant = new Invariant('I15', 'what is settled is what was due');
  const audit = new CustodyAudit(invariant);
  for (const fact of facts) audit.add({ fact } as unknown as RecordedFact);
  return invariant.result.violations.length;
}

test('a run that a custodian outside has answered is right', () => {
  expect(violations(story())).toBe(0);
});

test.each<[string, readonly Told[]]>([
  ['other than was answered', story({ 2: 60n, 3: 0n }, [100n, -100n, 0n])],
  ['without an answer', story({ 2: 60n })],
  ['with more than was asked for', story({ 2: 101n, 3: 0n }, [101n, -101n, 0n])],
  ['to a line that delivers nothing', story({ 1: 5n, 2: 60n, 3: 0n })],
  ['answered twice', [...story().slice(0, 2), ...story().slice(1)]],
])('a delivery %s is found', (_what, facts) => {
  expect(violations(facts)).toBe(1);
});
