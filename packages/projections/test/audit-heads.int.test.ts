import type { Logger } from '@bellwether/platform/log';
import type { Sql } from '@bellwether/platform/postgres';
import { systemClock } from '@bellwether/platform/runtime';
import { generateKeyPair, SignatureVerifier, Signer } from '@bellwether/platform/signing';
import { quiet } from '@bellwether/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { verifyAuditHeads, verifyAuditLog } from '../src/index.ts';
import { ensureShadow } from '../src/blue-green/catalog.ts';
import { HeadSigning } from '../src/audit/head-signing.ts';
import { CHAIN_START, chainHash } from '../src/audit/hash-chain.ts';
import { auditLogProjection } from '../src/audit/projection.ts';
import type { AuditRow } from '../src/audit/table.ts';
import { PostgresProjector } from '../src/stores/postgres/projector.ts';
import { TableStatements } from '../src/stores/postgres/table-statements.ts';
import { startReadModels, TABLES, type ReadModelStores } from './read-stores.ts';
import { recorded, story } from './story.ts';

// The audit log in the hands of who owns the database: whatever is done to it, the heads that the auditor has signed say otherwise.

const STREAMS: Readonly<Record<string, string>> = {
  InstrumentListed: 'instrument-X',
  AccountOpened: 'account-alice',
  CashDeposited: 'account-alice',
};
const facts = recorded(story).map((one) => ({
  ...one,
  stream: STREAMS[one.fact.type] ?? 'trading-0',
}));
const half = Math.floor(facts.length / 2);
const { privateKey, publicKey } = generateKeyPair();
const auditor = new SignatureVerifier(publicKey);
const position = facts.at(-1)?.position ?? 0n;

let readModels: ReadModelStores;
let sql: Sql;
let owner: Sql;
let projector: PostgresProjector;

beforeAll(async () => {
  readModels = await startReadModels();
  ({ sql, ownerSql: owner } = readModels);
});
afterAll(() => readModels.stop());

beforeEach(async () => {
  await readModels.clear();
  projector = new PostgresProjector(sql, [auditLogProjection]);
  await projector.takeOver();
  await projector.apply({ facts, position });
});

/** What a process signs from its start to its end. */
async function sign(signer = new Signer(privateKey), logger: Logger = quiet): Promise<void> {
  const signing = new HeadSigning({ sql, auditor: signer, clock: systemClock(), logger });
  signing.poke();
  await signing.stop();
}

const heads = async (): Promise<readonly string[]> =>
  (
    await owner<{ journal: string; sequence: string }[]>`
    select journal, sequence from read_models.audit_heads order by journal, sequence`
  ).map(({ journal, sequence }) => `${journal} ${sequence}`);

const broken = async (): Promise<readonly string[]> =>
  (await verifyAuditHeads(readModels.readerSql, auditor)).broken.map(
    ({ journal, sequence, what }) => `${journal} ${sequence} ${what}`,
  );

/** Last row of each chain. */
const ends = async (): Promise<readonly string[]> =>
  (
    await owner<{ journal: string; last: string }[]>`
    select journal, max(sequence) as last from read_models.audit_log group by journal order by journal`
  ).map(({ journal, last }) => `${journal} ${last}`);

