import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { publicKeyFile } from '@bellwether/local';
import { CommandFailure } from '../command-line/exit.ts';
import { settingsOf } from '../command-line/options.ts';
import { mark, report } from '../output/report.ts';
import { csvLines } from '../report/csv.ts';
import { ordersOf, tradesOf } from './blotter-rows.ts';
import { anchorsOf, proofsOf } from './proof.ts';
import { rowsOf, scopeOf, type RecordRow, type ScopeOptions } from './rows.ts';
import { ROW_SCHEMA } from './row-schema.ts';
import { VERIFY_SCRIPT } from './verify-script.ts';

/** What an export holds. */
export interface Manifest {
  readonly format: 'bellwether export 1';
  readonly scope: Readonly<Record<string, string | undefined>>;
  readonly rows: number;
  /** Rows that are younger than the last anchor: their own hash is all that proves them. */
  readonly unanchored: number;
  readonly firstPosition: string | null;
  readonly lastPosition: string | null;
  /** SHA-256 by file, hex. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * Writes records of a scope into a new directory: the rows as they are hashed, what people read, and what proves that the rows
 * are under signed anchors, so that it can be checked where the platform is not. @throws CommandFailure
 */
export async function exportRecords(directory: string, options: ScopeOptions): Promise<void> {
  if (existsSync(directory)) throw new CommandFailure(`${directory} is there already`);
  const { room } = options;
  // Anchors first: of rows that come meanwhile none is thought to be under one.
  const anchors = await anchorsOf(room, options);
  const rows = await rowsOf(options);
  const proofs = await proofsOf(rows, anchors, room, options);
  const key = await readFile(publicKeyFile(settingsOf(options).directory, 'auditor'), 'utf8');
  const files: Readonly<Record<string, string>> = {
    'rows.ndjson': lines(rows),
    'rows.schema.json': `${JSON.stringify(ROW_SCHEMA, null, 2)}\n`,
    'proofs.ndjson': lines(proofs),
    'anchors.ndjson': anchors.map(({ line }) => `${line}\n`).join(''),
    'auditor.pem': key,
    'trades.csv': csvLines(tradesOf(rows)),
    'orders.csv': csvLines(ordersOf(rows)),
    'verify.sh': VERIFY_SCRIPT,
  };
  await mkdir(directory, { recursive: true });
  const hashes: [string, string][] = [];
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(directory, name), text);
    hashes.push([name, sha256(text)]);
  }
  const manifest: Manifest = {
    format: 'bellwether export 1',
    scope: scopeOf(options),
    rows: rows.length,
    unanchored: proofs.filter(({ anchor }) => anchor === null).length,
    firstPosition: rows[0]?.position ?? null,
    lastPosition: (rows.at(-1) as RecordRow | undefined)?.position ?? null,
    files: Object.fromEntries(hashes),
  };
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  await writeFile(join(directory, 'manifest.json'), text);
  const sums = [...hashes, ['manifest.json', sha256(text)] as const];
  await writeFile(
    join(directory, 'SHA256SUMS'),
    sums.map(([name, sum]) => `${sum}  ${name}\n`).join(''),
  );
  report({ directory, ...manifest }, options.json === true, () =>
    [
      `${mark(true)} ${rows.length} rows in ${directory}, ${rows.length - manifest.unanchored} of them anchored`,
      `  check it anywhere: sh ${directory}/verify.sh, or ./bellwether records verify-export ${directory}`,
    ].join('\n'),
  );
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function lines(documents: readonly object[]): string {
  return documents.map((document) => `${JSON.stringify(document)}\n`).join('');
}
