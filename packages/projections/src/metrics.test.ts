import { createRegistry } from '@bellwether/platform/service';
import { expect, test } from 'vitest';
import type { Lag } from './app.ts';
import { registerMetrics } from './metrics.ts';

const MINUTE_AGO = BigInt(Date.now() - 60_000) * 1_000_000n;

test('lag is told as bytes, age and facts, of one and the same moment', async () => {
  const registry = createRegistry('test');
  let looks = 0;
  const sinks: Lag[] = [
    { sink: 'postgres', position: 7n, bytes: 0n, factAt: MINUTE_AGO, facts: 12 },
    { sink: 'clickhouse', position: 3n, bytes: 4n, factAt: MINUTE_AGO, facts: 5 },
  ];
  registerMetrics(registry, { lag: () => ((looks += 1), Promise.resolve(sinks)) });
  const text = await registry.metrics();
  const sample = (name: string, sink: string): number =>
    Number(new RegExp(`^${name}\\{sink="${sink}",service="test"\\} (.*)$`, 'm').exec(text)?.[1]);
  expect(looks).toBe(1);
  expect(sample('consumer_lag', 'postgres')).toBe(0);
  expect(sample('consumer_lag', 'clickhouse')).toBe(4);
  expect(sample('consumer_facts_total', 'postgres')).toBe(12);
  expect(sample('consumer_facts_total', 'clickhouse')).toBe(5);
  // What has been applied is old, but there is nothing newer.
  expect(sample('consumer_age_seconds', 'postgres')).toBe(0);
  expect(sample('consumer_age_seconds', 'clickhouse')).toBeGreaterThanOrEqual(60);
});

test('counts do not add up from one look to the next', async () => {
  const registry = createRegistry('test');
  const sinks: Lag[] = [
    { sink: 'postgres', position: 7n, bytes: 0n, factAt: undefined, facts: 12 },
  ];
  registerMetrics(registry, { lag: () => Promise.resolve(sinks) });
  await registry.metrics();
  expect(await registry.metrics()).toContain(
    'consumer_facts_total{sink="postgres",service="test"} 12',
  );
});