describe('signed heads', () => {
  test('stand at the end of every chain, hold, and are told to the log with all that they say', async () => {
    const told: Record<string, string>[] = [];
    const logger = Object.assign(Object.create(quiet) as Logger, {
      info: (line: { auditHeads: Record<string, string>[] }) => told.push(...line.auditHeads),
    });
    await sign(new Signer(privateKey), logger);
    expect(await heads()).toEqual(await ends());
    expect(await heads()).toHaveLength(3);
    expect(await verifyAuditHeads(readModels.readerSql, auditor)).toEqual({
      heads: (await ends()).length,
      former: 0,
      broken: [],
    });
    const [first] = await owner`
      select hash, signature, sequence, position, at from read_models.audit_heads order by journal limit 1`;
    expect(told.find(({ hash }) => hash === first?.['hash'])).toMatchObject({ ...first });
  });

  test('are added where a chain has grown, and nowhere else', async () => {
    await sign();
    const before = await heads();
    await sign();
    expect(await heads()).toEqual(before);
    const more = facts.map((fact) => ({ ...fact, position: fact.position + position }));
    await projector.apply({ facts: more, position: position * 2n });
    await sign();
    expect((await heads()).length).toBe(before.length * 2);
    expect(await broken()).toEqual([]);
  });

  test('are met by an honest rebuild', async () => {
    await sign();
    const shadow = await ensureShadow(owner, auditLogProjection);
    const rebuild = new PostgresProjector(sql, [auditLogProjection], { shadow });
    await rebuild.takeOver();
    await rebuild.apply({ facts: facts.slice(0, half), position: facts[half - 1]?.position ?? 0n });
    await rebuild.apply({ facts: facts.slice(half), position });
    const built = new TableStatements(auditLogProjection, shadow).table;
    await owner.unsafe(
      `create or replace view read_models.audit_log as select * from read_models.${built}`,
    );
    expect(await verifyAuditHeads(readModels.readerSql, auditor)).toMatchObject({ broken: [] });
    await owner`create or replace view read_models.audit_log as select * from read_models.audit_log_v1`;
  });
});

describe('who owns the database', () => {
  beforeEach(() => sign());

  test('takes the last rows away: they are missing', async () => {
    const [last = ''] = (await ends()).filter((end) => end.startsWith('trading-0'));
    await owner`
      delete from read_models.audit_log_v1 where journal = 'trading-0' and sequence = ${last.split(' ')[1] ?? ''}`;
    expect((await verifyAuditLog(owner)).breaks).toEqual([]);
    expect(await broken()).toEqual([`${last} row missing`]);
  });

  test('writes a chain anew, whole in itself: it does not pass through its heads', async () => {
    const statements = new TableStatements(auditLogProjection, 'audit_log@1');
    let hash = CHAIN_START;
    for await (const found of statements.all(owner, 'journal, sequence')) {
      const row = found as unknown as AuditRow;
      if (row.journal !== 'trading-0') continue;
      const data = row.data.replaceAll('alice', 'mallory');
      hash = chainHash(hash, { ...row, data });
      await owner`
        update read_models.audit_log_v1 set data = ${data}, hash = ${hash}
        where journal = 'trading-0' and sequence = ${`${row.sequence}`}`;
    }
    expect((await verifyAuditLog(owner)).breaks).toEqual([]);
    expect(await broken()).toEqual([expect.stringMatching(/^trading-0 \d+ row differs$/)]);
  });

  test('changes a head, or signs one himself: it is not the auditor’s', async () => {
    await owner`update read_models.audit_heads set at = at + 1 where journal = 'account'`;
    expect(await broken()).toEqual([
      expect.stringMatching(/^account \d+ not signed by the auditor$/),
    ]);
    await owner`delete from read_models.audit_heads where journal = 'account'`;
    await sign(new Signer(generateKeyPair().privateKey));
    expect(await broken()).toEqual([
      expect.stringMatching(/^account \d+ not signed by the auditor$/),
    ]);
  });
});

test('the projector adds to the audit log and its heads, and changes neither, nor a month of them', async () => {
  await sign();
  const [month] = await owner<{ name: string }[]>`
    select inhrelid::regclass::text as name from pg_inherits
    where inhparent = 'read_models.audit_log_v1'::regclass limit 1`;
  for (const table of ['read_models.audit_log_v1', 'read_models.audit_heads', month?.name ?? ''])
    for (const statement of [
      `update ${table} set hash = 'x'`,
      `delete from ${table}`,
      `truncate ${table}`,
    ])
      await expect(sql.unsafe(statement), statement).rejects.toThrow(/permission denied/);
  const accounts = TABLES.find((table) => table.startsWith('accounts')) ?? '';
  await sql.unsafe(`update read_models.${accounts} set position = position`);
});
