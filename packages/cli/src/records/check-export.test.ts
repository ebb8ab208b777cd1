import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync, spawnSync } from 'node:child_process';
import { generateKeyPair, SignatureVerifier, Signer } from '@bellwether/platform/signing';
import {
  ANCHOR_START,
  anchorLine,
  chainHash,
  levelsOf,
  lineHash,
  pathIn,
} from '@bellwether/projections';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkExport } from './check-export.ts';
import { sha256 } from './export.ts';
import type { RecordRow } from './rows.ts';
import { VERIFY_SCRIPT } from './verify-script.ts';

const { privateKey, publicKey } = generateKeyPair();
const auditor = new SignatureVerifier(publicKey);
let directory: string;

/** A chain of seven rows under two anchors, of which four rows are exported. */
async function write(signer = new Signer(privateKey)): Promise<void> {
  const rows: RecordRow[] = [];
  for (let n = 1; n <= 7; n++) {
    const fields = {
      tradeDate: '2026-11-20',
      journal: 'account',
      stream: 'account-a',
      batchIndex: 0,
      type: 'CashDeposited',
      commandId: '0192f3a0-7c1e-7aaa-8bbb-000000000001',
      principal: 'p',
      accountId: 'a',
      instrumentId: null,
      orderId: null,
      data: `{"amount":"${n}.00","note":"ü \\"x\\""}`,
    };
    const numbers = { sequence: BigInt(n), position: BigInt(n), at: BigInt(n) };
    const previousHash = rows.at(-1)?.hash ?? '0'.repeat(64);
    const hash = chainHash(previousHash, { ...fields, ...numbers });
    rows.push({ ...fields, sequence: `${n}`, position: `${n}`, at: `${n}`, hash, previousHash });
  }
  const segments = [rows.slice(0, 4), rows.slice(4)];
  const lines: string[] = [];
  for (const [n, own] of segments.entries()) {
    const root = levelsOf(own.map(({ hash }) => hash)).at(-1)?.[0] as string;
    const [first, last] = [own[0] as RecordRow, own.at(-1) as RecordRow];
    const segment = {
      journal: 'account',
      first: first.sequence,
      last: last.sequence,
      hash: last.hash,
      root,
    };
    const previous = lines.length === 0 ? ANCHOR_START : lineHash(lines.at(-1) as string);
    const anchor = { number: n + 1, version: 1, at: '9', previous, segments: [segment] };
    lines.push(anchorLine(anchor, signer));
  }
  const shown = [0, 2, 4, 6];
  const proofs = shown.map((at) => {
    const [segment, index] = at < 4 ? [0, at] : [1, at - 4];
    const levels = levelsOf((segments[segment] as RecordRow[]).map(({ hash }) => hash));
    const place = { journal: 'account', sequence: `${at + 1}`, anchor: segment + 1, segment: 0 };
    return { ...place, path: pathIn(levels, index) };
  });
  const text = (documents: readonly object[]): string =>
    documents.map((one) => `${JSON.stringify(one)}\n`).join('');
  await seal({
    'rows.ndjson': text(shown.map((at) => rows[at] as RecordRow)),
    'proofs.ndjson': text(proofs),
    'anchors.ndjson': lines.map((line) => `${line}\n`).join(''),
    'verify.sh': VERIFY_SCRIPT,
  });
}

/** Writes files, and sums that fit them: who tampers does that, too. */
async function seal(files: Readonly<Record<string, string>>): Promise<void> {
  const sums = Object.fromEntries(
    Object.entries(files).map(([name, text]) => [name, sha256(text)]),
  );
  const rows = (files['rows.ndjson'] ?? '').split('\n').length - 1;
  const manifest = JSON.stringify({ rows, files: sums });
  for (const [name, text] of Object.entries({ ...files, 'manifest.json': manifest }))
    await writeFile(join(directory, name), text);
  const all = Object.entries({ ...sums, 'manifest.json': sha256(manifest) });
  await writeFile(
    join(directory, 'SHA256SUMS'),
    all.map(([name, sum]) => `${sum}  ${name}\n`).join(''),
  );
}

