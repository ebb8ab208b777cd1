import { COMMANDS, exampleOf, jsonSchemaOf, type JsonSchema } from '@bellwether/domain';
import { describe, expect, test } from 'vitest';
import { fieldPaths, inputOf } from './input.ts';

const schemaOf = (type: string): JsonSchema => jsonSchemaOf(COMMANDS.get(type)!);
const typed = (type: string, ...fields: readonly string[]): object =>
  inputOf({ fields }, schemaOf(type), type);

describe('fields', () => {
  test('are read as their schema says: texts and decimals as strings, counts and flags as such', () => {
    expect(typed('PlaceOrder', 'quantity=100', 'postOnly=true', 'limitPrice=1.50')).toEqual({
      quantity: '100',
      postOnly: true,
      limitPrice: '1.50',
    });
    expect(typed('OpenAccount', 'homePartition=2')).toEqual({ homePartition: 2 });
  });

  test('of a record inside are named with a dot, and come into one record', () => {
    const [first = '', second = ''] = fieldPaths(schemaOf('SetRiskLimits').properties!['limits']!);
    expect(typed('SetRiskLimits', `limits.${first}=1`, `limits.${second}=2`)).toEqual({
      limits: { [first]: expect.anything(), [second]: expect.anything() },
    });
  });

  test('that are lists take several values', () => {
    expect(typed('SetTradingPermissions', 'assetClasses=EQUITY,ETF')).toEqual({
      assetClasses: ['EQUITY', 'ETF'],
    });
    expect(typed('SetTradingPermissions', 'assetClasses=')).toEqual({ assetClasses: [] });
  });

  test('may have = in their values', () => {
    expect(typed('ResetLossBreaker', 'reason=a=b')).toEqual({ reason: 'a=b' });
  });

  test('go over what the JSON object has', () => {
    const document = '{"accountId": "a", "amount": "1"}';
    const schema = schemaOf('DepositCash');
    expect(inputOf({ document, fields: ['amount=2'] }, schema, 'DepositCash')).toEqual({
      accountId: 'a',
      amount: '2',
    });
  });

  test('that are not of their type stay as they were typed, for the validator to refuse', () => {
    expect(typed('OpenAccount', 'homePartition=two')).toEqual({ homePartition: 'two' });
    expect(typed('PlaceOrder', 'postOnly=yes')).toEqual({ postOnly: 'yes' });
  });

  test.each([
    ['quanity=1', /no field of PlaceOrder is called quanity; did you mean quantity\?/],
    ['quantity', /quantity is no field: write name=value/],
    ['=1', /is no field/],
    ['__proto__=1', /no field of PlaceOrder/],
    ['quantity.more=1', /no field of PlaceOrder.quantity is called more/],
  ])('%s is refused with the reason', (field, reason) => {
    expect(() => typed('PlaceOrder', field)).toThrow(reason);
  });

  test.each([...COMMANDS.keys()])('of %s can all be typed', (type) => {
    const schema = schemaOf(type);
    const example = exampleOf(schema);
    const at = (path: string): unknown =>
      path.split('.').reduce((value, name) => (value as never)[name], example as unknown);
    const text = (value: unknown): string =>
      Array.isArray(value) && typeof value[0] === 'object' ? JSON.stringify(value) : String(value);
    const fields = fieldPaths(schema).map((path) => `${path}=${text(at(path))}`);
    expect(inputOf({ fields }, schema, type)).toEqual(example);
  });
});

describe('the data', () => {
  test.each(['[]', '1', 'null', '"x"'])('%s is no JSON object', (document) => {
    expect(() => inputOf({ document }, {}, 'x')).toThrow(/the data is a JSON object/);
  });

  test('that is no JSON is refused in one line', () => {
    expect(() => inputOf({ document: '{' }, {}, 'x')).toThrow(/^no JSON: [^\n]*$/);
  });
});
