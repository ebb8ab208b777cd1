import {
  addDays,
  newYorkTime,
  partsOf,
  dateOf,
  type AccountId,
  type CivilDate,
  type Command,
  type Instant,
} from '@bellwether/domain';

/** What the calendar asks for of each account, once a month is over in New York; and of who traded, once a day is. */
const [KIND, CONFIRMED] = ['STATEMENT', 'CONFIRMATION'] as const;

type RequestReportCommand = Extract<Command, { readonly type: 'RequestReport' }>;
export type ReportTermsAsked = RequestReportCommand['data'];

/** An account and its first day. */
export interface OpenedAccount {
  readonly accountId: AccountId;
  readonly openedOn: CivilDate;
}

/** What tells reports apart that say the same: asked for by the calendar or by somebody. */
export function reportKey({ accountId, kind, from, to }: ReportTermsAsked): string {
  return `${accountId}/${kind}/${from}/${to}`;
}

/** The statements of the last month that is over, of all accounts that were open in it. */
export function monthlyStatements(
  now: Instant,
  accounts: Iterable<OpenedAccount>,
): readonly ReportTermsAsked[] {
  const { year, month } = partsOf(newYorkTime(now).date);
  const to = addDays(dateOf(year, month, 1), -1);
  const last = partsOf(to);
  const from = dateOf(last.year, last.month, 1);
  return [...accounts]
    .filter(({ openedOn }) => openedOn <= to)
    .map(({ accountId }) => ({ accountId, kind: KIND, from, to }));
}

/** The last day that is over in New York: what was traded on it is confirmed. */
export function lastDay(now: Instant): CivilDate {
  return addDays(newYorkTime(now).date, -1);
}

/** The confirmations of a day, for those who traded on it. */
export function confirmationsOf(
  day: CivilDate,
  accounts: readonly AccountId[],
): readonly ReportTermsAsked[] {
  return accounts.map((accountId) => ({ accountId, kind: CONFIRMED, from: day, to: day }));
}
