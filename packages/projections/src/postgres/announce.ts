import type { Row } from '../runtime/fold.ts';
import type { Projection } from '../runtime/projection.ts';
import { toJson } from './json.ts';
import type { Transaction } from './table-statements.ts';

/** Puts what is to be published into the same transaction: it is published once this is committed, or never. */
export async function announceRows(
  sql: Transaction,
  build: string,
  projection: Projection,
  rows: readonly Row[],
): Promise<void> {
  if (rows.length === 0 || projection.announce === undefined) return;
  const announcements = rows.map((row) => ({ row, ...projection.announce!(row) }));
  await sql.unsafe(
    `insert into read_models.change_feed (subject, message_id, payload)
     select subject, message_id, payload::jsonb
     from unnest($1::text[], $2::text[], $3::text[]) as change (subject, message_id, payload)`,
    [
      announcements.map(({ subject }) => `evt.${subject}`),
      announcements.map(
        ({ row }) => `${build}/${String(row[projection.key])}/${String(row['position'])}`,
      ),
      announcements.map(({ payload }) => toJson(payload)),
    ] as string[][],
    { prepare: true },
  );
}
