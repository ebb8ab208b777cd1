import { setTimeout as sleep } from 'node:timers/promises';
import { marketStatus, showBound, type MarketStatus } from '@bellwether/local';
import { table } from '../output/report.ts';
import type { Installation } from './installation.ts';
import { describeUnit } from './progress-lines.ts';

const REFRESH_MS = 1_000;

/** Draws what the market is doing, over and over at the same place of the terminal, until the signal. */
export async function showLiveStatus(
  installation: Installation,
  signal: AbortSignal,
): Promise<void> {
  let previous: { readonly market: MarketStatus; readonly at: number } | undefined;
  let drawn = 0;
  while (!signal.aborted) {
    const market = await marketStatus(installation.settings).catch(() => undefined);
    const at = performance.now();
    const lines = describe(installation, market, previous, at);
    process.stdout.write(`${drawn > 0 ? `\u001b[${drawn}A\u001b[J` : ''}${lines}\n`);
    drawn = lines.split('\n').length;
    if (market !== undefined) previous = { market, at };
    await sleep(REFRESH_MS, undefined, { signal }).catch(() => undefined);
  }
}

function describe(
  installation: Installation,
  market: MarketStatus | undefined,
  previous: { readonly market: MarketStatus; readonly at: number } | undefined,
  at: number,
): string {
  const troubled = installation.supervisor.reports.filter(({ state }) => state !== 'healthy');
  const trouble = troubled.map((unit) => `  ! ${describeUnit(unit)}; ${unit.error ?? ''}`);
  if (market === undefined) return [...trouble, '  waiting for the services …'].join('\n');
  const perSecond = (now: number, before: number | undefined): string =>
    before === undefined || previous === undefined
      ? '–'
      : `${Math.round(((now - before) * 1_000) / (at - previous.at))}`;
  const rows = [
    ['  orders/s', perSecond(market.orders, previous?.market.orders), `${market.orders} in all`],
    [
      '  executed on arrival/s',
      perSecond(market.executions, previous?.market.executions),
      `${market.executions} in all`,
    ],
    ['  p99 to durable answer', showBound(market.p99), ''],
    ...Object.entries(market.lag).map(([sink, bytes]) => [`  lag of ${sink}`, `${bytes} B`, '']),
  ];
  return [table(rows), ...trouble].join('\n');
}
