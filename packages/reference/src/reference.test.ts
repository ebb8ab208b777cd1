import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DIRECTORY, FILES } from './files.ts';
import { breakingChanges, sdl } from './sdl.ts';

const committed = (name: string): string => readFileSync(join(DIRECTORY, name), 'utf8');

describe('docs/reference is what the declarations say: npm run pnpm run reference', () => {
  test.each(Object.entries(FILES))('%s', (name, write) => {
    expect(write()).toBe(committed(name));
  });

  test('and holds nothing else', () => {
    expect(readdirSync(DIRECTORY).toSorted()).toEqual(Object.keys(FILES).toSorted());
  });
});

describe('the API of the gateway', () => {
  test('takes and answers whatever the committed one does', () => {
    expect(breakingChanges(committed('schema.graphql'))).toEqual([]);
  });

  test.each([
    [
      'a mutation that is gone',
      (text: string) => text.replace('  placeOrder(', '  putOrder('),
      'FIELD_REMOVED: Mutation.placeOrder was removed.',
    ],
    [
      'a field that must be given now',
      (text: string) => text.replace(/(input DepositCashInput \{)/, '$1\n  more: Int!\n'),
      'REQUIRED_INPUT_FIELD_ADDED: A required field more on input type DepositCashInput was added.',
    ],
    [
      'a word that is no longer taken',
      (text: string) => text.replace(/(enum Capacity \{\n)\s+AGENCY\n/, '$1'),
      'VALUE_REMOVED_FROM_ENUM: AGENCY was removed from enum type Capacity.',
    ],
  ])('%s breaks it, and is named', (_what, change, words) => {
    const changed = change(sdl());
    expect(changed).not.toBe(sdl());
    expect(breakingChanges(sdl(), changed)).toEqual([words]);
  });

  test('says of itself what its source says', () => {
    const text = sdl();
    expect(text).toContain('"""\n  Places an order (FIX 35=D).');
    expect(text).toContain('A decimal number as a string');
  });
});

describe('every page', () => {
  const pages = Object.keys(FILES).filter((name) => name.endsWith('.md'));

  test.each(pages)('%s links to headings and files that there are', (name) => {
    const broken = [...committed(name).matchAll(/\]\(([^)#]*)(?:#([^)]+))?\)/g)].filter(
      ([, file = '', heading]) => {
        const target = committed(file === '' ? name : file);
        return heading !== undefined && !headingsOf(target).has(heading);
      },
    );
    expect(broken.map(([link]) => link)).toEqual([]);
  });
});

/** As GitHub names them. */
function headingsOf(text: string): ReadonlySet<string> {
  const titles = [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => title);
  return new Set(
    titles.map((title) =>
      title
        .toLowerCase()
        .replaceAll(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    ),
  );
}