/** Changes one file and seals all of them anew. */
async function tamper(name: string, change: (text: string) => string): Promise<void> {
  const names = ['rows.ndjson', 'proofs.ndjson', 'anchors.ndjson', 'verify.sh'];
  const entries = names.map(async (one): Promise<[string, string]> => {
    const text = await readFile(join(directory, one), 'utf8');
    return [one, one === name ? change(text) : text];
  });
  await seal(Object.fromEntries(await Promise.all(entries)));
}

/** What the script says that needs nothing of the platform; undefined where the machine has no jq. */
const hasJq = spawnSync('jq', ['--version']).status === 0;

function expectScript(words: string): void {
  if (hasJq) expect(script()).toContain(words);
}

function script(): string {
  try {
    return execFileSync('sh', [join(directory, 'verify.sh')], { encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'export-'));
  await write();
});
afterEach(() => rm(directory, { recursive: true }));

describe('an export', () => {
  test('that nobody touched holds, here and by sha256sum and jq', async () => {
    const found = await checkExport(directory, auditor);
    expect(found).toEqual({ rows: 4, anchored: 4, anchors: 2, broken: [] });
    expectScript('4 rows hold');
  });

  test('names the row that was changed, though all sums fit', async () => {
    await tamper('rows.ndjson', (text) => text.replace('3.00', '4.00'));
    const { broken } = await checkExport(directory, auditor);
    expect(broken).toEqual(['account row 3 (CashDeposited): changed']);
    expectScript('account row 3: changed');
  });

  test('names a row that was changed and hashed anew: no anchor is over it', async () => {
    await tamper('rows.ndjson', (text) => {
      const lines = text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as RecordRow);
      const {
        hash: _,
        previousHash,
        sequence,
        position,
        at,
        ...fields
      } = {
        ...(lines[1] as RecordRow),
        data: '{}',
      };
      const numbers = { sequence: BigInt(sequence), position: BigInt(position), at: BigInt(at) };
      const hash = chainHash(previousHash, { ...fields, ...numbers });
      lines[1] = { ...fields, sequence, position, at, hash, previousHash };
      return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    });
    const { broken } = await checkExport(directory, auditor);
    expect(broken).toEqual(['account row 3 (CashDeposited): not under anchor 1']);
    expectScript('account row 3: not under anchor 1');
  });

  test('names an anchor that was changed, or is another’s', async () => {
    await tamper('anchors.ndjson', (text) => text.replace('"at":"9"', '"at":"8"'));
    const changed = await checkExport(directory, auditor);
    expect(changed.broken).toEqual([
      'anchor 1: not signed by the auditor',
      'anchor 2: does not follow the one before it',
    ]);
    expectScript('anchor 2 does not follow the one before it');
    await write(new Signer(generateKeyPair().privateKey));
    const forged = await checkExport(directory, auditor);
    expect(forged.broken).toEqual([1, 2].map((n) => `anchor ${n}: not signed by the auditor`));
  });

  test.each([
    ['rows.ndjson', 'no JSON'],
    ['rows.ndjson', '{"journal":"account","sequence":"x"}'],
    ['proofs.ndjson', '{"journal":"account","sequence":"1"}'],
    ['proofs.ndjson', 'null'],
    ['proofs.ndjson', '{"journal":"account","sequence":"1","path":[null]}'],
    ['anchors.ndjson', '{"number":1,"segments":[]}'],
  ])('names a line of %s that cannot be read: %s', async (name, line) => {
    await tamper(name, (text) => text.replace(/^.*\n/, `${line}\n`));
    const { broken } = await checkExport(directory, auditor);
    expect(broken).toContain(`${name}, line 1: cannot be read`);
  });

  test('names a file that is not as the manifest has it', async () => {
    await writeFile(join(directory, 'verify.sh'), 'exit 0');
    const { broken } = await checkExport(directory, auditor);
    expect(broken).toEqual(['verify.sh: not as the manifest has it']);
  });
});
