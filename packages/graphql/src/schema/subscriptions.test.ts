import { expect, test } from 'vitest';
import { subscriptionSchema } from './subscriptions.ts';

const lots = {
  description: 'Lots of an account',
  of: 'account',
  field: 'lotChanges',
  message: 'LotChanges',
  list: 'lots',
  type: 'Lot',
} as const;

test('rows that can be followed have a field, and messages with a position', () => {
  const schema = subscriptionSchema([lots]);
  expect(schema).toContain('lotChanges(accountId: ID!, from: String): LotChanges!');
  expect(schema).toMatch(/type LotChanges \{\s+kind: ChangeKind!/);
  expect(schema).toMatch(/\n {2}position: String\n/);
  expect(schema).toContain('lots: [Lot!]!');
});

test('where there is one row or none, it is that row or absent', () => {
  const schema = subscriptionSchema([{ ...lots, list: 'lot', isOne: true }]);
  expect(schema).toContain('  lot: Lot\n');
});

test('two fields may have the same messages, which are written once', () => {
  const ofInstrument = { ...lots, of: 'instrument', field: 'lotsOfInstrument' } as const;
  const schema = subscriptionSchema([lots, ofInstrument]);
  expect(schema).toContain('lotsOfInstrument(instrumentId: ID!, from: String): LotChanges!');
  expect(schema.match(/type LotChanges/g)).toHaveLength(1);
});
