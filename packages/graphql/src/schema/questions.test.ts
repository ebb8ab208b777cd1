import { Type, type TObject, type TSchema } from 'typebox';
import { describe, expect, test } from 'vitest';
import { AnswerTypes } from './answer-types.ts';
import { questionSchema, type Question } from './questions.ts';

const money = Type.String({ pattern: '^-?\\d+$', 'x-scalar': 'Decimal' });
const fee = Type.Object({ kind: Type.String(), amount: money }, { title: 'Fee' });
function asking(
  input: TObject,
  output: TSchema,
  field: Omit<Question['field'], 'name'> = {},
): string {
  const types = new AnswerTypes();
  const question = { description: 'Fees.', input, output, field: { name: 'fees', ...field } };
  return `${questionSchema(types, [question])}\n${types.sdl}`;
}
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

  test('may call an input id, and its answer may be of a type that is written elsewhere', () => {
    const input = Type.Object({
      feeId: Type.String(),
      kinds: Type.Optional(Type.Array(Type.String({ 'x-scalar': 'FeeKind' }))),
    });
    const output = Type.Union([Type.Object({}), Type.Null()]);
    expect(asking(input, output, { id: 'feeId', type: 'Fee' })).toContain(
      'fees(id: ID!, kinds: [FeeKind!], after: Position): Fee\n',
    );
  });

  test('answers with pages whose rows have a name', () => {
    const output = Type.Object({ rows: Type.Array(fee), next: Type.Optional(Type.String()) });
    const schema = asking(nothing, output, { list: 'fees' });
    expect(schema).toContain('fees(after: Position): FeePage!');
    expect(schema).toMatch(/type FeePage \{\n {2}fees: \[Fee!\]!\n.*\n {2}next: String\n\}/);
    const written = asking(nothing, output, { list: 'fees', type: 'Fee' });
    expect(written).toContain('fees(after: Position): FeePage!');
    expect(written).not.toContain('type Fee');
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
