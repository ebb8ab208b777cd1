import { setImmediate as nextTurn } from 'node:timers/promises';
import { foldFacts, type Refused, type Rows } from '../../runtime/fold.ts';
import { announceRows } from './change-feed.ts';
import { park } from './dead-letters.ts';
import { RebuildStoppedError } from './errors.ts';
import { writeWhatFits } from './isolate.ts';
import type { Transaction } from './table-statements.ts';
import type { Target, Work } from './target.ts';

/** Facts folded at a time: large enough to collapse per key, small enough that Postgres starts early. */
export const PIECE_FACTS = 2_500;

/** Folds piece by piece, for one build after the other, while Postgres writes what came before. */
export async function writeAtOnce(
  sql: Transaction,
  works: readonly Work[],
): Promise<ReadonlyMap<Target, Rows>> {
  const underWay: Promise<void>[] = [];
  const start = (statement: Promise<void>): void => {
    underWay.push(statement);
    // It is waited for at the end; until then its failure is not unhandled.
    statement.catch(() => undefined);
  };
  const length = Math.max(0, ...works.map(({ facts }) => facts.length));
  try {
    for (let from = 0; from < length; from += PIECE_FACTS) {
      for (const { target, facts, rows } of works) {
        const piece = facts.slice(from, from + PIECE_FACTS);
        const { written, refused } = foldFacts(target.projection, piece, rows, target.parked);
        stopUnlessLive(target, refused);
        if (written.length > 0) start(target.statements.write(sql, written));
        start(settle(sql, target, written, refused));
        // Lets what was sent leave.
        await nextTurn();
      }
    }
  } finally {
    await Promise.allSettled(underWay);
  }
  await Promise.all(underWay);
  return new Map(works.map(({ target, rows }) => [target, rows]));
}

/** After a batch as a whole was refused by Postgres: what fits is written, the rest is parked. */
export async function writeRowByRow(
  sql: Transaction,
  works: readonly Work[],
): Promise<ReadonlyMap<Target, Rows>> {
  const after = new Map<Target, Rows>();
  for (const { target, facts, rows: before } of works) {
    const { rows, written, refused } = await writeWhatFits({ sql, target, facts, before });
    stopUnlessLive(target, refused);
    await settle(sql, target, written, refused);
    after.set(target, rows);
  }
  return after;
}

/** Parks what was refused and announces what was written. */
async function settle(
  sql: Transaction,
  target: Target,
  written: readonly Record<string, unknown>[],
  refused: readonly Refused[],
): Promise<void> {
  if (refused.length > 0)
    target.parked = new Set([...target.parked, ...refused.map(({ key }) => key)]);
  await park(sql, target.name, refused);
  if (target.live) await announceRows(sql, target.name, target.projection, written);
}

/** @throws RebuildStoppedError for a fact that cannot be applied to a build which nobody watches. */
export function stopUnlessLive(target: Target, refused: readonly Refused[]): void {
  const [first] = refused;
  if (first === undefined || target.live) return;
  const { key, recorded, error } = first;
  throw new RebuildStoppedError(
    `${target.name}: ${recorded.fact.type} at ${recorded.position}/${recorded.index} cannot be applied to ${key}: ${error.message}`,
    { cause: error },
  );
}
