import { parseDate, type CivilDate, type PositionChange } from '@bellwether/domain';
import type { Moment } from './moment.ts';

/** Both sides of the trades of an account that were taken back, with the day that they were of. */
const BUSTS = `
  select b.instrument_id, b.quantity::text, b.price::text, b.principal::text, b.buy_fees::text, b.sell_fees::text,
    b.buy_account_id, b.sell_account_id, b.day::text as known_on, t.trade_date::text as day
  from read_models.trade_busts b join read_models.trades t on t.trade_id = b.trade_id
  where (b.buy_account_id = $1 or b.sell_account_id = $1) and b.position <= $2::bigint
  order by b.position, b.trade_id`;

interface BustRow {
  readonly instrument_id: string;
  readonly quantity: string;
  readonly price: string;
  readonly principal: string;
  readonly buy_fees: string;
  readonly sell_fees: string;
  readonly buy_account_id: string;
  readonly sell_account_id: string;
  readonly known_on: string;
  readonly day: string;
}

/** What undoes a trade of an instrument. */
interface Reversal extends PositionChange {
  readonly instrumentId: string;
  readonly knownOn: CivilDate;
}

/** What undoes trades that never happened, on the days on which they had been made. */
export async function reversalsOf(
  sql: Moment,
  accountId: string,
  position: bigint,
): Promise<readonly Reversal[]> {
  const rows = await sql.unsafe<BustRow[]>(BUSTS, [accountId, `${position}`]);
  return rows.flatMap((row) => [
    ...(row.buy_account_id === accountId ? [reversed(row, 1n, BigInt(row.buy_fees))] : []),
    ...(row.sell_account_id === accountId ? [reversed(row, -1n, BigInt(row.sell_fees))] : []),
  ]);
}

/** @param sign 1 for the side that had bought, -1 for the one that had sold. */
function reversed(row: BustRow, sign: bigint, fees: bigint): Reversal {
  const [quantity, principal] = [BigInt(row.quantity), BigInt(row.principal)];
  return {
    instrumentId: row.instrument_id,
    day: parseDate(row.day),
    knownOn: parseDate(row.known_on),
    traded: -sign * quantity,
    transferred: 0n,
    cost: -sign * principal - fees,
    fees: -fees,
    turnover: -sign * BigInt(row.price) * quantity,
    bought: sign > 0n ? -principal : 0n,
    sold: sign < 0n ? -principal : 0n,
  };
}
