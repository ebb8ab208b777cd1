import type { UnitReport } from '@bellwether/local';
import { expect, test } from 'vitest';
import { describeUnit, ProgressLines } from './progress-lines.ts';

const unit = (name: string, state: UnitReport['state'], facts?: number): UnitReport => ({
  name,
  state,
  pid: 1,
  restarts: 0,
  stopSignal: 'SIGTERM',
  url: undefined,
  error: undefined,
  progress: facts === undefined ? undefined : { facts, of: 100, factsPerSecond: 10, etaSeconds: 9 },
});

test('a unit is its name when it is healthy; before, what it does and how far it is', () => {
  expect(describeUnit(unit('nats', 'healthy'))).toBe('nats');
  expect(describeUnit(unit('nats', 'waiting'))).toBe('nats waiting');
  expect(describeUnit(unit('commands', 'restarting', 10))).toBe(
    'commands restarting: 10 of 100 facts (10 %), 10 facts/s, 9 s left',
  );
});

test('without a terminal there is a line for each unit that recovers, once in five seconds', () => {
  const written: string[] = [];
  let now = 0;
  const lines = new ProgressLines(
    (line) => written.push(line.replace(/ facts.*/, '')),
    () => now,
  );
  for (let second = 0; second <= 10; second++) {
    now = second * 1_000;
    lines.update([
      unit('nats', 'healthy'),
      unit('gateway', 'waiting'),
      unit('commands', 'starting', second),
      unit('commands-1', second < 7 ? 'starting' : 'healthy', second),
    ]);
  }
  expect(written).toEqual([
    'commands starting: 0 of 100',
    'commands-1 starting: 0 of 100',
    'commands starting: 5 of 100',
    'commands-1 starting: 5 of 100',
    'commands starting: 10 of 100',
  ]);
});
