import { formatDecimal } from '@bellwether/domain';
import { table } from '../output/report.ts';

/** A margin call as the question answers it; money in 1/10 000 USD as digits. */
export interface CallRow {
  readonly callId: string;
  readonly accountId: string;
  readonly kind: string;
  readonly status: string;
  readonly amount: string;
  readonly issuedOn: string;
  readonly dueOn: string;
  readonly endedOn: string | null;
  readonly rounds: number;
  readonly orders: number;
}

/** What of a portfolio is about margin. */
export interface StandingAnswer {
  readonly accountId: string;
  readonly accountType: string;
  readonly marginEquity: string;
  readonly initialMargin: string;
  readonly maintenanceMargin: string;
  readonly excess: string;
  readonly buyingPower: string;
  readonly marginCall: string;
}

const usd = (digits: string): string => formatDecimal(BigInt(digits));

/** Margin calls for people, a line each. */
export function callsText(rows: readonly CallRow[]): string {
  if (rows.length === 0) return 'no margin calls';
  return table([
    ['call', 'account', 'kind', 'missing', 'issued', 'due', 'status'],
    ...rows.map((row) => [
      row.callId,
      row.accountId,
      row.kind.toLowerCase(),
      usd(row.amount),
      row.issuedOn,
      row.dueOn,
      statusOf(row),
    ]),
  ]);
}

function statusOf({ status, endedOn, rounds, orders }: CallRow): string {
  const words = status.toLowerCase() + (endedOn === null ? '' : ` on ${endedOn}`);
  return rounds === 0 ? words : `${words}, ${orders} orders in ${rounds} rounds`;
}

/** Where an account stands. */
export function standingText(one: StandingAnswer): string {
  return table([
    ['account', one.accountId, 'type', one.accountType.toLowerCase()],
    ['equity for margin', usd(one.marginEquity), 'buying power', usd(one.buyingPower)],
    ['needed to open', usd(one.initialMargin), 'needed to keep', usd(one.maintenanceMargin)],
    ['excess', usd(one.excess), 'missing', usd(one.marginCall)],
  ]);
}

/** What a cash account did. */
export interface ConductAnswer {
  readonly violations: readonly {
    readonly kind: string;
    readonly day: string;
    readonly instrumentId: string;
  }[];
  readonly frozenUntil: string | null;
}

/** Violations for people, a line each, and what follows. */
export function conductText({ violations, frozenUntil }: ConductAnswer): string {
  if (violations.length === 0) return 'no violations';
  const lines = violations.map(({ kind, day, instrumentId }) => [
    day,
    kind.toLowerCase().replace('_', ' '),
    instrumentId,
  ]);
  const rows = table([['day', 'what', 'instrument'], ...lines]);
  return frozenUntil === null ? rows : `${rows}\nsettled cash alone until ${frozenUntil}`;
}
