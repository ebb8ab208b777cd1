import { expect, test } from 'vitest';
import { Type } from 'typebox';
import { AnswerTypes } from './answer-types.ts';
import { subscriptionSchema } from './subscriptions.ts';

const lots = {
  description: 'Lots of an account',
  of: 'account',
  field: 'lotChanges',
  message: 'LotChanges',
  list: 'lots',
  type: 'Lot',
  row: Type.Object({}),
} as const;

test('rows that can be followed have a field, and messages with a position', () => {
  const schema = subscriptionSchema(new AnswerTypes(), [lots]);
  expect(schema).toContain('lotChanges(accountId: ID!, from: String): LotChanges!');
  expect(schema).toMatch(/type LotChanges \{\s+kind: ChangeKind!/);
  expect(schema).toMatch(/\n {2}position: String\n/);
  expect(schema).toContain('lots: [Lot!]!');
});

test('where there is one row or none, it is that row or absent', () => {
  const schema = subscriptionSchema(new AnswerTypes(), [{ ...lots, list: 'lot', isOne: true }]);
  expect(schema).toContain('  lot: Lot\n');
});

test('two fields may have the same messages, which are written once', () => {
  const ofInstrument = { ...lots, of: 'instrument', field: 'lotsOfInstrument' } as const;
  const schema = subscriptionSchema(new AnswerTypes(), [lots, ofInstrument]);
  expect(schema).toContain('lotsOfInstrument(instrumentId: ID!, from: String): LotChanges!');
  expect(schema.match(/type LotChanges/g)).toHaveLength(1);
});

test('a row that is written nowhere else has a type made of its schema', () => {
  const { type: _, ...told } = lots;
  const row = Type.Object({ lotId: Type.String() }, { title: 'Lot' });
  const types = new AnswerTypes();
  expect(subscriptionSchema(types, [{ ...told, row }])).toContain('lots: [Lot!]!');
  expect(types.sdl).toBe('type Lot {\n  lotId: ID!\n}');
});
