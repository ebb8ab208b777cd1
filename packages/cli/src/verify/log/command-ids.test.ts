import type { Fact, RecordedFact } from '@bellwether/projections';
import { describe, expect, test } from 'vitest';
import { Invariant } from '../result.ts';
import { CommandIds } from './command-ids.ts';

const ID = '0192f3a0-7c1e-7aaa-8bbb-000000000001';

/** The first fact of a command whose id is `ID`. */
const first = (stream: string, type: Fact['type'], data: object): RecordedFact => ({
  fact: { type, data } as Fact,
  position: 1n,
  index: 0,
  entryIndex: 0,
  stream,
  at: 1n,
  commandId: ID,
  principal: 'p',
});
const opened = (accountId: string): RecordedFact =>
  first(`account-${accountId}`, 'AccountOpened', { accountId });
const halted = (instrumentId: string, stream: string): RecordedFact =>
  first(stream, 'PhaseChanged', { instrumentId, phase: 'HALTED' });
const placed = (stream: string, type: 'OrderAccepted' | 'OrderRejected'): RecordedFact =>
  first(stream, type, { orderId: ID, accountId: 'alice', instrumentId: stream });

function violations(partitions: number, ...facts: readonly RecordedFact[]): readonly string[] {
  const unique = new Invariant('I2', 'no command twice');
  const ids = new CommandIds(unique, partitions);
  for (const fact of facts) ids.add(fact);
  return unique.result.violations;
}

describe('one id for two commands (I2)', () => {
  test('is what two accounts, an instrument and a journal may have', () => {
    const listed = first('instrument-X', 'InstrumentListed', { instrumentId: 'X' });
    const all = [opened('alice'), opened('bob'), listed, halted('X', 'trading-0')];
    for (const partitions of [1, 2]) expect(violations(partitions, ...all)).toEqual([]);
  });

  test('is found where both are of one account', () => {
    const twice = [opened('alice'), opened('bob'), opened('alice')];
    expect(violations(1, ...twice)).toEqual([`command ${ID} comes twice in account-alice`]);
  });

  test('is found in a journal, whatever both are about', () => {
    const twice = [halted('X', 'trading-0'), halted('Y', 'trading-0')];
    for (const partitions of [1, 2])
      expect(violations(partitions, ...twice)).toEqual([`command ${ID} comes twice in trading-0`]);
  });

  test('is found where two journals have an order of one name', () => {
    const orders = [placed('trading-0', 'OrderAccepted'), placed('trading-1', 'OrderRejected')];
    expect(violations(2, ...orders)).toEqual([
      `command ${ID} comes in trading-1 and in another journal, of orders`,
    ]);
  });

  test('is found where an instrument has moved, and is what instruments of two journals may have', () => {
    const [before, after] = [halted('X', 'trading-0'), halted('X', 'trading-1')];
    expect(violations(2, before, after)).toEqual([
      `command ${ID} comes in trading-1 and in another journal, of X`,
    ]);
    expect(violations(2, before, halted('Y', 'trading-1'))).toEqual([]);
  });
});
