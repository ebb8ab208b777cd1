import { byApplication, ratioOf, type ActionTerms } from '@bellwether/domain';
import { and, eq, inArray } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { instruments } from '../instruments/table.ts';
import { corporateActions } from './table.ts';
import { termsOfRow } from './terms-of-row.ts';

/** What an action that is in force makes of the price of a share: first it falls, then each share becomes others. */
export interface Adjustment {
  readonly actionId: string;
  readonly instrumentId: string;
  /** As it is now. */
  readonly symbol: string;
  readonly exDate: string;
  /** 1/10 000 USD; 0 where it does not fall. */
  readonly fall: bigint;
  /** New shares for old ones: 1 and 1 where their number stays. */
  readonly newShares: number;
  readonly oldShares: number;
}

/**
 * Actions of an ex-date that are in force and change what a share costs, in the order of application. What a spin-off takes
 * from the price is told where its value was announced. @param exDate as `2026-11-20`.
 */
export async function listAdjustments(
  db: PostgresJsDatabase,
  exDate: string,
): Promise<readonly Adjustment[]> {
  const rows = await db
    .select({ action: corporateActions, symbol: instruments.symbol })
    .from(corporateActions)
    .innerJoin(instruments, eq(instruments.instrumentId, corporateActions.instrumentId))
    .where(
      and(
        eq(corporateActions.exDate, exDate),
        inArray(corporateActions.status, ['EFFECTIVE', 'PAID']),
      ),
    );
  return rows
    .map(({ action, symbol }) => ({ action, symbol, terms: termsOfRow(action) }))
    .toSorted((a, b) => byApplication(a.terms, b.terms))
    .map(({ action: { actionId, instrumentId }, symbol, terms }) => {
      const { newShares, oldShares } = ratioOf(terms) ?? { newShares: 1n, oldShares: 1n };
      const shares = { newShares: Number(newShares), oldShares: Number(oldShares) };
      return { actionId, instrumentId, symbol, exDate, fall: fallOf(terms), ...shares };
    })
    .filter(({ fall, newShares, oldShares }) => fall > 0n || newShares !== oldShares);
}

function fallOf({ kind, amount = 0n, childValue = 0n }: ActionTerms): bigint {
  if (kind === 'CASH_DIVIDEND') return amount;
  return kind === 'SPIN_OFF' ? childValue : 0n;
}
