import { mkdtemp, readFile, readdir, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sql } from '@bellwether/platform/postgres';
import { systemClock } from '@bellwether/platform/runtime';
import { generateKeyPair, SignatureVerifier, Signer } from '@bellwether/platform/signing';
import { quiet } from '@bellwether/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { verifyAnchors } from '../src/index.ts';
import { Anchoring } from '../src/audit/anchoring.ts';
import { auditLogProjection } from '../src/audit/projection.ts';
import { HeadSigning } from '../src/audit/head-signing.ts';
import { PostgresProjector } from '../src/stores/postgres/projector.ts';
import { startReadModels, type ReadModelStores } from './read-stores.ts';
import { recorded, story } from './story.ts';

// Anchors of the audit log in Postgres and in the file that can be copied to a medium that is written once.

const facts = recorded(story);
const position = facts.at(-1)?.position ?? 0n;
const { privateKey, publicKey } = generateKeyPair();
const auditor = new SignatureVerifier(publicKey);

let readModels: ReadModelStores;
let sql: Sql;
let owner: Sql;
let projector: PostgresProjector;
let directory: string;

beforeAll(async () => {
  readModels = await startReadModels();
  ({ sql, ownerSql: owner } = readModels);
});
afterAll(() => readModels.stop());

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'anchors-'));
  await readModels.clear();
  await owner`truncate read_models.audit_anchors`;
  projector = new PostgresProjector(sql, [auditLogProjection]);
  await projector.takeOver();
  await projector.apply({ facts, position });
  await sign();
});
afterEach(() => rm(directory, { recursive: true }));

async function sign(): Promise<void> {
  const signer = new Signer(privateKey);
  const signing = new HeadSigning({ sql, auditor: signer, clock: systemClock(), logger: quiet });
  signing.poke();
  await signing.stop();
}

/** A process that has just begun. */
function anchoring(into: string | null = directory): Anchoring {
  const common = { sql, clock: systemClock(), logger: quiet, everyMs: 3_600_000 };
  return new Anchoring({
    ...common,
    auditor: new Signer(privateKey),
    directory: into ?? undefined,
  });
}

/** The same facts once more, as later ones. */
async function more(): Promise<void> {
  const later = facts.map((fact) => ({ ...fact, position: fact.position + position }));
  await projector.apply({ facts: later, position: position * 2n });
  await sign();
}

const recordedLines = async (): Promise<readonly string[]> =>
  (await owner<{ line: string }[]>`select line from read_models.audit_anchors order by number`).map(
    ({ line }) => line,
  );

async function onlyFile(): Promise<string> {
  const [name = ''] = await readdir(directory);
  return join(directory, name);
}
const written = async (): Promise<readonly string[]> =>
  (await readFile(await onlyFile(), 'utf8')).trimEnd().split('\n');
const broken = async (): Promise<readonly string[]> => (await verifyAnchors(sql, auditor)).broken;

describe('anchors', () => {
  test('stand over all rows, one behind the other, and the file has what is recorded', async () => {
    const one = anchoring();
    await one.anchor();
    await one.anchor();
    expect(await recordedLines()).toHaveLength(1);
    await more();
    await one.anchor();
    expect(await recordedLines()).toHaveLength(2);
    expect(await written()).toEqual(await recordedLines());
    expect(await verifyAnchors(sql, auditor)).toEqual({ anchors: 2, broken: [] });
  });

  test('that were recorded and not written are written by the next start, once', async () => {
    await anchoring(null).anchor();
    await anchoring().anchor();
    await anchoring().anchor();
    expect(await written()).toEqual(await recordedLines());
    await more();
    await anchoring().anchor();
    expect(await written()).toEqual(await recordedLines());
  });

  test('that were written in part are written again, on a line of their own', async () => {
    await anchoring().anchor();
    const file = await onlyFile();
    await truncate(file, 40);
    await anchoring().anchor();
    const lines = await written();
    expect(lines.slice(1)).toEqual(await recordedLines());
    expect(lines[0]).toHaveLength(40);
  });

  test('name the rows among which one was changed, and a line that was', async () => {
    await anchoring().anchor();
    expect(await broken()).toEqual([]);
    const [table] = await owner<{ name: string }[]>`
      select table_name as name from information_schema.tables
      where table_schema = 'read_models' and table_name like 'audit\\_log\\_v%'`;
    const [row] = await owner<{ journal: string; sequence: string; hash: string }[]>`
      select journal, sequence, hash from read_models.audit_log order by journal, sequence limit 1`;
    const rows = owner(`read_models.${table!.name}`);
    const set = (hash: string) =>
      owner`update ${rows} set hash = ${hash} where journal = ${row!.journal} and sequence = ${row!.sequence}`;
    await set('f'.repeat(64));
    expect(await broken()).toEqual([
      expect.stringMatching(/^anchor 1: [\w-]+ rows 1 to \d+ differ$/),
    ]);
    await set(row!.hash);
    expect(await broken()).toEqual([]);
    await owner`update read_models.audit_anchors set line = replace(line, '"at":"', '"at":"1')`;
    expect(await broken()).toEqual(['anchor 1: not signed by the auditor']);
  });
});
