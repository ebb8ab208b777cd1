import {
  isRunning,
  marketStatus,
  readRunState,
  showBound,
  showProgress,
  type MarketStatus,
  type RunState,
} from '@bellwether/local';
import { CommandFailure } from '../command-line/exit.ts';
import { settingsOf, type InstallationOptions } from '../command-line/options.ts';
import { mark, report, table } from '../output/report.ts';

interface Status {
  readonly running: boolean;
  readonly ready: boolean;
  readonly units: RunState['units'];
  readonly market: MarketStatus | undefined;
}

export async function status(options: InstallationOptions): Promise<void> {
  const settings = settingsOf(options);
  const state = readRunState(settings.directory);
  const running = state !== undefined && isRunning(state);
  const found: Status = {
    running,
    ready: running && state.ready,
    units: running ? state.units : [],
    market: running ? await marketStatus(settings).catch(() => undefined) : undefined,
  };
  report(found, options.json === true, showStatus);
  if (found.ready && found.units.every((unit) => unit.state === 'healthy')) return;
  throw new CommandFailure(
    running ? 'not everything is healthy' : 'nothing is running; start it with: ./bellwether up',
  );
}

function showStatus({ running, units, market }: Status): string {
  if (!running) return `${mark(false)} not running`;
  const rows = units.map((unit) => [
    mark(unit.state === 'healthy'),
    unit.name,
    unit.state,
    unit.restarts === 0 ? '' : `${unit.restarts} restarts`,
    unit.url ?? '',
    unit.state === 'healthy' ? '' : stateOf(unit),
  ]);
  return `${table(rows)}\n${market === undefined ? '' : showMarket(market)}`;
}

/** How far it has come, and what went wrong last. */
function stateOf({ progress, error }: RunState['units'][number]): string {
  const parts = [progress && showProgress(progress), error];
  return parts.filter((part) => part !== undefined).join('; ');
}

/** The market in one line. */
function showMarket({ orders, executions, p99, lag }: MarketStatus): string {
  const lags = Object.entries(lag).map(([sink, bytes]) => `${sink} ${bytes} B`);
  return `${orders} orders, ${executions} executed on arrival, p99 ${showBound(p99)}, lag ${lags.join(', ')}`;
}
