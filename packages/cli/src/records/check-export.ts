import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SignatureVerifier } from '@bellwether/platform/signing';
import {
  ANCHOR_START,
  chainHash,
  isSignedAnchor,
  lineHash,
  readAnchor,
  rootOf,
  type SignedAnchor,
} from '@bellwether/projections';
import { sha256, type Manifest } from './export.ts';
import type { Proof } from './proof.ts';
import type { RecordRow } from './rows.ts';

/** What a look at an export found. */
export interface ExportReport {
  readonly rows: number;
  readonly anchored: number;
  readonly anchors: number;
  /** What does not hold, each with the record that it is about. */
  readonly broken: readonly string[];
}

/** Proves an export by itself and the auditor’s key. */
export async function checkExport(
  directory: string,
  auditor: SignatureVerifier,
): Promise<ExportReport> {
  const broken: string[] = [];
  const read = (name: string): Promise<string> => readFile(join(directory, name), 'utf8');
  const manifest = JSON.parse(await read('manifest.json')) as Manifest;
  for (const [name, told] of Object.entries(manifest.files)) {
    const text = await read(name).catch(() => undefined);
    if (text === undefined) broken.push(`${name}: missing`);
    else if (sha256(text) !== told) broken.push(`${name}: not as the manifest has it`);
  }
  const anchors = checkAnchors(linesOf(await read('anchors.ndjson')), auditor, broken);
  const rows = linesOf(await read('rows.ndjson')).map((line) => JSON.parse(line) as RecordRow);
  const proofs = linesOf(await read('proofs.ndjson')).map((line) => JSON.parse(line) as Proof);
  if (rows.length !== manifest.rows)
    broken.push(`rows.ndjson: ${rows.length} rows, the manifest has ${manifest.rows}`);
  const byRow = new Map(proofs.map((proof) => [nameOf(proof), proof]));
  let anchored = 0;
  for (const row of rows) {
    const what = faultOf(row, byRow.get(nameOf(row)), anchors);
    if (what !== undefined) broken.push(`${nameOf(row)} (${row.type}): ${what}`);
    else if (byRow.get(nameOf(row))?.anchor !== null) anchored += 1;
  }
  return { rows: rows.length, anchored, anchors: anchors.size, broken };
}

function checkAnchors(
  lines: readonly string[],
  auditor: SignatureVerifier,
  broken: string[],
): ReadonlyMap<number, SignedAnchor> {
  const anchors = new Map<number, SignedAnchor>();
  let [previous, number] = [ANCHOR_START, 0];
  for (const line of lines) {
    const anchor = readAnchor(line);
    number += 1;
    if (!isSignedAnchor(anchor, auditor))
      broken.push(`anchor ${anchor.number}: not signed by the auditor`);
    if (anchor.previous !== previous || anchor.number !== number)
      broken.push(`anchor ${anchor.number}: does not follow the one before it`);
    previous = lineHash(line);
    anchors.set(anchor.number, anchor);
  }
  return anchors;
}

function faultOf(
  row: RecordRow,
  proof: Proof | undefined,
  anchors: ReadonlyMap<number, SignedAnchor>,
): string | undefined {
  const { previousHash, sequence, position, at, hash, ...fields } = row;
  const numbers = { sequence: BigInt(sequence), position: BigInt(position), at: BigInt(at) };
  if (chainHash(previousHash, { ...fields, ...numbers }) !== hash) return 'changed';
  if (proof === undefined) return 'no proof';
  if (proof.anchor === null) return undefined;
  const segment = anchors.get(proof.anchor)?.segments[proof.segment ?? -1];
  if (segment?.journal !== row.journal) return `anchor ${proof.anchor} is about no such chain`;
  return rootOf(hash, proof.path) === segment.root ? undefined : `not under anchor ${proof.anchor}`;
}

function nameOf({ journal, sequence }: Pick<RecordRow, 'journal' | 'sequence'>): string {
  return `${journal} row ${sequence}`;
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}
