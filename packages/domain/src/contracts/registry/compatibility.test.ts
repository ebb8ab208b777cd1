import { describe, expect, test } from 'vitest';
import type { JsonSchema } from '../schema/json-schema.ts';
import { schemaChanges } from './compatibility.ts';

const object = (
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[] = Object.keys(properties),
): JsonSchema => ({ type: 'object', properties, required });

const text: JsonSchema = { type: 'string' };
const side: JsonSchema = { type: 'string', enum: ['BUY', 'SELL'] };
const level = (minimum: number, maximum: number): JsonSchema =>
  ({ type: 'integer', minimum, maximum }) as JsonSchema;
const base = object({ side, note: text });

const changes = (after: JsonSchema, before: JsonSchema = base): readonly string[] =>
  schemaChanges(before, after).map(
    ({ breaking, path, description }) => `${breaking ? 'breaks' : 'fits'}: ${path} ${description}`,
  );

test('nothing changed', () => {
  expect(changes(object({ side, note: { ...text, description: 'other words' } }))).toEqual([]);
});

describe('fits old senders and old records', () => {
  test.each([
    [
      'a new optional field',
      object({ side, note: text, more: text }, ['side', 'note']),
      'fits: data.more is new',
    ],
    [
      'a field that may be absent',
      object({ side, note: text }, ['side']),
      'fits: data.note may be absent now',
    ],
    [
      'a new word',
      object({ side: { ...side, enum: ['BUY', 'SELL', 'SHORT'] }, note: text }),
      'fits: data.side SHORT is new',
    ],
  ])('%s', (_, after, expected) => {
    expect(changes(after)).toEqual([expected]);
  });

  test('wider bounds', () => {
    expect(changes(level(0, 20), level(1, 10))).toEqual([
      'fits: data minimum was 1, is 0',
      'fits: data maximum was 10, is 20',
    ]);
  });
});

describe('breaks', () => {
  test.each([
    ['a field that is gone', object({ side }), 'breaks: data.note is gone'],
    [
      'a new required field',
      object({ side, note: text, more: text }),
      'breaks: data.more is new and required',
    ],
    [
      'a word that is gone',
      object({ side: { ...side, enum: ['BUY'] }, note: text }),
      'breaks: data.side SELL is gone',
    ],
    [
      'another type',
      object({ side, note: { type: 'integer' } }),
      'breaks: data.note was string, is integer',
    ],
    [
      'another meaning',
      object({ side, note: { ...text, 'x-kind': 'decimal' } }),
      'breaks: data.note was string, is string (decimal)',
    ],
    [
      'another pattern',
      object({ side, note: { ...text, pattern: '^a' } }),
      'breaks: data.note pattern was none, is ^a',
    ],
    [
      'a closed list',
      object({ side, note: { ...text, enum: ['a'] } }),
      'breaks: data.note takes only certain values now',
    ],
  ])('%s', (_, after, expected) => {
    expect(changes(after)).toEqual([expected]);
  });

  test('a field that is required from now on', () => {
    expect(changes(base, object({ side, note: text }, ['side']))).toEqual([
      'breaks: data.note is required now',
    ]);
  });

  test('narrower bounds, also inside lists', () => {
    const list = (items: JsonSchema): JsonSchema => ({ type: 'array', items });
    expect(changes(list(level(2, 9)), list(level(1, 10)))).toEqual([
      'breaks: data[] minimum was 1, is 2',
      'breaks: data[] maximum was 10, is 9',
    ]);
  });
});
