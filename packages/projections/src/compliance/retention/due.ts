import {
  dueOn,
  formatDate,
  parseDate,
  RETENTION_CLASSES,
  retentionClassOf,
  type RetentionClass,
} from '@bellwether/domain';
import { and, eq } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { sql } from 'drizzle-orm';
import { auditLog } from '../../audit/table.ts';
import { recordsRegister, type RecordsRegisterRow } from './table.ts';

/** What there is of a class, and what of it need not be kept any more. */
export interface ClassDue {
  readonly retentionClass: RetentionClass;
  readonly records: bigint;
  /** Day of the oldest; null: there is none. */
  readonly oldest: string | null;
  /** Past their period. */
  readonly past: bigint;
  /** Of them held. */
  readonly held: bigint;
  /** Of them neither held: they may be disposed of. */
  readonly due: bigint;
}

type Hold = Pick<RecordsRegisterRow, 'accountId' | 'instrumentId' | 'fromDay' | 'toDay'>;

/**
 * What is due on a day. It counts and touches nothing: a hold that names an account or an instrument holds everything of its
 * days, since a record that names neither may be about them all the same.
 */
export async function retentionOn(
  db: PostgresJsDatabase,
  today: string,
): Promise<readonly ClassDue[]> {
  const { tradeDate, type } = auditLog;
  const counts = await db
    .select({ day: tradeDate, type, count: sql<string>`count(*)` })
    .from(auditLog)
    .groupBy(tradeDate, type);
  const holds = await db
    .select()
    .from(recordsRegister)
    .where(and(eq(recordsRegister.kind, 'HOLD'), eq(recordsRegister.status, 'ACTIVE')));
  return dueOf(counts, holds, today);
}

interface Counted {
  readonly day: string;
  readonly type: string;
  readonly count: string;
}

/** As `retentionOn`, of counts by day and type of fact. */
export function dueOf(
  counts: readonly Counted[],
  holds: readonly Hold[],
  today: string,
): readonly ClassDue[] {
  return RETENTION_CLASSES.map((retentionClass) => {
    const own = counts.filter(({ type }) => retentionClassOf(type) === retentionClass);
    const total = (rows: readonly Counted[]): bigint =>
      rows.reduce((sum, { count }) => sum + BigInt(count), 0n);
    const past = own.filter(({ day }) => {
      const due = dueOn(retentionClass, parseDate(day));
      return due !== undefined && formatDate(due) <= today;
    });
    const held = past.filter(({ day }) => holds.some((hold) => isHeld(day, hold)));
    const [oldest = null] = own.map(({ day }) => day).toSorted();
    const [pastCount, heldCount] = [total(past), total(held)];
    return {
      retentionClass,
      records: total(own),
      oldest,
      past: pastCount,
      held: heldCount,
      due: pastCount - heldCount,
    };
  });
}

function isHeld(day: string, { fromDay, toDay }: Hold): boolean {
  return (fromDay === null || fromDay <= day) && (toDay === null || day <= toDay);
}
