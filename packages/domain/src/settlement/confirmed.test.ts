import { describe, expect, test } from 'vitest';
import type { InstrumentId } from '../kernel/ids.ts';
import { parseDate } from '../time/civil-date.ts';
import type { Confirmation } from './commands.ts';
import type { SettlementRunFact } from './facts.ts';
import { instructionsOf } from './instructions.ts';
import type { NettedLine, SettledLine } from './lines.ts';
import { settlementRun, type SettlementRunState } from './settlement-run.ts';

const runId = '2026-12-01-1';
const line = (participant: string, quantity: bigint): NettedLine => ({
  participant,
  instrumentId: 'ACME' as InstrumentId,
  quantity,
  amount: -10n * quantity,
  fees: 0n,
});
/** ann delivers 100, bob receives 130, cy delivers 30: instructions 1.1 and 1.3. */
const LINES = [line('ann', -100n), line('bob', 130n), line('cy', -30n)];
const NETTED: SettlementRunFact = {
  type: 'ObligationsNetted',
  data: { runId, part: 1, parts: 1, obligations: LINES, custodian: 'FILES' },
};
const ANN = `${runId}.1.1`;
const CY = `${runId}.1.3`;

const run = (...facts: readonly SettlementRunFact[]): SettlementRunState =>
  facts.reduce((state, fact) => settlementRun.evolve(state, fact), settlementRun.initial);
const data = (answers: readonly (readonly [string, bigint])[]) => ({
  runId,
  sha256: '0'.repeat(64),
  confirmations: answers.map(([instructionId, quantity]): Confirmation => ({
    instructionId,
    quantity,
  })),
});
const confirmed = (...answers: readonly (readonly [string, bigint])[]): SettlementRunFact => ({
  type: 'DeliveriesConfirmed',
  data: data(answers),
});
const confirm = (state: SettlementRunState, ...answers: readonly (readonly [string, bigint])[]) =>
  settlementRun.decide(state, { type: 'ConfirmDeliveries', data: data(answers) });

/** All of a part as it comes to be where ann and cy have delivered so many. */
function settled(ann: bigint, cy: bigint): readonly SettledLine[] {
  const moved = [-ann, ann + cy, -cy];
  return LINES.map((due, index): SettledLine => {
    const quantity = moved[index] as bigint;
    const left = due.quantity - quantity;
    return {
      participant: due.participant,
      instrumentId: due.instrumentId,
      quantity,
      amount: -10n * quantity,
      fees: 0n,
      marked: 0n,
      left,
      leftAmount: -10n * left,
      ...(left === 0n ? {} : { mark: 10n, failingSince: parseDate('2026-12-01') }),
    };
  });
}
const settle = (state: SettlementRunState, ann: bigint, cy: bigint) =>
  settlementRun.decide(state, {
    type: 'RecordDeliveries',
    data: { runId, part: 1, parts: 1, deliveries: [...settled(ann, cy)] },
  });

test('each line that delivers is an instruction, named by its place in the run', () => {
  expect(
    instructionsOf(runId, 1, LINES).map(({ instructionId, quantity }) => [instructionId, quantity]),
  ).toEqual([
    [ANN, 100n],
    [CY, 30n],
  ]);
});

describe('a custodian outside', () => {
  test('answers instructions in part, in any order and in any number of files', () => {
    expect(confirm(run(NETTED), [CY, 30n])).toEqual({ ok: true, facts: [confirmed([CY, 30n])] });
    expect(confirm(run(NETTED, confirmed([CY, 30n])), [ANN, 60n], [CY, 30n])).toEqual({
      ok: true,
      facts: [confirmed([ANN, 60n])],
    });
  });

  test('the same answer again changes nothing, also when the run is over', () => {
    const over = run(NETTED, confirmed([ANN, 60n], [CY, 0n]), {
      type: 'DeliveriesSettled',
      data: { runId, part: 1, parts: 1, deliveries: [...settled(60n, 0n)] },
    });
    expect(confirm(over, [ANN, 60n], [CY, 0n])).toEqual({ ok: true, facts: [] });
  });

  test.each<[string, string, readonly (readonly [string, bigint])[]]>([
    ['to an instruction that was not given', 'UNKNOWN_INSTRUCTION', [[`${runId}.1.2`, 1n]]],
    ['to one of another part', 'UNKNOWN_INSTRUCTION', [[`${runId}.2.1`, 1n]]],
    ['to one of another run', 'UNKNOWN_INSTRUCTION', [['2026-12-01-2.1.1', 1n]]],
    ['of more than was to be delivered', 'MORE_THAN_INSTRUCTED', [[ANN, 101n]]],
    [
      'that is there twice',
      'DUPLICATE_CONFIRMATION',
      [
        [ANN, 60n],
        [ANN, 40n],
      ],
    ],
    ['that contradicts an earlier one', 'DUPLICATE_CONFIRMATION', [[CY, 29n]]],
  ])('an answer %s is refused, with all others that came with it', (_what, code, answers) => {
    const state = run(NETTED, confirmed([CY, 30n]));
    expect(confirm(state, ...answers)).toMatchObject({ ok: false, rejection: { code } });
  });

  test('is not asked where the run is delivered at once', () => {
    const { custodian: _, ...simulated } = (NETTED as { data: { custodian?: 'FILES' } }).data;
    const state = run({ type: 'ObligationsNetted', data: simulated } as SettlementRunFact);
    expect(confirm(state, [ANN, 1n])).toMatchObject({
      ok: false,
      rejection: { code: 'UNKNOWN_INSTRUCTION' },
    });
    expect(settle(state, 100n, 30n)).toMatchObject({ ok: true });
  });
});

describe('what becomes of a part', () => {
  test('is what the custodian has answered, partial deliveries included', () => {
    const state = run(NETTED, confirmed([ANN, 60n], [CY, 0n]));
    expect(settle(state, 60n, 0n)).toMatchObject({
      ok: true,
      facts: [{ type: 'DeliveriesSettled' }],
    });
  });

  test.each([
    ['before every instruction is answered', [[ANN, 100n]], 'is not answered'],
    [
      'where it is not what was answered',
      [
        [ANN, 60n],
        [CY, 30n],
      ],
      'delivered 60, not 100',
    ],
  ] as const)('is refused %s', (_what, answers, words) => {
    const state = run(NETTED, confirmed(...answers));
    const decision = settle(state, 100n, 30n);
    expect(decision).toMatchObject({ ok: false, rejection: { code: 'INVALID_SETTLEMENT' } });
    expect(JSON.stringify(decision)).toContain(words);
  });
});
