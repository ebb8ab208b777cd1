import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  BATCH_SCHEMA,
  decodeBatch,
  TRADING_BATCH,
  type RecordedJournalSchemas,
} from '@bellwether/domain';
import { binaryEvent } from '@eventstore/db-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  deadLetters,
  PROJECTIONS,
  readLog,
  verifyAuditLog,
  type RecordedFact,
} from '../src/index.ts';
import { PostgresProjector } from '../src/stores/postgres/projector.ts';
import { startProjectionStack, type ProjectionStack } from './projection-stack.ts';

// A journal keeps every batch for ever, in the schema of its time.

const recorded = JSON.parse(
  readFileSync(
    join(import.meta.dirname, '../../domain/src/contracts/journal/schemas.json'),
    'utf8',
  ),
) as RecordedJournalSchemas;

let stack: ProjectionStack;

beforeAll(async () => {
  stack = await startProjectionStack();
});

afterAll(() => stack.stop());

test('the schema in force is recorded', () => {
  expect(Object.keys(recorded)).toContain(BATCH_SCHEMA);
});

test('batches of every schema that there ever was are read and projected, every fact of them', async () => {
  let written = 0;
  for (const [schema, { batch }] of Object.entries(recorded)) {
    const data = Buffer.from(batch, 'base64');
    for (const { facts } of decodeBatch(data, schema)) written += facts.length;
    const event = binaryEvent({ type: TRADING_BATCH, data, metadata: { schema } });
    await stack.client.appendToStream('trading-0', event);
  }
  const facts: RecordedFact[] = [];
  for await (const event of readLog(stack.client)) facts.push(...event);
  expect(facts).toHaveLength(written);
  expect(written).toBeGreaterThan(Object.keys(recorded).length * 20);

  const projector = new PostgresProjector(stack.access.projector, PROJECTIONS);
  await projector.takeOver();
  await projector.goLive();
  await projector.apply({ facts, position: facts.at(-1)?.position ?? 0n });
  expect(await deadLetters(stack.access.projector)).toEqual([]);
  expect(await verifyAuditLog(stack.access.owner)).toEqual({ rows: written, breaks: [] });
});
