import {
  buildSchema,
  getIntrospectionQuery,
  GraphQLError,
  OperationTypeNode,
  parse,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { gatewayError, RequestError } from '../plugins/errors.ts';
import { checkOperation, readDocument, type Asked } from './operation.ts';
import { RULES } from './rules.ts';

const schema = buildSchema(`
  type Node { id: ID! next(id: ID, first: Int): Node }
  type Query { node(id: ID): Node }
  type Mutation { touch(id: ID!): Node }
`);

/** Everything that is wrong with a query: code and message. */
function mistakesOf(read: () => unknown): readonly string[] {
  try {
    read();
    return [];
  } catch (error) {
    const errors = error instanceof RequestError ? error.errors : [error as GraphQLError];
    return errors.map((one) => `${String(one.extensions['code'])} ${one.message}`);
  }
}

const mistakesIn = (source: string) => mistakesOf(() => readDocument(schema, source, RULES));

const nested = (depth: number): string =>
  `${'{ node '.repeat(1)}${'{ next '.repeat(depth - 2)}{ id }${' }'.repeat(depth - 1)}`;

describe('a query is refused', () => {
  test('that does not parse, or that the schema does not know', () => {
    expect(mistakesIn('{ node')).toEqual([expect.stringContaining('Syntax Error')]);
    expect(mistakesIn('{ nothing other }')).toHaveLength(2);
    expect(mistakesIn('{"kind":"Document","definitions":[]}')).toEqual([
      expect.stringContaining('Syntax Error'),
    ]);
  });

  test('that nests fields deeper than eight, through fragments as well', () => {
    expect(mistakesIn(nested(8))).toEqual([]);
    expect(mistakesIn(nested(9))).toEqual([expect.stringContaining('nested 9 deep')]);
    const fragments = `{ node { ...A } } fragment A on Node { next { ...B ...B } }
      fragment B on Node { next { next { next { ...C } } } } fragment C on Node { next { next { next { id } } } }`;
    expect(mistakesIn(fragments)).toEqual([expect.stringContaining('nested 9 deep')]);
  });

  test('that has a cycle of fragments', () => {
    const cycle =
      '{ node { ...A } } fragment A on Node { next { ...B } } fragment B on Node { ...A }';
    expect(mistakesIn(cycle)).toEqual([expect.stringContaining('Cannot spread fragment')]);
  });

  test('whose text no store can hold', () => {
    expect(mistakesIn(String.raw`{ node(id: "a\u0000b") { id } }`)).toEqual([
      expect.stringMatching(/^BAD_USER_INPUT .*U\+0000/),
    ]);
  });
});

test('the schema may be asked for in full', () => {
  expect(mistakesIn(getIntrospectionQuery())).toEqual([]);
});

describe('an operation is refused', () => {
  const noMutation = (kind: OperationTypeNode) =>
    kind === OperationTypeNode.MUTATION ? gatewayError('BAD_REQUEST', 'not here') : undefined;
  const mistakes = (source: string, asked: Asked) =>
    mistakesOf(() => checkOperation(schema, parse(source), asked, noMutation));
  const find = 'query ($id: ID!, $first: Int) { node(id: $id) { next(first: $first) { id } } }';

  test.each<[string, string, Asked, readonly unknown[]]>([
    [
      'of several when none is named',
      'query A { node { id } } query B { node { id } }',
      {},
      [expect.stringContaining('operationName')],
    ],
    [
      'that is not there',
      'query A { node { id } }',
      { operationName: 'C' },
      [expect.stringContaining('"C"')],
    ],
    [
      'of a kind that is not for this way',
      'mutation { touch(id: 1) { id } }',
      {},
      ['BAD_REQUEST not here'],
    ],
    [
      'whose variables do not fit: all of them',
      find,
      { variables: { first: '1' } },
      [
        expect.stringMatching(/^BAD_USER_INPUT Variable "\$id" of required type/),
        expect.stringMatching(/^BAD_USER_INPUT Variable "\$first" got invalid value/),
      ],
    ],
    [
      'whose variables hold text that no store can',
      find,
      { variables: { id: 'a\0b' } },
      [expect.stringMatching(/^BAD_USER_INPUT .*U\+0000/)],
    ],
    ['never when all is well', find, { variables: { id: 'a', first: 1 } }, []],
  ])('%s', (_what, source, asked, expected) => {
    expect(mistakes(source, asked)).toEqual(expected);
  });
});
