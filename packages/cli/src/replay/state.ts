import { formatDecimal } from '@bellwether/domain';
import { accountStateAt, parsePoint, type AccountState } from '@bellwether/projections';
import { CommandFailure } from '../command-line/exit.ts';
import type { InstallationOptions } from '../command-line/options.ts';
import { untilInterrupted } from '../output/interrupt.ts';
import { report, table } from '../output/report.ts';
import { withLog } from '../read-side/session.ts';

export interface StateOptions extends InstallationOptions {
  readonly account: string;
  /** A time, position or order id. */
  readonly asOf: string;
}

/** An account as it was: money, shares and open orders. */
export async function state(options: StateOptions): Promise<void> {
  const interrupted = untilInterrupted();
  const found = await withLog(options, ({ eventStore }) =>
    accountStateAt(eventStore, options.account, parsePoint(options.asOf), interrupted.signal),
  ).finally(() => interrupted.dispose());
  if (found.facts === 0) throw new CommandFailure(`nothing was known of ${options.account} then`);
  report(found, options.json === true, show);
}

function show({ account, positions, openOrders, facts, position }: AccountState): string {
  const lines = [`${facts} facts, the last at ${position}`];
  if (account !== undefined) {
    const { cash, reserved, available, settled, unsettled, arriving, fees, marketDay } = account;
    const amounts = Object.entries({ cash, reserved, available, settled, unsettled, arriving });
    const day = marketDay === null ? 'no session yet' : `the market's day is ${marketDay}`;
    lines.push(
      `${amounts.map(([name, amount]) => `${name} ${formatDecimal(amount)}`).join(', ')}, fees paid ${formatDecimal(fees)}; ${day}`,
    );
  }
  const holdings = positions.map((row) => [
    row.instrumentId,
    `${row.quantity}`,
    `${row.reserved}`,
    formatDecimal(row.cost),
    formatDecimal(row.realised),
  ]);
  const orders = openOrders.map((row) => [
    row.orderId,
    row.instrumentId,
    row.side,
    `${row.leaves} of ${row.quantity}`,
    formatDecimal(row.limitPrice),
    row.status,
  ]);
  if (holdings.length > 0)
    lines.push(
      '',
      table([['instrument', 'quantity', 'reserved', 'cost', 'realised'], ...holdings]),
    );
  if (orders.length > 0)
    lines.push('', table([['order', 'instrument', 'side', 'open', 'limit', 'status'], ...orders]));
  return lines.join('\n');
}
