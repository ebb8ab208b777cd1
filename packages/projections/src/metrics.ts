import { Counter, Gauge, type Registry } from '@bellwether/platform/service';
import type { Projections } from './app.ts';

/** What the read side tells about itself on /metrics, sink by sink. */
export function registerMetrics(registry: Registry, projections: Pick<Projections, 'lag'>): void {
  let looking: Promise<void> | undefined;
  const common = {
    labelNames: ['sink'],
    registers: [registry],
    // The registry asks for all of them at once: one look serves them all.
    collect: () => (looking ??= look().finally(() => (looking = undefined))),
  };
  const lag = new Gauge({
    ...common,
    name: 'consumer_lag',
    help: 'Bytes of log between the last fact and what a sink has applied',
  });
  const age = new Gauge({
    ...common,
    name: 'consumer_age_seconds',
    help: 'Age of the last fact that a sink has applied where there are later ones; otherwise 0',
  });
  const facts = new Counter({
    ...common,
    name: 'consumer_facts_total',
    help: 'Facts applied since the process started',
  });
  async function look(): Promise<void> {
    const sinks = await projections.lag();
    facts.reset();
    for (const { sink, bytes, factAt, facts: applied } of sinks) {
      lag.set({ sink }, Number(bytes));
      const behind = bytes > 0n && factAt !== undefined;
      age.set({ sink }, behind ? Date.now() / 1_000 - Number(factAt / 1_000_000n) / 1_000 : 0);
      facts.inc({ sink }, applied);
    }
  }
}
