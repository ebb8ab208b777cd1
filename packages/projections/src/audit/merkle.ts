import { hash } from 'node:crypto';

// A binary tree of hashes (as RFC 6962): leaves and nodes are hashed apart, an odd one goes up as it is. A path of a few
// hashes shows that a leaf is in it, without the others. What is hashed is text, so that `sha256sum` can check it.

/** Rows of one tree: a proof of one of them takes the hashes of all. */
export const TREE_ROWS_MAX = 65_536;

/** One step from a leaf to the root. */
export interface MerkleStep {
  /** Of the neighbour, hex. */
  readonly hash: string;
  /** On which side of ours the neighbour is. */
  readonly side: 'LEFT' | 'RIGHT';
}

const digest = (prefix: '0' | '1', hex: string): string => hash('sha256', prefix + hex);

/** The root over hashes of rows, hex. @throws RangeError without any. */
export function merkleRoot(rows: readonly string[]): string {
  return levelsOf(rows).at(-1)?.[0] as string;
}

/** The path from the row at `index` to the root. */
export function merklePath(rows: readonly string[], index: number): readonly MerkleStep[] {
  return pathIn(levelsOf(rows), index);
}

/** Levels of the tree, leaves first. @throws RangeError without rows. */
export function levelsOf(rows: readonly string[]): readonly (readonly string[])[] {
  if (rows.length === 0) throw new RangeError('a tree has at least one leaf');
  const levels = [rows.map((row) => digest('0', row))];
  for (let level = levels[0] as string[]; level.length > 1;) {
    const above: string[] = [];
    for (let n = 0; n < level.length; n += 2) {
      const [left, right] = [level[n] as string, level[n + 1]];
      above.push(right === undefined ? left : digest('1', left + right));
    }
    levels.push(above);
    level = above;
  }
  return levels;
}

/** As `merklePath`, of a tree whose levels are at hand. */
export function pathIn(
  levels: readonly (readonly string[])[],
  index: number,
): readonly MerkleStep[] {
  const path: MerkleStep[] = [];
  let at = index;
  for (const level of levels.slice(0, -1)) {
    const neighbour = level[at ^ 1];
    if (neighbour !== undefined)
      path.push({ hash: neighbour, side: (at & 1) === 1 ? 'LEFT' : 'RIGHT' });
    at >>>= 1;
  }
  return path;
}

/** The root that a row and its path come to. */
export function rootOf(row: string, path: readonly MerkleStep[]): string {
  return path.reduce(
    (own, { hash: other, side }) => digest('1', side === 'LEFT' ? other + own : own + other),
    digest('0', row),
  );
}
