import {
  levelsOf,
  pathIn,
  readAnchor,
  type AnchoredSegment,
  type MerkleStep,
} from '@bellwether/projections';
import type { InstallationOptions } from '../command-line/options.ts';
import { allRows } from '../messages/all-rows.ts';
import { answerTo } from '../messages/answer-to.ts';
import { CommandFailure } from '../command-line/exit.ts';
import type { RecordRow } from './rows.ts';

/** That a row is under an anchor. */
export interface Proof {
  readonly journal: string;
  readonly sequence: string;
  /** Of the anchor, and the segment in it; null: the row is younger than the last anchor. */
  readonly anchor: number | null;
  readonly segment: number | null;
  readonly path: readonly MerkleStep[];
}

interface AnchorLine {
  readonly number: number;
  readonly line: string;
}

interface Placed {
  readonly anchor: number;
  readonly segment: number;
  readonly of: AnchoredSegment;
}

/** Hashes that are asked for at a time. */
const HASHES_ASKED = 5_000n;

/** Anchors of the audit log, as they were signed. @throws CommandFailure */
export function anchorsOf(
  room: string | undefined,
  options: InstallationOptions,
): Promise<readonly AnchorLine[]> {
  return allRows<AnchorLine>('records.anchors', { room, first: 500 }, options);
}

/** A proof of every row. @throws CommandFailure */
export async function proofsOf(
  rows: readonly RecordRow[],
  anchors: readonly AnchorLine[],
  room: string | undefined,
  options: InstallationOptions,
): Promise<readonly Proof[]> {
  const placed = anchors.flatMap(({ line }) => {
    const { number: anchor, segments } = readAnchor(line);
    return segments.map((of, segment): Placed => ({ anchor, segment, of }));
  });
  const bySegment = Map.groupBy(rows, (row) => placed.find(({ of }) => isIn(row, of)));
  const proofs: Proof[] = [];
  for (const [found, own] of bySegment) {
    if (found === undefined) {
      for (const { journal, sequence } of own)
        proofs.push({ journal, sequence, anchor: null, segment: null, path: [] });
      continue;
    }
    const levels = levelsOf(await hashesOf(found.of, room, options));
    for (const { journal, sequence } of own) {
      const index = Number(BigInt(sequence) - BigInt(found.of.first));
      const { anchor, segment } = found;
      proofs.push({ journal, sequence, anchor, segment, path: pathIn(levels, index) });
    }
  }
  // In the order of the rows: who reads both side by side needs no more.
  const order = new Map(rows.map((row, index) => [`${row.journal}/${row.sequence}`, index]));
  const at = ({ journal, sequence }: Proof): number => order.get(`${journal}/${sequence}`) ?? 0;
  return proofs.toSorted((a, b) => at(a) - at(b));
}

function isIn({ journal, sequence }: RecordRow, of: AnchoredSegment): boolean {
  const at = BigInt(sequence);
  return journal === of.journal && BigInt(of.first) <= at && at <= BigInt(of.last);
}

async function hashesOf(
  { journal, first, last }: AnchoredSegment,
  room: string | undefined,
  options: InstallationOptions,
): Promise<readonly string[]> {
  const hashes: string[] = [];
  for (let from = BigInt(first); from <= BigInt(last); from += HASHES_ASKED) {
    const end = from + HASHES_ASKED - 1n;
    const to = end < BigInt(last) ? end : BigInt(last);
    const input = { journal, first: `${from}`, last: `${to}`, room };
    hashes.push(...((await answerTo('records.hashes', input, options)) as readonly string[]));
  }
  if (BigInt(hashes.length) !== BigInt(last) - BigInt(first) + 1n)
    throw new CommandFailure(`${journal} lacks rows between ${first} and ${last}: run verify`);
  return hashes;
}
