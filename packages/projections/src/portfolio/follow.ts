import { createHash } from 'node:crypto';
import type { Changed, FollowedRows } from '../read-model/followed-rows.ts';
import { checkpointOf, inForce } from '../read-model/followed-table.ts';
import type { ReadModels } from '../read-model/read-models.ts';
import { toJson } from '../runtime/json.ts';
import { checkpoints } from '../stores/postgres/checkpoints.ts';
import { portfolioOf, type Portfolio } from './portfolio.ts';

/** Positions of a message at most; the sums are of all of them. */
const POSITIONS_MAX = 500;

/**
 * The portfolio of an account to be followed: one row, or none, told anew whenever it is otherwise. Prices are not in the
 * log, so a place is known by what the portfolio was. Whatever came between two looks is told as one.
 */
export function followPortfolio(
  models: Pick<ReadModels, 'db' | 'redis'>,
  accountId: string,
): FollowedRows<Portfolio> {
  const read = async (): Promise<Changed<Portfolio>> => {
    // Before the rows: those may be of later, and are told again then.
    const [checkpoint] = await models.db.select().from(checkpoints).where(inForce('positions'));
    if (checkpoint === undefined) throw new TypeError('no build of positions is in force');
    const found = await portfolioOf(models, accountId, POSITIONS_MAX);
    const rows = found === undefined ? [] : [found];
    return { ...checkpointOf(checkpoint), key: fingerprint(found), rows };
  };
  return {
    snapshot: read,
    after: async (place) => {
      const found = await read();
      return { ...found, rows: found.key === place.key ? [] : found.rows };
    },
    keys: /^[0-9a-f]{32}$/,
    placeOf: (row) => ({ position: row.position, key: fingerprint(row) }),
  };
}

function fingerprint(portfolio: Portfolio | undefined): string {
  return createHash('sha256')
    .update(toJson(portfolio ?? null))
    .digest('hex')
    .slice(0, 32);
}
