import { instructionsOf, parseDate, type InstrumentId } from '@bellwether/domain';
import { expect, test } from 'vitest';
import { carryOut } from './carry-out.ts';
import { simulatedCustodian } from './custodian.ts';

const line = (participant: string, quantity: bigint) => ({
  participant,
  instrumentId: 'ACME' as InstrumentId,
  quantity,
  amount: -10n * quantity,
  fees: 0n,
});
const run = { runId: '2026-12-01-1', position: 5n };
const due = instructionsOf(
  run.runId,
  1,
  Array.from({ length: 10_000 }, (_, n) => line(`p${n}`, -100n)),
);

test('a simulated custodian fails as often as it is told to, and alike whenever it is asked', async () => {
  const custodian = simulatedCustodian('seed', { whole: 100, partly: 200 });
  const delivered = await custodian(due, run);
  expect(await custodian(due, run)).toEqual(delivered);
  const count = (quantity: bigint) => delivered.filter((one) => one === quantity).length;
  // Of ten thousand within five deviations: ±150 of 1,000, ±200 of 2,000.
  expect(Math.abs(count(0n) - 1_000)).toBeLessThan(150);
  expect(Math.abs(count(50n) - 2_000)).toBeLessThan(200);
  expect(count(0n) + count(50n) + count(100n)).toBe(10_000);
  const other = await simulatedCustodian('other', { whole: 100, partly: 200 })(due, run);
  expect(other).not.toEqual(delivered);
});

test('by default everything is delivered', async () => {
  const delivered = await simulatedCustodian('1', { whole: 0, partly: 0 })(due, run);
  expect(new Set(delivered)).toEqual(new Set([100n]));
});

test.each([
  ['without a price of an instrument', [], () => Promise.resolve([100n]), 'has no price'],
  [
    'of which not each instruction is answered',
    [{ instrumentId: 'ACME' as InstrumentId, mark: 10n, multiplier: 1n }],
    () => Promise.resolve([]),
    '1 instructions have 0 answers',
  ],
])('a run %s comes to nothing', async (_what, prices, deliver, words) => {
  const lines = [line('alice', -100n), line('bob', 100n)];
  const inputs = { ...run, settlementDate: parseDate('2026-12-01'), lines, prices };
  await expect(carryOut(inputs, deliver)).rejects.toThrow(words);
});
