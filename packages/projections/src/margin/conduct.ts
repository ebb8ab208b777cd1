import { cashConduct, formatDate } from '@bellwether/domain';
import { findAccount } from '../accounts/balances.ts';
import { atOneMoment } from '../performance/moment.ts';
import type { ReadModels } from '../read-model/read-models.ts';
import { reportLedger } from '../reports/ledger.ts';

/** Violations of a cash account, with days as text. */
interface Conduct {
  readonly violations: readonly {
    readonly kind: string;
    readonly day: string;
    readonly instrumentId: string;
  }[];
  readonly frozenUntil: string | null;
}

/** What a cash account did; a margin account violates nothing of it. Null: there is no such account. @throws TooManyRowsError */
export async function conductOf(
  models: Pick<ReadModels, 'db'>,
  accountId: string,
): Promise<Conduct | null> {
  const account = await findAccount(models.db, accountId);
  if (account === undefined) return null;
  if (account.accountType !== 'CASH') return { violations: [], frozenUntil: null };
  return atOneMoment(models, async (sql, { position, day }) => {
    if (day === undefined) return { violations: [], frozenUntil: null };
    const ledger = await reportLedger(sql, accountId, { through: day, position });
    const { violations, frozenUntil } = cashConduct(ledger, day);
    return {
      violations: violations.map(({ date, ...one }) => ({ ...one, day: formatDate(date) })),
      frozenUntil: frozenUntil === undefined ? null : formatDate(frozenUntil),
    };
  });
}
