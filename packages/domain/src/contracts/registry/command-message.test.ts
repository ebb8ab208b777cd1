import { describe, expect, test } from 'vitest';
import type { AccountId, CommandId, InstrumentId } from '../../kernel/ids.ts';
import { canonicalText, readCommand, writeCommand } from './command-message.ts';
import type { Command } from './registry.ts';

const id = '0192f3a0-7c1e-7aaa-8bbb-000000000001' as CommandId;
const place: Command = {
  type: 'PlaceOrder',
  data: {
    accountId: 'alice' as AccountId,
    instrumentId: 'AMZN' as InstrumentId,
    side: 'BUY',
    type: 'LIMIT',
    timeInForce: 'GTC',
    quantity: 100n,
    limitPrice: 2_239_500n,
  },
};
const message = {
  id,
  type: 'PlaceOrder',
  version: 1,
  data: {
    accountId: 'alice',
    instrumentId: 'AMZN',
    side: 'BUY',
    type: 'LIMIT',
    timeInForce: 'GTC',
    quantity: '100',
    limitPrice: '223.95',
  },
};

const refusalOf = (value: unknown): unknown => {
  const read = readCommand(value);
  return read.ok ? 'accepted' : read.error;
};
const withData = (change: Record<string, unknown>): unknown => ({
  ...message,
  data: { ...message.data, ...change },
});

describe('a command message', () => {
  test('carries decimals as strings, memory holds integers', () => {
    expect(writeCommand(id, place)).toEqual(message);
    expect(readCommand(message)).toEqual({ ok: true, command: { id, ...place } });
  });

  test.each([
    [null],
    [7],
    ['PlaceOrder'],
    [[]],
    [{}],
    [{ ...message, id: 'abc' }],
    [{ ...message, id: id.toUpperCase() }],
  ])('%j is malformed', (value) => {
    expect(refusalOf(value)).toMatchObject({ code: 'MALFORMED_COMMAND' });
  });

  test('of an unknown type or version says which', () => {
    expect(refusalOf({ ...message, type: 'PrintMoney' })).toMatchObject({
      id,
      code: 'UNKNOWN_COMMAND',
    });
    expect(refusalOf({ ...message, type: '__proto__' })).toMatchObject({
      id,
      code: 'UNKNOWN_COMMAND',
    });
    expect(refusalOf({ ...message, version: 2 })).toMatchObject({
      id,
      code: 'UNSUPPORTED_VERSION',
    });
    expect(refusalOf({ ...message, version: '1' })).toMatchObject({
      id,
      code: 'UNSUPPORTED_VERSION',
    });
  });

  test.each([
    ['a number instead of a decimal string', { quantity: 100 }],
    ['no quantity', { quantity: undefined }],
    ['zero', { quantity: '0' }],
    ['a negative quantity', { quantity: '-1' }],
    ['an exponent', { quantity: '1e3' }],
    ['other digits', { quantity: '١٢' }],
    ['too much precision', { limitPrice: '223.95001' }],
    ['a price of zero', { limitPrice: '0.00' }],
    ['a negative price', { limitPrice: '-1' }],
    ['NaN', { limitPrice: 'NaN' }],
    ['an unknown side', { side: 'buy' }],
    ['an unknown field', { admin: true }],
    ['a subject wildcard in an id', { accountId: 'a.>' }],
    ['a stream separator trick', { instrumentId: '$ce-account' }],
  ])('with %s violates the schema', (_what, change) => {
    expect(refusalOf(withData(change))).toMatchObject({ id, code: 'SCHEMA_VIOLATION' });
  });

  test.each([
    [
      'the field that is missing',
      { quantity: undefined },
      "data must have required property 'quantity'",
    ],
    [
      'the field that is too much',
      { admin: true },
      'data must NOT have additional properties: "admin"',
    ],
    ['the words that are allowed', { side: 'buy' }, /^data\/side must be .* values: BUY, SELL, /],
  ])('names %s', (_what, change, words) => {
    expect(refusalOf(withData(change))).toMatchObject({ message: expect.stringMatching(words) });
  });
});

describe('the canonical text of a command', () => {
  const textOf = (value: unknown): string => {
    const read = readCommand(value);
    return read.ok ? canonicalText(read.command) : 'invalid';
  };

  test('does not depend on the order of fields or on trailing zeros', () => {
    const reversed = Object.fromEntries(Object.entries(message.data).reverse());
    expect(textOf({ ...message, data: { ...reversed, limitPrice: '223.9500' } })).toBe(
      textOf(message),
    );
  });

  test('differs as soon as anything that is asked for differs', () => {
    const texts = [
      {},
      { quantity: '101' },
      { side: 'SELL' },
      { limitPrice: '223.96' },
      { accountId: 'bob' },
    ].map((change) => textOf(withData(change)));
    expect(new Set(texts).size).toBe(texts.length);
  });
});
