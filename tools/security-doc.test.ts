// docs/security.md and docs/security-asvs.md say what holds what. What they name has to be there, and nothing may be left out.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';

const DOCUMENTS = ['docs/security.md', 'docs/security-asvs.md'] as const;
const STATES = ['met', 'partly', 'open', 'accepted', '–'];

/** Requirements of OWASP ASVS 5.0.0 by section: those of level 1, and those that level 2 adds. */
const ASVS: Readonly<Record<string, readonly [levelOne: string, levelTwo: string]>> = {
  '1.1': ['', '1 2'],
  '1.2': ['1 2 3 4 5', '6 7 8 9'],
  '1.3': ['1 2', '3 4 5 6 7 8 9 10 11'],
  '1.4': ['', '1 2 3'],
  '1.5': ['1', '2'],
  '2.1': ['1', '2 3'],
  '2.2': ['1 2', '3'],
  '2.3': ['1', '2 3 4'],
  '2.4': ['', '1'],
  '3.2': ['1 2', ''],
  '3.3': ['1', '2 3 4'],
  '3.4': ['1 2', '3 4 5 6'],
  '3.5': ['1 2 3', '4 5'],
  '3.7': ['', '1 2'],
  '4.1': ['1', '2 3'],
  '4.2': ['', '1'],
  '4.3': ['', '1 2'],
  '4.4': ['1', '2 3 4'],
  '5.1': ['', '1'],
  '5.2': ['1 2', '3'],
  '5.3': ['1 2', ''],
  '5.4': ['', '1 2 3'],
  '6.1': ['1', '2 3'],
  '6.2': ['1 2 3 4 5 6 7 8', '9 10 11 12'],
  '6.3': ['1 2', '3 4'],
  '6.4': ['1 2', '3 4'],
  '6.5': ['', '1 2 3 4 5'],
  '6.6': ['', '1 2 3'],
  '6.8': ['', '1 2 3 4'],
  '7.1': ['', '1 2 3'],
  '7.2': ['1 2 3 4', ''],
  '7.3': ['', '1 2'],
  '7.4': ['1 2', '3 4 5'],
  '7.5': ['', '1 2'],
  '7.6': ['', '1 2'],
  '8.1': ['1', '2'],
  '8.2': ['1 2', '3'],
  '8.3': ['1', ''],
  '8.4': ['', '1'],
  '9.1': ['1 2 3', ''],
  '9.2': ['1', '2 3 4'],
  '10.1': ['', '1 2'],
  '10.2': ['', '1 2'],
  '10.3': ['', '1 2 3 4'],
  '10.4': ['1 2 3 4 5', '6 7 8 9 10 11'],
  '10.5': ['', '1 2 3 4 5'],
  '10.6': ['', '1 2'],
  '10.7': ['', '1 2 3'],
  '11.1': ['', '1 2'],
  '11.2': ['', '1 2 3'],
  '11.3': ['1 2', '3'],
  '11.4': ['1', '2 3 4'],
  '11.5': ['', '1'],
  '11.6': ['', '1'],
  '12.1': ['1', '2 3'],
  '12.2': ['1 2', ''],
  '12.3': ['', '1 2 3 4'],
  '13.1': ['', '1'],
  '13.2': ['', '1 2 3 4 5'],
  '13.3': ['', '1 2'],
  '13.4': ['1', '2 3 4 5'],
  '14.1': ['', '1 2'],
  '14.2': ['1', '2 3 4'],
  '14.3': ['1', '2 3'],
  '15.1': ['1', '2 3'],
  '15.2': ['1', '2 3'],
  '15.3': ['1', '2 3 4 5 6 7'],
  '16.1': ['', '1'],
  '16.2': ['', '1 2 3 4 5'],
  '16.3': ['', '1 2 3 4'],
  '16.4': ['', '1 2 3'],
  '16.5': ['', '1 2 3'],
  '17.1': ['', '1'],
  '17.2': ['', '1 2 3 4'],
  '17.3': ['', '1 2'],
};

/** Each requirement with its level. */
const REQUIREMENTS = Object.entries(ASVS).flatMap(([section, levels]) =>
  levels.flatMap((numbers, index) =>
    (numbers.match(/\d+/g) ?? []).map((number) => ({
      number: `${section}.${number}`,
      level: index + 1,
    })),
  ),
);

interface Row {
  readonly from: string;
  readonly to: string;
  readonly level: string;
  readonly state: string;
  readonly how: string;
}

