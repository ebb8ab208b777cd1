import { Type, type TObject, type TSchema } from 'typebox';
import { describe, expect, test } from 'vitest';
import { questionSchema } from './questions.ts';

const money = Type.String({ pattern: '^-?\\d+$', 'x-scalar': 'Decimal' });
const fee = Type.Object({ kind: Type.String(), amount: money }, { title: 'Fee' });
const asking = (input: TObject, output: TSchema): string =>
  questionSchema(new Map([['fees', { description: 'Fees.', input, output }]]));
const nothing = Type.Object({});

describe('a question as the API asks it', () => {
  test('takes the inputs as they are declared, and a position to wait for', () => {
    const input = Type.Object({
      accountId: Type.String(),
      first: Type.Optional(Type.Integer({ default: 5 })),
      after: Type.Optional(Type.String()),
      actor: Type.Optional(Type.Unknown()),
    });
    expect(asking(input, Type.Array(fee))).toContain(
      'fees(accountId: ID!, first: Int = 5, after: Position): [Fee!]!',
    );
  });

  test('answers with types of its own, each written once', () => {
    const output = Type.Object(
      { one: fee, other: Type.Union([fee, Type.Null()]) },
      { title: 'Fees' },
    );
    const schema = asking(nothing, output);
    expect(schema).toContain('type Fees {\n  one: Fee!\n  other: Fee\n}');
    expect(schema).toContain('type Fee {\n  kind: String!\n  amount: Decimal!\n}');
    expect(schema.match(/type Fee \{/g)).toHaveLength(1);
  });

  test.each<[string, TSchema, string]>([
    ['a record without a name', Type.Object({ a: money }), 'the record fees has no title'],
    [
      'digits that do not say what they count',
      Type.String({ pattern: '^-?\\d+$' }),
      'fees does not say',
    ],
    ['one of several things', Type.Union([money, fee]), 'fees is one of several things'],
    ['anything', Type.Unknown(), 'nothing in the API'],
  ])('is refused by name where its answer is %s', (_what, output, reason) => {
    expect(() => asking(nothing, output)).toThrow(reason);
  });
});
