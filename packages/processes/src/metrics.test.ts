import { parseDate, type CommandId } from '@bellwether/domain';
import { createRegistry } from '@bellwether/platform/service';
import { expect, test } from 'vitest';
import { ProcessMetrics } from './metrics.ts';

/** Node's own figures of the operating system's process begin so, too. */
const OURS = /^process_(acts|commands|given_up|lag|open_facts|parked|position)/;

test('metrics say who acts, how far behind each process manager is, and what became of its commands', async () => {
  const registry = createRegistry('test');
  const metrics = new ProcessMetrics(registry);
  let looks = 0;
  metrics.show({
    acts: true,
    standings: () => {
      looks += 1;
      return Promise.resolve([
        { process: 'follows', position: 70n, lag: 5n, open: 3, parked: 2 },
        { process: 'looks', givenUp: 1 },
      ]);
    },
  });
  const due = {
    id: '0192f3a0-7c1e-7aaa-8bbb-0123456789ab' as CommandId,
    process: 'follows',
    command: { type: 'ResumeMarket', data: { sessionDate: parseDate('2026-11-20') } },
  } as const;
  metrics.answered(due, { status: 'accepted', id: due.id, position: '9' });
  const lines = (await registry.metrics()).split('\n').filter((line) => OURS.test(line));
  expect(looks).toBe(1);
  expect(lines.map((line) => line.replaceAll(/,?service="test",?/g, '')).toSorted()).toEqual([
    'process_acts{} 1',
    'process_commands_total{process="follows",command="ResumeMarket",status="accepted"} 1',
    'process_given_up{process="looks"} 1',
    'process_lag{process="follows"} 5',
    'process_open_facts{process="follows"} 3',
    'process_parked_facts{process="follows"} 2',
    'process_position{process="follows"} 70',
  ]);
});
