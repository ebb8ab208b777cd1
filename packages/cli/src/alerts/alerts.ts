import {
  formatDecimal,
  parseDecimal,
  type AccountId,
  type AlertTerms,
  type CommandId,
  type InstrumentId,
} from '@bellwether/domain';
import { CommandFailure } from '../command-line/exit.ts';
import type { InstallationOptions } from '../command-line/options.ts';
import { allRows } from '../messages/all-rows.ts';
import { sent } from '../messages/sent.ts';
import { report, table } from '../output/report.ts';

export interface AlertOptions extends InstallationOptions {
  readonly account: string;
}

/** What is waited for; one of them. Prices in USD, moves in basis points. */
export interface SetAlertOptions extends AlertOptions {
  readonly above?: string;
  readonly below?: string;
  readonly crossesUp?: string;
  readonly crossesDown?: string;
  readonly up?: number;
  readonly down?: number;
  readonly repeat?: boolean;
}

/** An alert as the question answers it; prices in 1/10 000 USD as digits. */
export interface AlertRow {
  readonly alertId: string;
  readonly instrumentId: string;
  readonly condition: string;
  readonly price: string;
  readonly moveBasisPoints: number | null;
  readonly repeats: boolean;
  readonly status: string;
  readonly armed: boolean;
  readonly fired: number;
  readonly lastPrice: string;
}

/** Prints the alerts of an account. @throws CommandFailure where it is refused. */
export async function listAlerts(options: AlertOptions): Promise<void> {
  const rows = await allRows<AlertRow>('alert.list', { accountId: options.account }, options);
  report(rows, options.json === true, alertsText);
}

/** @throws CommandFailure where nothing, or what rules refuse, is waited for. */
export async function setAlert(instrumentId: string, options: SetAlertOptions): Promise<void> {
  const { account, repeat = false } = options;
  const data = {
    accountId: account as AccountId,
    instrumentId: instrumentId as InstrumentId,
    ...conditionOf(options),
    repeats: repeat,
  };
  await sent({ type: 'SetPriceAlert', data }, options);
}

/** @throws CommandFailure where there is no such alert. */
export async function cancelAlert(alertId: string, options: AlertOptions): Promise<void> {
  const data = { accountId: options.account as AccountId, alertId: alertId as CommandId };
  await sent({ type: 'CancelPriceAlert', data }, options);
}

/** What was typed, as an alert's terms have it. @throws CommandFailure where nothing was. */
export function conditionOf(
  options: Omit<SetAlertOptions, keyof AlertOptions>,
): Pick<AlertTerms, 'condition' | 'price' | 'moveBasisPoints'> {
  const { above, below, crossesUp, crossesDown, up, down } = options;
  const at = (price: string) => ({ price: parseDecimal(price) });
  if (above !== undefined) return { condition: 'PRICE_ABOVE', ...at(above) };
  if (below !== undefined) return { condition: 'PRICE_BELOW', ...at(below) };
  if (crossesUp !== undefined) return { condition: 'CROSSES_UP', ...at(crossesUp) };
  if (crossesDown !== undefined) return { condition: 'CROSSES_DOWN', ...at(crossesDown) };
  if (up !== undefined) return { condition: 'MOVE_UP', moveBasisPoints: up };
  if (down !== undefined) return { condition: 'MOVE_DOWN', moveBasisPoints: down };
  throw new CommandFailure('say what to wait for: --above, --below, --crosses-up, … or --up 2.5');
}

/** Alerts for people, a line each. */
export function alertsText(rows: readonly AlertRow[]): string {
  if (rows.length === 0) return 'no alerts; set one with: ./bellwether alerts set ACME --above 101';
  return table([
    ['alert', 'instrument', 'waits for', 'status', 'fired', 'last at'],
    ...rows.map((row) => [
      row.alertId,
      row.instrumentId,
      wordsOf(row),
      row.status === 'WAITING' && !row.armed
        ? 'waiting for the way back'
        : row.status.toLowerCase(),
      `${row.fired}`,
      row.fired === 0 ? '–' : usd(row.lastPrice),
    ]),
  ]);
}

const WORDS: Readonly<Record<string, string>> = {
  PRICE_ABOVE: 'above',
  PRICE_BELOW: 'below',
  CROSSES_UP: 'crosses up',
  CROSSES_DOWN: 'crosses down',
  MOVE_UP: 'up',
  MOVE_DOWN: 'down',
};

function wordsOf({ condition, price, moveBasisPoints, repeats }: AlertRow): string {
  const level = moveBasisPoints === null ? usd(price) : `${moveBasisPoints / 100} %`;
  return `${WORDS[condition] ?? condition} ${level}${repeats ? ', again and again' : ''}`;
}

const usd = (units: string): string => formatDecimal(BigInt(units));
