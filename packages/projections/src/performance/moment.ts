import { parseDate, type CivilDate } from '@bellwether/domain';
import type { Sql } from '@bellwether/platform/postgres';
import type { ReadModels } from '../read-model/read-models.ts';

/** Statements of one moment. */
export type Moment = Pick<Sql, 'unsafe'>;

/** How far the read models are, and the last day on which a session has begun, something was sold or cash came. */
export interface Now {
  /** Commit position up to which every read model has everything. */
  readonly position: bigint;
  readonly day: CivilDate | undefined;
}

const NOW = `
  select (select coalesce(min(position), -1)::text from read_models.checkpoints where state = 'active') as position,
    greatest((select max(session_date) from read_models.market_sessions where begun),
      (select max(day)::text from read_models.day_sales),
      (select max(day)::text from read_models.cash_flows)) as day`;

/** Reads everything as it is at one moment, however many statements that takes. */
export function atOneMoment<T>(
  { db }: Pick<ReadModels, 'db'>,
  read: (sql: Moment, now: Now) => Promise<T>,
): Promise<T> {
  return db.$client.begin('isolation level repeatable read read only', async (sql) => {
    const [now] = await sql.unsafe<{ position: string; day: string | null }[]>(NOW);
    const day = now?.day ?? null;
    return read(sql, {
      position: BigInt(now?.position ?? -1),
      day: day === null ? undefined : parseDate(day),
    });
  }) as Promise<T>;
}
