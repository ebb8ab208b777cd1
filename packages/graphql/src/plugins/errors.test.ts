import type { Logger } from '@bellwether/platform/log';
import { buildSchema, execute, GraphQLError, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { SlowReaderError } from '../subscriptions/bounded-queue.ts';
import { formatErrors, gatewayError, RequestError } from './errors.ts';

function told(...errors: readonly unknown[]) {
  const logged: object[] = [];
  const logger = { error: (what: object) => logged.push(what) } as unknown as Logger;
  return { errors: formatErrors(errors, logger), logged };
}

describe('of an error a client is told', () => {
  test('where and why, if it is a mistake in the query; the log is not bothered', () => {
    const { nodes } = new GraphQLError('', { nodes: parse('{ a }').definitions[0] ?? null });
    const mistakes = ['one', 'two'].map((message) => new GraphQLError(message, { nodes: nodes! }));
    const expected = ['one', 'two'].map((message) => ({
      message,
      locations: [{ line: 1, column: 1 }],
      extensions: { code: 'BAD_REQUEST' },
    }));
    const thrown = new RequestError(mistakes);
    expect(told(thrown)).toEqual({ errors: expected, logged: [] });
    // As graphql-ws hands it on.
    const wrapped = new GraphQLError('', { originalError: thrown });
    expect(told(wrapped)).toEqual({ errors: expected, logged: [] });
  });

  test('the code of a refusal, and of our own errors that are made for clients', () => {
    const slow = new GraphQLError('behind', { originalError: new SlowReaderError('behind') });
    expect(told(gatewayError('FORBIDDEN', 'no'), slow)).toEqual({
      errors: [
        { message: 'no', extensions: { code: 'FORBIDDEN' } },
        { message: 'behind', extensions: { code: 'SLOW_READER' } },
      ],
      logged: [],
    });
  });

  test('that it is internal, if something failed; the log gets it', () => {
    const refused = new AggregateError([new Error('ECONNREFUSED ::1')], 'no connection');
    const failure = new GraphQLError('no connection', { originalError: refused, path: ['a', 1] });
    expect(told(failure, new TypeError('x is not a function'), 'text')).toEqual({
      errors: [
        { message: 'internal error', path: ['a', 1], extensions: { code: 'INTERNAL' } },
        { message: 'internal error', extensions: { code: 'INTERNAL' } },
        { message: 'internal error', extensions: { code: 'INTERNAL' } },
      ],
      logged: [
        { err: refused, path: ['a', 1] },
        { err: expect.any(TypeError) as TypeError },
        { err: expect.any(Error) as Error },
      ],
    });
  });

  test('that it is internal, if a field has a value that its type cannot tell', () => {
    const schema = buildSchema('type Query { trades: Int }');
    const rootValue = { trades: 2 ** 31 };
    const { errors } = execute({ schema, document: parse('{ trades }'), rootValue }) as {
      errors: readonly GraphQLError[];
    };
    const { errors: answers, logged } = told(...errors);
    expect(answers).toMatchObject([{ path: ['trades'], extensions: { code: 'INTERNAL' } }]);
    expect(logged).toHaveLength(1);
  });

  test('that the value is wrong, if only execution finds out that an argument is', () => {
    const schema = buildSchema('type Query { depth(levels: Int! = 10): Int }');
    const document = parse('query ($n: Int) { depth(levels: $n) }');
    const { errors } = execute({ schema, document, variableValues: { n: null } }) as {
      errors: readonly GraphQLError[];
    };
    expect(told(...errors)).toMatchObject({
      errors: [{ path: ['depth'], extensions: { code: 'BAD_USER_INPUT' } }],
      logged: [],
    });
  });
});
