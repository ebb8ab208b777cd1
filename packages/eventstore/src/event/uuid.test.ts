import { describe, expect, test } from 'vitest';
import { WireReader } from '../codec/wire-reader.ts';
import { WireWriter } from '../codec/wire-writer.ts';
import { parseUuid, uuidText } from './uuid.ts';
import { MalformedUuidError, readUuid } from '../codec/uuid-field.ts';

const ID = '0a1b2c3d-4e5f-4071-8293-a4b5c6d7e8f9';

describe('a UUID is read in every form that a GUID parser takes', () => {
  test.each([
    ['with hyphens', '0a1b2c3d-4e5f-4071-8293-a4b5c6d7e8f9'],
    ['in capitals', '0A1B2C3D-4E5F-4071-8293-A4B5C6D7E8F9'],
    ['32 digits', '0a1b2c3d4e5f40718293a4b5c6d7e8f9'],
    ['in braces', '{0a1b2c3d-4e5f-4071-8293-a4b5c6d7e8f9}'],
    ['in parentheses', '(0a1b2c3d-4e5f-4071-8293-a4b5c6d7e8f9)'],
    ['hexadecimal', '{0x0a1b2c3d,0x4e5f,0x4071,{0x82,0x93,0xa4,0xb5,0xc6,0xd7,0xe8,0xf9}}'],
    [
      'hexadecimal, short',
      '{0xa1b2c3d, 0x4e5f, 0x4071, {0x82,0x93,0xa4,0xb5,0xc6,0xd7,0xe8,0xf9}}',
    ],
    ['with white space around', ' 0a1b2c3d-4e5f-4071-8293-a4b5c6d7e8f9\n'],
    ['32 digits that white space makes 36 long', '  0a1b2c3d4e5f40718293a4b5c6d7e8f9  '],
  ])('%s', (_form, text) => {
    expect(uuidText(parseUuid(text)!)).toBe(ID);
  });
});

describe('what is no UUID is none', () => {
  test.each([
    ['empty', ''],
    ['a word', 'order-1'],
    ['31 digits', '0a1b2c3d4e5f40718293a4b5c6d7e8f'],
    ['33 digits', '0a1b2c3d4e5f40718293a4b5c6d7e8f90'],
    ['a letter that is no digit', '0a1b2c3d-4e5f-4071-8293-a4b5c6d7e8fg'],
    ['hyphens elsewhere', '0a1b2c3d4-e5f-4071-8293-a4b5c6d7e8f9'],
    ['braces that do not match', '{0a1b2c3d-4e5f-4071-8293-a4b5c6d7e8f9)'],
    ['digits in braces', '{0a1b2c3d4e5f40718293a4b5c6d7e8f9}'],
    [
      'hexadecimal with a part missing',
      '{0x0a1b2c3d,0x4e5f,0x4071,{0x82,0x93,0xa4,0xb5,0xc6,0xd7,0xe8}}',
    ],
    ['longer than any form', ' '.repeat(400)],
  ])('%s', (_what, text) => {
    expect(parseUuid(text)).toBeUndefined();
  });
});

function field(text: string): WireReader {
  const writer = new WireWriter(64);
  writer.string(2, text);
  return new WireReader(writer.take());
}

test('the error names the text that is no UUID; a field without text is the empty id', () => {
  expect(() => readUuid(field('order-1'))).toThrow(MalformedUuidError);
  expect(() => readUuid(field('order-1'))).toThrow("an event id was no UUID: 'order-1'");
  expect(readUuid(field(''))).toEqual(Buffer.alloc(16));
});
