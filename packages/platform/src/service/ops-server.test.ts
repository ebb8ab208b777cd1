import { describe, expect, test } from 'vitest';
import { Counter, createRegistry } from './metrics.ts';
import { createOpsServer, type ReadinessCheck, type Starting } from './ops-server.ts';

const ready = async (...checks: readonly ReadinessCheck[]): Promise<unknown> => {
  const response = await createOpsServer(createRegistry('test'), checks).inject('/health/ready');
  return { status: response.statusCode, body: response.json<unknown>() };
};

describe('a service', () => {
  test('is ready when every check says so', async () => {
    expect(
      await ready({ name: 'a', check: () => true }, { name: 'b', check: async () => true }),
    ).toEqual({
      status: 200,
      body: { status: 'ready', checks: { a: true, b: true } },
    });
  });

  test('is not ready, and says why by name only, when a check fails or throws', async () => {
    const failing = {
      name: 'database',
      check: () => Promise.reject(new Error('password is hunter2')),
    };
    expect(
      await ready({ name: 'a', check: () => true }, failing, { name: 'c', check: () => false }),
    ).toEqual({
      status: 503,
      body: { status: 'not ready', checks: { a: true, database: false, c: false } },
    });
  });

  test('that starts is alive and not ready, says how far it has come, and asks nothing of its parts', async () => {
    const recovering = { facts: 5, of: 9, factsPerSecond: 2, etaSeconds: 2 };
    let starting: Starting | undefined = { recovering: undefined };
    let asked = 0;
    const check = (): boolean => (asked += 1) > 0;
    const server = createOpsServer(createRegistry('test'), [{ name: 'a', check }], () => starting);
    const ask = async (path: string): Promise<unknown> => {
      const { statusCode, body } = await server.inject(path);
      return [statusCode, JSON.parse(body)];
    };
    const checks = { started: false };
    expect(await ask('/health/ready')).toEqual([503, { status: 'starting', checks }]);
    starting = { recovering };
    expect(await ask('/health/ready')).toEqual([503, { status: 'starting', recovering, checks }]);
    expect([await ask('/health/live'), asked]).toEqual([[200, { status: 'live' }], 0]);
    starting = undefined;
    expect(await ask('/health/ready')).toEqual([200, { status: 'ready', checks: { a: true } }]);
  });

  test('checks once for all who ask at the same time, and anew for who asks later', async () => {
    let runs = 0;
    const check = async (): Promise<boolean> => {
      runs++;
      await new Promise((resolve) => setImmediate(resolve));
      return true;
    };
    const server = createOpsServer(createRegistry('test'), [{ name: 'a', check }]);
    const ask = () => server.inject('/health/ready');
    const answers = await Promise.all(Array.from({ length: 100 }, ask));
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([200]));
    const together = runs;
    await ask();
    expect([together < 100, runs]).toEqual([true, together + 1]);
  });

  test('is alive as long as it answers', async () => {
    const response = await createOpsServer(createRegistry('test'), []).inject('/health/live');
    expect(response.statusCode).toBe(200);
  });

  test('shows its metrics under its name', async () => {
    const registry = createRegistry('test');
    new Counter({ name: 'things_total', help: 'things', registers: [registry] }).inc(3);
    const { body } = await createOpsServer(registry, []).inject('/metrics');
    expect(body).toContain('things_total{service="test"} 3');
    expect(body).toContain('process_cpu_seconds_total');
  });
});
