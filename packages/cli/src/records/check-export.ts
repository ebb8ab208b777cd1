import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SignatureVerifier } from '@bellwether/platform/signing';
import {
  ANCHOR_START,
  chainHash,
  isSignedAnchor,
  lineHash,
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
  const documents = async <T>(name: string, isOne: (told: Told) => boolean) =>
    documentsIn<T>(name, await read(name), isOne, broken);
  const signed = await documents<SignedAnchor>('anchors.ndjson', isAnchor);
  const anchors = checkAnchors(signed, auditor, broken);
  const rows = (await documents<RecordRow>('rows.ndjson', isRow)).map(({ told }) => told);
  const proofs = (await documents<Proof>('proofs.ndjson', isProof)).map(({ told }) => told);
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

type Told = Readonly<Record<string, unknown>>;

const isDigits = (value: unknown): boolean => typeof value === 'string' && /^\d{1,20}$/.test(value);

const isList = (value: unknown): boolean =>
  Array.isArray(value) && value.every((one) => typeof one === 'object' && one !== null);

function isRow({ sequence, position, at }: Told): boolean {
  return isDigits(sequence) && isDigits(position) && isDigits(at);
}

function isProof({ sequence, path }: Told): boolean {
  return isDigits(sequence) && isList(path);
}

function isAnchor({ number, segments, signedBy, signature }: Told): boolean {
  const isSigned = typeof signedBy === 'string' && typeof signature === 'string';
  return typeof number === 'number' && isList(segments) && isSigned;
}

/** Lines with what they say; what is no document of the file’s kind is named. */
function documentsIn<T>(
  name: string,
  text: string,
  isOne: (told: Told) => boolean,
  broken: string[],
): readonly { readonly line: string; readonly told: T }[] {
  return linesOf(text).flatMap((line, index) => {
    const told = parsed(line);
    if (told !== undefined && isOne(told)) return [{ line, told: told as T }];
    broken.push(`${name}, line ${index + 1}: cannot be read`);
    return [];
  });
}

function parsed(line: string): Told | undefined {
  try {
    const told: unknown = JSON.parse(line);
    return typeof told === 'object' && told !== null ? (told as Told) : undefined;
  } catch {
    return undefined;
  }
}

function checkAnchors(
  lines: readonly { readonly line: string; readonly told: SignedAnchor }[],
  auditor: SignatureVerifier,
  broken: string[],
): ReadonlyMap<number, SignedAnchor> {
  const anchors = new Map<number, SignedAnchor>();
  let [previous, number] = [ANCHOR_START, 0];
  for (const { line, told: anchor } of lines) {
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