const textOf = (document: string): string => readFileSync(document, 'utf8');

/** Requirements can be ordered: 10.4.2 comes before 10.4.10. */
const rank = (number: string): number =>
  number.split('.').reduce((sum, part) => sum * 1_000 + Number(part), 0);

const rows: readonly Row[] = textOf('docs/security-asvs.md')
  .split('\n')
  .filter((line) => /^\| \d/.test(line))
  .map((line) => {
    const [, span = '', level = '', , state = '', how = ''] = line.split(/(?<!\\)\|/);
    const [from = '', to = from] = span.trim().split(' – ');
    return { from, to, level: level.trim(), state: state.trim(), how: how.trim() };
  });

const covers = ({ from, to }: Row, number: string): boolean =>
  rank(from) <= rank(number) && rank(number) <= rank(to);

interface Link {
  /** A path of the repository. */
  readonly path: string;
  /** Of a heading, without the #. */
  readonly anchor: string | undefined;
}

function linksOf(text: string, document: string): readonly Link[] {
  return [...text.matchAll(/\]\((?!\w+:)([^)#]*)(?:#([^)]*))?\)/g)].map(
    ([, target = '', anchor]) => ({
      path: target === '' ? document : normalize(join(dirname(document), target)),
      anchor,
    }),
  );
}

/** Names in code that are paths: with a folder of ours before the first slash. */
const pathsInCode = (text: string): readonly string[] =>
  [...text.matchAll(/`((?:packages|infra|tools|docs)\/[\w./-]+)`/g)].map(([, path = '']) => path);

/** As GitHub makes them. */
const anchorsOf = (text: string): readonly string[] =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s-]/gu, '')
      .replaceAll(' ', '-'),
  );

const isTest = (path: string): boolean => /\.test\.ts$|\/test\/[^.]*\.ts$/.test(path);
const hasTest = (path: string): boolean =>
  /(?<![.\w])(?:test|property)(?:\.\w+)*(?:<[^(]*>)?\(/.test(textOf(path));

describe.each(DOCUMENTS)('%s', (document) => {
  const text = textOf(document);
  const links = linksOf(text, document);

  test('names files that are there', () => {
    const named = [...links.map(({ path }) => path), ...pathsInCode(text)];
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((path) => !existsSync(path))).toEqual([]);
  });

  test('names headings that are there', () => {
    const dead = links.filter(
      ({ path, anchor }) =>
        anchor !== undefined &&
        !(
          existsSync(path) &&
          statSync(path).isFile() &&
          anchorsOf(textOf(path)).includes(anchor)
        ) &&
        !(existsSync(path) && anchorsOf(textOf(join(path, 'README.md'))).includes(anchor)),
    );
    expect(dead).toEqual([]);
  });

  test('names tests that hold something', () => {
    const tests = links.map(({ path }) => path).filter((path) => isTest(path) && existsSync(path));
    expect(tests.length).toBeGreaterThan(10);
    expect(tests.filter((path) => !hasTest(path))).toEqual([]);
  });
});

describe('the table of OWASP ASVS 5.0.0', () => {
  test('is of 70 requirements of level 1 and 183 more of level 2', () => {
    const count = (level: number): number =>
      REQUIREMENTS.filter((requirement) => requirement.level === level).length;
    expect([count(1), count(2)]).toEqual([70, 183]);
  });

  test('has each of them once', () => {
    const wrong = REQUIREMENTS.filter(
      ({ number }) => rows.filter((row) => covers(row, number)).length !== 1,
    );
    expect(wrong).toEqual([]);
  });

  test('has no row of anything else, and each with the level it is of', () => {
    const wrong = rows.filter((row) => {
      const own = REQUIREMENTS.filter(({ number }) => covers(row, number));
      const level = row.from === row.to ? String(own[0]?.level) : '1, 2';
      return own.length === 0 || row.level !== level;
    });
    expect(wrong).toEqual([]);
  });

  test('gives each row a state that is one, and what is met or partly met something to look at', () => {
    expect(rows.filter(({ state }) => !STATES.includes(state))).toEqual([]);
    const bare = rows.filter(
      ({ state, how }) =>
        how === '' ||
        (['met', 'partly'].includes(state) && linksOf(how, 'docs/security-asvs.md').length === 0),
    );
    expect(bare.map(({ from, how }) => `${from} ${how}`)).toEqual([]);
  });
});
