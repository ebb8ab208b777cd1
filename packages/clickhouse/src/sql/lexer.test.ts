import { describe, expect, test } from 'vitest';
import { tokenize } from './lexer.ts';

const texts = (sql: string): string[] => [...tokenize(sql)].map(({ text }) => text);
const kinds = (sql: string): string[] => [...tokenize(sql)].map(({ kind }) => kind);

describe('the lexer', () => {
  test('tells words, quoted names, strings and symbols', () => {
    expect(texts('SELECT a1, `b c`."d" FROM t')).toEqual([
      'SELECT',
      'a1',
      ',',
      '`b c`',
      '.',
      '"d"',
      'FROM',
      't',
    ]);
    expect(kinds('x `y` "z" \'s\' ,')).toEqual(['word', 'quoted', 'quoted', 'string', 'symbol']);
  });

  test.for([
    ["'it''s'", 1],
    ["'it\\'s'", 1],
    ["'a\\\\' b", 2],
    ['"a""b"', 1],
    ['`a\\`b`', 1],
    ["'open -- to the end", 1],
  ] as const)('%s is %i tokens', ([sql, count]) => {
    expect(texts(sql)).toHaveLength(count);
  });

  test.for(['-- x', '// x', '# x', '#! x', '/* x */', '/* a /* nested */ b */', '-- a\n--b'])(
    '%s is a comment',
    (comment) => {
      expect(texts(`1 ${comment}\n+ 2`)).toEqual(['1', '+', '2']);
    },
  );

  test('# without a blank is no comment, and a comment without an end reaches to the end', () => {
    expect(texts('1 #x')).toEqual(['1', '#', 'x']);
    expect(texts('1 /* x')).toEqual(['1']);
  });

  test('what looks like a comment in a string is none', () => {
    expect(texts('\'-- a\' + "/* b"')).toEqual(["'-- a'", '+', '"/* b"']);
  });

  test('heredocs are strings; a lone dollar belongs to a word', () => {
    expect(kinds("$a$ it's; -- $a$ x")).toEqual(['string', 'word']);
    expect(texts('$1 a$b')).toEqual(['$1', 'a$b']);
  });

  test('gives up on a text of heredocs without an end, which would take its square to read', () => {
    const sql = Array.from({ length: 200 }, (_, i) => `$a${i}$`).join(' ');
    expect(() => texts(sql)).toThrow(/heredocs/);
  });

  test('curly quotes are quotes, as UTF-8 has them', () => {
    const sql = Buffer.from('‘a\\’ “b c”').toString('latin1');
    expect(kinds(sql)).toEqual(['string', 'quoted']);
  });

  test('positions are those of the bytes', () => {
    const sql = Buffer.from("'é' x").toString('latin1');
    expect([...tokenize(sql)].map(({ start, end }) => [start, end])).toEqual([
      [0, 4],
      [5, 6],
    ]);
  });
});
