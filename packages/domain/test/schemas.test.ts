import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import JOURNAL_SCHEMAS from '../src/contracts/journal/schemas.json' with { type: 'json' };
import {
  decodeBatch,
  jsonCodec,
  JOURNAL_SCHEMA,
  judgeSchemas,
  keyOf,
  goldenBatch,
  goldenEntry,
  readColdFact,
  readCommand,
  UnknownJournalSchemaError,
  type RecordedJournalSchemas,
  type SchemaVersion,
} from '../src/index.ts';

// The gate of every release: nothing that was ever sent or stored becomes unreadable. `./bellwether schema record` takes
// compatible changes over; a breaking one needs a new version of its message.

interface Recorded extends SchemaVersion {
  readonly examples: readonly unknown[];
}

const folder = join(import.meta.dirname, '..', 'schemas');
const recorded = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.json'))
  .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Recorded);
const journals = Object.entries(JOURNAL_SCHEMAS as RecordedJournalSchemas);

test('every schema is as it was recorded', () => {
  const changed = judgeSchemas(recorded).filter(({ state }) => state !== 'same');
  expect(changed, './bellwether schema check says more').toEqual([]);
});

describe.each(recorded.map((one) => [keyOf(one), one] as const))('%s', (_, one) => {
  test('every recorded example is still read', () => {
    expect(one.examples.length).toBeGreaterThan(0);
    for (const example of one.examples) {
      if (one.kind === 'command') {
        const id = '0192f3a0-7c1e-7aaa-8bbb-0123456789ab';
        const read = readCommand({ id, type: one.type, version: one.version, data: example });
        expect(read).toMatchObject({ ok: true });
      } else if (one.kind === 'fact') expect(readColdFact(one.type, example).type).toBe(one.type);
      else expect(jsonCodec(one.schema).fromJson(example)).toBeTypeOf('object');
    }
  });
});

describe('the journal', () => {
  test('its schema is recorded', () => {
    expect(journals.map(([fingerprint]) => fingerprint)).toContain(JOURNAL_SCHEMA.fingerprint);
  });

  test.each(journals)('batches of schema %s are still read', (fingerprint, { batch }) => {
    const [entry] = decodeBatch(Buffer.from(batch, 'base64'), fingerprint);
    expect(entry).toMatchObject({ principal: 'golden', fingerprint: -1n });
    expect(entry?.facts.length).toBeGreaterThan(0);
  });

  test('a golden batch holds one of each fact, and reads back exactly', () => {
    expect(decodeBatch(goldenBatch(), JOURNAL_SCHEMA.fingerprint)).toEqual([goldenEntry()]);
  });

  test('a schema that nobody recorded is refused by its name', () => {
    expect(() => decodeBatch(goldenBatch(), 'feed')).toThrow(UnknownJournalSchemaError);
  });
});
