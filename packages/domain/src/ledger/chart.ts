import type { InstrumentId } from '../kernel/ids.ts';

/**
 * The accounts of the ledger, each of an owner. Of participants (accounts, and `@` with a venue): what has settled, what is
 * still to receive or to pay, and claims to dividends. Of the house: what it keeps and passes on. Of the outside world:
 * where everything came from.
 */
export const LEDGER_ACCOUNTS = [
  'CASH',
  'UNSETTLED',
  'SECURITIES',
  'UNDELIVERED',
  'DIVIDENDS',
  'COMMISSION',
  'SECTION_31',
  'TAF',
  'VENUE_FEES',
  'ORF',
  'INTEREST',
  'BANK',
  'CUSTODY',
  'ISSUERS',
  'CLEARING',
] as const;
export type LedgerAccount = (typeof LEDGER_ACCOUNTS)[number];

/** Owners that are no participants: the house, and the world around the platform. */
export const HOUSE = '+house';
export const OUTSIDE = '+outside';

/** Money, in 1/10 000; shares and contracts are commodities of their own, in whole units. */
export const USD = 'USD';

/** One line of a journal: above zero a debit, below zero a credit. */
export interface LedgerLine {
  readonly account: LedgerAccount;
  readonly owner: string;
  readonly commodity: typeof USD | InstrumentId;
  readonly amount: bigint;
}

/** A journal whose debits are not its credits: a mistake of the program. */
export class UnbalancedJournalError extends Error {
  override readonly name = 'UnbalancedJournalError';
  readonly code = 'UNBALANCED_JOURNAL';
}

/** A journal without lines about nothing. @throws UnbalancedJournalError where a commodity does not add up to nothing. */
export function balanced(cause: string, lines: readonly LedgerLine[]): readonly LedgerLine[] {
  const sums = new Map<string, bigint>();
  for (const { commodity, amount } of lines)
    sums.set(commodity, (sums.get(commodity) ?? 0n) + amount);
  for (const [commodity, sum] of sums)
    if (sum !== 0n) throw new UnbalancedJournalError(`${cause}: ${sum} of ${commodity} too much`);
  return lines.filter(({ amount }) => amount !== 0n);
}
