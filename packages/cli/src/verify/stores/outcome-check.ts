import { bucketGroups, bucketOf, BucketSums, type RecordedFact } from '@bellwether/projections';
import {
  commandsExactly,
  commandText,
  ordersExactly,
  orderText,
  type OrderOutcomes,
} from '../log/outcome-audit.ts';
import { sideOf } from '../log/fact-words.ts';
import { dayOf } from '../log/new-york-day.ts';
import type { Invariant } from '../result.ts';
import { rowsOf, type RowReader } from './snapshot.ts';

const DIFFERENCES_MAX = 100;

type Log = () => AsyncIterable<readonly RecordedFact[]>;

/** What is compared: rows as text by key, and the same from the log, as sums and one by one. */
interface Compared {
  readonly what: string;
  readonly expected: BucketSums;
  /** Buckets that are compared one by one in any case. */
  readonly late: Iterable<number>;
  readonly rows: () => AsyncIterable<readonly [key: string, text: string]>;
  readonly exactly: (
    log: AsyncIterable<readonly RecordedFact[]>,
    buckets: ReadonlySet<number>,
  ) => Promise<Map<string, string>>;
}

/** Every order's row: what was executed, what is left, what became of it, and its terms. */
export function checkOrders(
  reader: RowReader,
  outcomes: OrderOutcomes,
  again: Log,
  invariant: Invariant,
): Promise<void> {
  const rows = async function* (): AsyncGenerator<readonly [string, string]> {
    const statement = `select order_id, instrument_id, side, status, quantity, executed, leaves,
      limit_price, shown, time_in_force, display_quantity, expires_on from read_models.orders`;
    for await (const row of rowsOf<Record<string, string>>(reader, statement))
      yield [row['order_id'] as string, textOfOrder(row)];
  };
  const { late } = outcomes;
  const expected = outcomes.expected();
  return check({ what: 'order', expected, late, rows, exactly: ordersExactly }, again, invariant);
}

type CommandRow = Parameters<typeof commandText>[1] & { readonly status: string };

/** Every command's row: by whom and for whom, whether it was accepted, by which fact, and how many it came to. */
export function checkCommands(
  reader: RowReader,
  expected: BucketSums,
  again: Log,
  invariant: Invariant,
): Promise<void> {
  const rows = async function* (): AsyncGenerator<readonly [string, string]> {
    const statement = `select stream, command_id as "commandId", principal, account_id as "accountId", status, fact,
      code, facts from read_models.command_outcomes`;
    for await (const { status, ...told } of rowsOf<CommandRow>(reader, statement))
      yield [`${told.stream}/${told.commandId}`, commandText(status, told)];
  };
  return check(
    { what: 'command', expected, late: [], rows, exactly: commandsExactly },
    again,
    invariant,
  );
}

async function check(compared: Compared, again: Log, invariant: Invariant): Promise<void> {
  const { what, expected, late, rows, exactly } = compared;
  const found = new BucketSums();
  for await (const [key, text] of rows()) found.add(key, text);
  invariant.count(`${what}s`, found.rows);
  let named = 0;
  for (const buckets of bucketGroups([...expected.differing(found), ...late], found.rows)) {
    const texts = await exactly(again(), buckets);
    for await (const [key, text] of rows()) {
      if (!buckets.has(bucketOf(key))) continue;
      const right = texts.get(key);
      texts.delete(key);
      if (text === right) continue;
      named += 1;
      invariant.check(false, () => `${what} “${text}” is “${right ?? 'nothing'}” by the log`);
    }
    for (const text of texts.values()) invariant.check(false, () => `no ${what} “${text}”`);
    named += texts.size;
    if (named >= DIFFERENCES_MAX) return;
  }
}

function textOfOrder(row: Readonly<Record<string, string | null>>): string {
  const text = (column: string): string => row[column] ?? '';
  const integer = (column: string): bigint => BigInt(text(column));
  const { display_quantity: display, expires_on: expires } = row;
  return orderText({
    orderId: text('order_id'),
    instrumentId: text('instrument_id'),
    side: sideOf(text('side')),
    status: text('status'),
    quantity: integer('quantity'),
    executed: integer('executed'),
    leaves: integer('leaves'),
    limitPrice: integer('limit_price'),
    shown: integer('shown'),
    timeInForce: text('time_in_force'),
    displayQuantity: display == null ? undefined : BigInt(display),
    expiresOn: expires == null ? undefined : dayOf(expires),
  });
}
