import type { ReadModels } from '../read-model/read-models.ts';

/** A confirmation that says what is not so any more. */
interface ToCorrect {
  readonly accountId: string;
  /** Whose trades it confirms, `2026-11-30`. */
  readonly day: string;
  readonly reportId: string;
}

/**
 * The latest confirmation of each account and day of which a trade was taken back since, where no other one is under way or was made behind
 * that. Trades that are taken back are few.
 */
const TO_CORRECT = `
  select distinct on (r.account_id, r.from_day) r.account_id, r.from_day::text as day, r.report_id
  from read_models.trade_busts b
    join read_models.trades t on t.trade_id = b.trade_id
    join read_models.reports r on r.account_id in (t.buy_account_id, t.sell_account_id)
      and r.kind = 'CONFIRMATION' and r.from_day = t.trade_date and r.to_day = t.trade_date
  where r.status = 'GENERATED' and r.inputs_position < b.position and not exists (
    select from read_models.reports later
    where later.account_id = r.account_id and later.kind = r.kind and later.from_day = r.from_day
      and later.to_day = r.to_day and (later.status = 'REQUESTED' or later.inputs_position >= b.position))
  order by r.account_id, r.from_day, r.inputs_position desc, r.report_id
  limit 100`;

/** Confirmations that have to be made again, a hundred at most. */
export async function confirmationsToCorrect({
  db,
}: Pick<ReadModels, 'db'>): Promise<readonly ToCorrect[]> {
  const rows =
    await db.$client.unsafe<{ account_id: string; day: string; report_id: string }[]>(TO_CORRECT);
  return rows.map((row) => ({ accountId: row.account_id, day: row.day, reportId: row.report_id }));
}
