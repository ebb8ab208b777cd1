import type { LocalSettings } from './settings.ts';

/** What the running market is doing, from the services' own metrics. */
export interface MarketStatus {
  /** Order commands answered since the service started. */
  readonly orders: number;
  /** Orders that were executed at least in part on arrival. */
  readonly executions: number;
  /** From arrival to durable answer; undefined before the first order. */
  readonly p99: Bound | undefined;
  /** Bytes of log that each sink has still to apply. */
  readonly lag: Readonly<Record<string, number>>;
}

/** What is known of a quantile: a histogram has bounds, and the last bucket has none. */
export interface Bound {
  /** One of the histogram's bounds, ms. */
  readonly ms: number;
  /** `<=`: the quantile is at most that; `>`: it is beyond the highest bound. */
  readonly is: '<=' | '>';
}

type Sample = {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
};

/** Asks the services. Rejects while one does not answer. */
export async function marketStatus({ host, ports }: LocalSettings): Promise<MarketStatus> {
  const [projections, ...writers] = await Promise.all(
    [ports.projectionsOps, ...ports.commandsOps].map((port) =>
      scrape(`http://${host}:${port}/metrics`),
    ),
  );
  const commands = writers.flat();
  const orders = sum(commands, 'order_throughput_total');
  return {
    orders,
    executions: sum(commands, 'trade_execution_latency_seconds_count'),
    p99: quantile(commands, 'order_processing_latency_seconds', 0.99),
    lag: Object.fromEntries(
      (projections ?? [])
        .filter(({ name }) => name === 'consumer_lag')
        .map(({ labels, value }) => [labels['sink'] ?? '', value]),
    ),
  };
}

async function scrape(url: string): Promise<readonly Sample[]> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  return (await response.text()).split('\n').flatMap(parseSample);
}

/** One line of the Prometheus text format. */
export function parseSample(line: string): readonly Sample[] {
  const match = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/.exec(line);
  if (match === null) return [];
  const [, name = '', labels = '', value] = match;
  const pairs = [...labels.matchAll(/([a-z_]+)="([^"]*)"/g)].map(([, key = '', text = '']) => [
    key,
    text,
  ]);
  return [
    { name, labels: Object.fromEntries(pairs) as Record<string, string>, value: Number(value) },
  ];
}

function sum(samples: readonly Sample[] = [], name: string): number {
  return samples
    .filter((sample) => sample.name === name)
    .reduce((total, { value }) => total + value, 0);
}

/** The smallest bucket bound below which a share of all observations lies. @param share 0 … 1. */
export function quantile(
  samples: readonly Sample[],
  name: string,
  share: number,
): Bound | undefined {
  const count = sum(samples, `${name}_count`);
  if (count === 0) return undefined;
  // Several processes have the same buckets.
  const buckets = new Map<string, number>();
  for (const { name: of, labels, value } of samples) {
    const { le = '' } = labels;
    if (of === `${name}_bucket`) buckets.set(le, (buckets.get(le) ?? 0) + value);
  }
  const bounds = [...buckets]
    .filter(([le]) => le !== '+Inf')
    .map(([le, value]) => ({ ms: Number(le) * 1_000, value }))
    .toSorted((a, b) => a.ms - b.ms);
  const within = bounds.find(({ value }) => value >= share * count);
  if (within !== undefined) return { ms: within.ms, is: '<=' };
  const highest = bounds.at(-1);
  return highest && { ms: highest.ms, is: '>' };
}

/** `≤ 25 ms`, `> 10000 ms`; a dash where nothing is known. */
export function showBound(bound: Bound | undefined): string {
  return bound === undefined ? '–' : `${bound.is === '<=' ? '≤' : '>'} ${bound.ms} ms`;
}
