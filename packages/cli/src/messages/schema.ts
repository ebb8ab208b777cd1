import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import {
  CATALOG,
  COLD_FACTS,
  COMMANDS,
  exampleOf,
  goldenBatch,
  HOT_FACTS,
  JOURNAL_SCHEMA,
  judgeSchemas,
  type RecordedJournalSchemas,
  type SchemaVerdict,
  type SchemaVersion,
} from '@bellwether/domain';
import { CommandFailure } from '../command-line/exit.ts';
import { named } from './names.ts';
import type { InstallationOptions } from '../command-line/options.ts';
import { report, table } from '../output/report.ts';

const domain = join(dirname(fileURLToPath(import.meta.resolve('@bellwether/domain'))), '..');
const SCHEMAS = join(domain, 'schemas');
const JOURNAL = join(domain, 'src', 'contracts', 'journal', 'schemas.json');

/** Lists every schema in force, and how it stands to what was recorded. */
export function listSchemas(options: InstallationOptions): void {
  const verdicts = judgeSchemas(readRecorded());
  report(verdicts, options.json === true, () =>
    table(verdicts.map(({ kind, type, version, state }) => [kind, `${type}@${version}`, state])),
  );
}

/** Prints one schema: of a message what it is for, its JSON Schema and an example, of the journal its Avro schema. */
export function showSchema(type: string, options: InstallationOptions): void {
  const known = new Map<string, object>([
    ...CATALOG.map((one): [string, object] => [one.type, withExample(one)]),
    [JOURNAL_SCHEMA.type, JOURNAL_SCHEMA],
  ]);
  const found = named(known, type, 'command or fact');
  report(found, options.json === true, () => JSON.stringify(found, null, 2));
}

function withExample({ kind, type, version, schema }: SchemaVersion): object {
  const all = { command: COMMANDS, fact: COLD_FACTS, journal: HOT_FACTS };
  const description = all[kind].get(type)?.description;
  return { kind, type, version, description, schema, example: exampleOf(schema) };
}

/** Fails when a schema was changed so that something valid before is not any more, or a change was not recorded. */
export function checkSchemas(options: InstallationOptions): void {
  const verdicts = judgeSchemas(readRecorded()).filter(({ state }) => state !== 'same');
  const journal = readJournal()[JOURNAL_SCHEMA.fingerprint] === undefined;
  report({ ok: verdicts.length === 0 && !journal, verdicts, journal }, options.json === true, () =>
    verdicts.length === 0 ? 'every schema is as it was recorded' : verdicts.map(show).join('\n'),
  );
  if (verdicts.some(isBroken))
    throw new CommandFailure('breaking changes: give the message a new version instead');
  if (verdicts.length > 0 || journal)
    throw new CommandFailure('compatible changes are not recorded: ./bellwether schema record');
}

/** Records new and compatibly changed schemas with an example of each. Refuses breaking changes. */
export function recordSchemas(options: InstallationOptions): void {
  const verdicts = judgeSchemas(readRecorded()).filter(({ state }) => state !== 'same');
  const broken = verdicts.filter(isBroken);
  if (broken.length > 0) throw new CommandFailure(broken.map(show).join('\n'));
  const changed = new Set(verdicts.map(({ kind, type }) => `${kind}/${type}`));
  for (const one of CATALOG) if (changed.has(`${one.kind}/${one.type}`)) writeVersion(one);
  const { fingerprint, avro } = JOURNAL_SCHEMA;
  const batch = goldenBatch().toString('base64');
  const journal = { [fingerprint]: { avro, batch }, ...readJournal() };
  writeFileSync(JOURNAL, `${JSON.stringify(journal, null, 2)}\n`);
  report({ recorded: [...changed] }, options.json === true, () => `recorded ${changed.size}`);
}

function isBroken({ state }: SchemaVerdict): boolean {
  return state === 'breaking' || state === 'gone';
}

function show({ kind, type, version, state, changes }: SchemaVerdict): string {
  const lines = changes.map(
    ({ path, breaking, description }) => `    ${breaking ? '✗' : '·'} ${path} ${description}`,
  );
  return [
    `${isBroken({ state } as SchemaVerdict) ? '✗' : '·'} ${kind} ${type}@${version}: ${state}`,
    ...lines,
  ].join('\n');
}

function writeVersion({ kind, type, version, schema }: SchemaVersion): void {
  mkdirSync(join(SCHEMAS, kind), { recursive: true });
  const file = join(SCHEMAS, kind, `${type}.v${version}.json`);
  const before = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as { readonly examples: readonly unknown[] })
    : { examples: [] };
  const example = exampleOf(schema);
  const isNew = before.examples.every((one) => !isDeepStrictEqual(one, example));
  const examples = isNew ? [...before.examples, example] : before.examples;
  writeFileSync(file, `${JSON.stringify({ kind, type, version, examples, schema }, null, 2)}\n`);
}

function readRecorded(): readonly SchemaVersion[] {
  if (!existsSync(SCHEMAS)) return [];
  return readdirSync(SCHEMAS, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .toSorted()
    .map((file) => JSON.parse(readFileSync(join(SCHEMAS, file), 'utf8')) as SchemaVersion);
}

function readJournal(): RecordedJournalSchemas {
  return JSON.parse(readFileSync(JOURNAL, 'utf8')) as RecordedJournalSchemas;
}
