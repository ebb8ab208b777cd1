import { describe, expect, test } from 'vitest';
import { Counter, createRegistry } from './metrics.ts';
import { createOpsServer, type ReadinessCheck } from './ops-server.ts';

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
