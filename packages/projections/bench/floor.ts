import type { Sql } from '@bellwether/platform/postgres';
import { measure, type Rate } from './machine.ts';

const BATCH = 2_000;

/**
 * The floor: what Postgres itself takes. One statement upserts two thousand rows of an order's width, with a checkpoint
 * in the same transaction; nothing is folded.
 */
export async function rawUpsert(owner: Sql, rows: number): Promise<Rate> {
  await owner`create table bench_rows (id int8 primary key, account text, instrument text, side text, quantity int8,
    price int8, leaves int8, executed int8, notional numeric, status text, at int8, position int8)`;
  await owner`create table bench_checkpoint (name text primary key, position int8)`;
  await owner`insert into bench_checkpoint values ('bench', 0)`;
  const rate = await measure(async () => {
    for (let from = 0; from < rows; from += BATCH) {
      const ids = Array.from({ length: BATCH }, (_, i) => `${from + i}`);
      const column = (value: string): string[] => ids.map(() => value);
      await owner.begin(async (sql) => {
        await sql.unsafe(
          `insert into bench_rows select * from unnest($1::int8[], $2::text[], $3::text[], $4::text[], $5::int8[],
             $6::int8[], $7::int8[], $8::int8[], $9::numeric[], $10::text[], $11::int8[], $12::int8[])
           on conflict (id) do update set leaves = excluded.leaves`,
          [
            ids,
            ...['alice', 'X', 'BUY', '10', '1000000', '4', '6', '6000000', 'OPEN', '1', '1'].map(
              column,
            ),
          ] as string[][],
          { prepare: true },
        );
        await sql`update bench_checkpoint set position = ${from}`;
      });
    }
    return rows;
  });
  await owner`drop table bench_rows, bench_checkpoint`;
  return rate;
}
