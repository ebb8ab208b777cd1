import { can, exampleOf, type Action, type Actor, type JsonSchema } from '@bellwether/domain';
import { Type, type Static, type TObject, type TProperties, type TSchema } from 'typebox';
import type { ReadModels } from './read-models.ts';
import { accountId } from './inputs.ts';
import { mayAsk, maySee } from './seen-by.ts';

/** Who asks, and what the answer must not be of before. */
export interface Asked {
  readonly viewer: Actor;
  /** Commit position. */
  readonly seen: bigint | undefined;
  /** Waits for it, once the viewer is known to be let in. @throws StaleReadModelError */
  readonly see: () => Promise<void>;
}

/** One question that may be asked: what it answers, what it takes, and who answers it. */
export interface Query<Input extends TObject = TObject> {
  /** What the answer is, for people. */
  readonly description: string;
  /** What the policy lets somebody do who may ask. */
  readonly action: 'ReadAccount' | 'ReadMarket' | 'ReadHouse' | 'ReadSurveillance' | 'ReadRecords';
  /** JSON Schema of its input, which `after` and `actor` may always be added to. */
  readonly input: Input;
  /** JSON Schema of its answer. */
  readonly output: TSchema;
  /** The API's field that is made of this declaration; absent: the API asks it in a form of its own. */
  readonly field?: ApiField | undefined;
  /** What the answer looks like where there is nothing, or nothing that the viewer may see. */
  readonly nothing: unknown;
  /** What is not the viewer's to see looks like what is not there. @throws ForbiddenQueryError, AmbiguousQueryError */
  answer(readModels: ReadModels, input: Static<Input>, asked: Asked): Promise<unknown>;
}

/** How the API asks a question. */
export interface ApiField {
  readonly name: string;
  /** The input that the API calls `id`; what does not look like one is the id of nothing. */
  readonly id?: string;
  /** What the API calls the rows of a page: `{ orders, next }`, of the type `OrderPage`. */
  readonly list?: string;
  /** The API's type of the answer, or of a row of its page, where it is written there; absent: made of the answer's schema. */
  readonly type?: string;
  /** Default: the question's. */
  readonly description?: string;
}

/** A page of what is not there, or not the viewer's to see. */
export const NO_ROWS = { rows: [] } as const;

/** The policy does not let the caller ask this at all. */
export class ForbiddenQueryError extends Error {
  override readonly name = 'ForbiddenQueryError';
  readonly code = 'FORBIDDEN';
  constructor(action: Action) {
    super(`${action} is not yours here`);
  }
}

/** What is asked for is several things: the message says what tells them apart. */
export class AmbiguousQueryError extends Error {
  override readonly name = 'AmbiguousQueryError';
  readonly code = 'AMBIGUOUS';
}

/** The answer would be made of more rows than fit into memory. */
export class TooManyRowsError extends Error {
  override readonly name = 'TooManyRowsError';
  readonly code = 'TOO_LARGE';
}

const after = Type.Optional(
  Type.String({
    pattern: '^\\d{1,19}$',
    description: 'Position token of an outcome: the answer waits until it can see what it did',
  }),
);

const actor = Type.Optional(
  Type.Unknown({ description: 'For whom a delegate asks: name, roles and accounts' }),
);

/** What everybody may know of a question. */
interface Told<P extends TProperties> extends Pick<Query, 'description' | 'output' | 'field'> {
  readonly input: P;
  /** Default: null. */
  readonly nothing?: unknown;
}

/** @param action what somebody may do who may ask. */
export function query<const P extends TProperties>(
  action: Query['action'],
  { description, input: properties, output, field, nothing = null }: Told<P>,
  answer: (models: ReadModels, input: Static<TObject<P>>, asked: Asked) => Promise<unknown>,
): Query {
  const input = Type.Object({ ...properties, after, actor }, { additionalProperties: false });
  return { description, action, input, output, field, nothing, answer } as unknown as Query;
}

/** About an account. @param nothing what it looks like where it is not there. */
export function ofAccount<const P extends TProperties>(
  told: Told<P>,
  nothing: unknown,
  answer: (
    models: ReadModels,
    input: Static<TObject<P & { readonly accountId: typeof accountId }>>,
  ) => Promise<unknown>,
): Query {
  const all = { ...told, nothing, input: { accountId, ...told.input } };
  return query('ReadAccount', all, async (models, input, { viewer, see }) => {
    if (!maySee(viewer, (input as { readonly accountId: string }).accountId)) return nothing;
    await see();
    return answer(models, input as never);
  });
}

/** About the market. */
export function ofMarket<const P extends TProperties>(
  told: Told<P>,
  answer: (models: ReadModels, input: Static<TObject<P>>, asked: Asked) => Promise<unknown>,
): Query {
  return query('ReadMarket', told, async (models, input, asked) => {
    demandMarket(asked);
    await asked.see();
    return answer(models, input, asked);
  });
}

/** About all accounts together. */
export function ofHouse<const P extends TProperties>(
  told: Told<P>,
  answer: (models: ReadModels, input: Static<TObject<P>>, asked: Asked) => Promise<unknown>,
): Query {
  return query('ReadHouse', told, async (models, input, asked) => {
    demand(asked, 'ReadHouse');
    await asked.see();
    return answer(models, input, asked);
  });
}

/** About what only those may know who watch over the market, or keep its records. */
export function ofCompliance<const P extends TProperties>(
  action: 'ReadSurveillance' | 'ReadRecords',
  told: Told<P>,
  answer: (models: ReadModels, input: Static<TObject<P>>, asked: Asked) => Promise<unknown>,
): Query {
  return query(action, told, async (models, input, asked) => {
    demand(asked, action);
    await asked.see();
    return answer(models, input, asked);
  });
}

/** About what says only when it is found whose it is. @param nothing as of `ofAccount`. */
export function ofSomething<const P extends TProperties>(
  told: Told<P>,
  nothing: unknown,
  answer: (models: ReadModels, input: Static<TObject<P>>, asked: Asked) => Promise<unknown>,
): Query {
  return query('ReadAccount', { ...told, nothing }, async (models, input, asked) => {
    if (!mayAsk(asked.viewer)) return nothing;
    await asked.see();
    return answer(models, input, asked);
  });
}

/** @throws ForbiddenQueryError */
export function demandMarket(asked: Asked): void {
  demand(asked, 'ReadMarket');
}

function demand({ viewer }: Asked, action: Action): void {
  if (can(viewer, action) !== 'allowed') throw new ForbiddenQueryError(action);
}

/** Fields whose values only an earlier answer can give, or only a delegate may. */
const NOT_IN_EXAMPLES: ReadonlySet<string> = new Set([
  'after',
  'actor',
  'cursor',
  'from',
  'stream',
]);

/** An input that fits a question, every field included that somebody can make up. */
export function queryExample({ input }: Pick<Query, 'input'>): object {
  const properties = Object.entries(input.properties).filter(
    ([name]) => !NOT_IN_EXAMPLES.has(name),
  );
  return exampleOf({
    type: 'object',
    properties: Object.fromEntries(properties),
  } as JsonSchema) as object;
}
