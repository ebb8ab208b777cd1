import { Type, type TObject, type TProperties, type TSchema } from 'typebox';

/** A question that the service of market data answers from memory: the same shape as the read side's, without who answers. */
export interface MarketQuestion {
  /** What the answer is, for people. */
  readonly description: string;
  /** What the policy lets somebody do who may ask. */
  readonly action: 'ReadMarket';
  /** JSON Schema of its input, which `actor` may always be added to. */
  readonly input: TObject;
  /** JSON Schema of its answer. */
  readonly output: TSchema;
  /** How the API asks it: the field's name, and what it calls the rows. */
  readonly field: { readonly name: string; readonly list: string };
  /** What the answer looks like where there is nothing. */
  readonly nothing: unknown;
}

const actor = Type.Optional(
  Type.Unknown({ description: 'For whom a delegate asks: name, roles and accounts' }),
);

/** A question with its input's fields. */
export function marketQuestion(
  told: Pick<MarketQuestion, 'description' | 'output' | 'field'>,
  properties: TProperties,
): MarketQuestion {
  const input = Type.Object({ ...properties, actor }, { additionalProperties: false });
  return { ...told, action: 'ReadMarket', input, nothing: { rows: [] } };
}
