import {
  ACCOUNT_ID_PATTERN,
  can,
  INSTRUMENT_ID_PATTERN,
  UUID_PATTERN,
  type Action,
  type Actor,
} from '@bellwether/domain';
import { Type, type Static, type TObject, type TProperties } from 'typebox';
import { LEVELS_MAX } from '../read-model/depth.ts';
import { SYMBOL_PATTERN } from '../read-model/market.ts';
import { PAGE_MAX, type Paging } from '../read-model/page.ts';
import type { ReadModels } from '../read-model/read-model.ts';
import {
  mayAsk,
  maySee,
  maySeeCause,
  seenEvent,
  withoutOthersSides,
} from '../read-model/seen-by.ts';

/** Who asks, and what the answer must not be of before. */
interface Asked {
  readonly viewer: Actor;
  /** Commit position. */
  readonly seen: bigint | undefined;
  /** Waits for it, once the viewer is known to be let in. @throws StaleReadModelError */
  readonly see: () => Promise<void>;
}

/** One question that may be asked: what it takes, and who answers it. */
export interface Query<Input extends TObject = TObject> {
  /** JSON Schema of its input, which `after` and `actor` may always be added to. */
  readonly input: Input;
  /** What is not the viewer's to see looks like what is not there. @throws ForbiddenQueryError */
  answer(readModels: ReadModels, input: Static<Input>, asked: Asked): Promise<unknown>;
}

/** The policy does not let the caller ask this at all. */
export class ForbiddenQueryError extends Error {
  override readonly name = 'ForbiddenQueryError';
  readonly code = 'FORBIDDEN';
  constructor(action: Action) {
    super(`${action} is not yours here`);
  }
}

const accountId = Type.String({ pattern: ACCOUNT_ID_PATTERN, description: 'Account' });
const instrumentId = Type.String({ pattern: INSTRUMENT_ID_PATTERN, description: 'Instrument' });
const orderId = Type.String({ pattern: UUID_PATTERN, description: 'Order' });
const symbol = Type.String({ pattern: SYMBOL_PATTERN, description: 'Symbol' });

const after = Type.Optional(
  Type.String({
    pattern: '^\\d{1,19}$',
    description: 'Position token of an outcome: the answer waits until it can see what it did',
  }),
);

const actor = Type.Optional(
  Type.Unknown({ description: 'For whom a delegate asks: name, roles and accounts' }),
);

const paging = {
  first: Type.Optional(Type.Integer({ minimum: 1, maximum: PAGE_MAX, description: 'Rows' })),
  cursor: Type.Optional(Type.String({ maxLength: 80, description: '`next` of the page before' })),
};

function query<const P extends TProperties>(
  properties: P,
  answer: (models: ReadModels, input: Static<TObject<P>>, asked: Asked) => Promise<unknown>,
): Query {
  const input = Type.Object({ ...properties, after, actor }, { additionalProperties: false });
  return { input, answer } as unknown as Query;
}

/** About an account. @param nothing what it looks like where it is not there. */
function ofAccount<const P extends TProperties>(
  properties: P,
  nothing: unknown,
  answer: (
    models: ReadModels,
    input: Static<TObject<P & { readonly accountId: typeof accountId }>>,
  ) => Promise<unknown>,
): Query {
  return query({ accountId, ...properties }, async (models, input, { viewer, see }) => {
    if (!maySee(viewer, (input as { readonly accountId: string }).accountId)) return nothing;
    await see();
    return answer(models, input as never);
  });
}

/** About the market. */
function ofMarket<const P extends TProperties>(
  properties: P,
  answer: (models: ReadModels, input: Static<TObject<P>>, asked: Asked) => Promise<unknown>,
): Query {
  return query(properties, async (models, input, asked) => {
    demandMarket(asked);
    await asked.see();
    return answer(models, input, asked);
  });
}

/** About what says only when it is found whose it is. @param nothing as of `ofAccount`. */
function ofSomething<const P extends TProperties>(
  properties: P,
  nothing: unknown,
  answer: (models: ReadModels, input: Static<TObject<P>>, asked: Asked) => Promise<unknown>,
): Query {
  return query(properties, async (models, input, asked) => {
    if (!mayAsk(asked.viewer)) return nothing;
    await asked.see();
    return answer(models, input, asked);
  });
}

function demandMarket({ viewer }: Asked): void {
  if (can(viewer, 'ReadMarket') !== 'allowed') throw new ForbiddenQueryError('ReadMarket');
}

const NO_ROWS = { rows: [] } as const;

/** A page as it is asked for here. */
function pageOf({ first, cursor }: Static<TObject<typeof paging>>): Paging {
  return { first, after: cursor };
}

/** Every question, by `<context>.<name>`: its subject is `qry.<context>.<name>.<caller>`. */
export const QUERIES: Readonly<Record<string, Query>> = {
  'account.get': ofAccount({}, null, (models, input) => models.account(input.accountId)),
  'account.positions': ofAccount(paging, NO_ROWS, (models, input) =>
    models.positions(input.accountId, pageOf(input)),
  ),
  'account.lots': ofAccount({ instrumentId, ...paging }, null, (models, input) =>
    models.lots(input.accountId, input.instrumentId, pageOf(input)),
  ),
  'order.get': ofSomething({ orderId }, null, async (models, input, { viewer }) => {
    const row = await models.order(input.orderId);
    return row !== undefined && maySee(viewer, row.accountId) ? row : null;
  }),
  'order.history': ofSomething(
    { orderId, ...paging },
    NO_ROWS,
    async (models, input, { viewer }) => {
      const row = await models.order(input.orderId);
      if (row === undefined || !maySee(viewer, row.accountId)) return NO_ROWS;
      const page = await models.orderHistory(input.orderId, pageOf(input));
      return { ...page, rows: page.rows.map((event) => seenEvent(event, viewer)) };
    },
  ),
  'order.list': ofAccount(
    {
      instrumentId: Type.Optional(instrumentId),
      status: Type.Optional(
        Type.Array(Type.String({ pattern: '^[A-Z_]{1,30}$' }), { maxItems: 10 }),
      ),
      ...paging,
    },
    NO_ROWS,
    (models, { cursor, ...filter }) => models.orders({ ...filter, after: cursor }),
  ),
  'trade.list': query(
    { accountId: Type.Optional(accountId), instrumentId: Type.Optional(instrumentId), ...paging },
    async (models, { cursor, ...filter }, asked) => {
      const { viewer } = asked;
      if (filter.accountId === undefined) demandMarket(asked);
      else if (!maySee(viewer, filter.accountId)) return NO_ROWS;
      await asked.see();
      const page = await models.trades({ ...filter, after: cursor });
      return { ...page, rows: page.rows.map((row) => withoutOthersSides(row, viewer)) };
    },
  ),
  'market.session': ofMarket({}, (models) => models.marketSession()),
  'instrument.list': ofMarket(paging, (models, input) => models.instruments(pageOf(input))),
  'instrument.get': ofMarket({ instrumentId }, (models, input) =>
    models.instrument(input.instrumentId),
  ),
  'instrument.price': ofMarket({ symbol }, (models, input, { seen }) =>
    models.latestPrice(input.symbol, seen),
  ),
  'instrument.top': ofMarket({ instrumentId }, (models, input, { seen }) =>
    models.topOfBook(input.instrumentId, seen),
  ),
  'instrument.depth': ofMarket(
    {
      instrumentId,
      levels: Type.Optional(
        Type.Integer({ minimum: 1, maximum: LEVELS_MAX, description: 'Levels' }),
      ),
    },
    (models, input) => models.depth(input.instrumentId, input.levels ?? 10),
  ),
  'command.outcome': ofSomething(
    { commandId: Type.String({ pattern: UUID_PATTERN, description: 'Command' }) },
    null,
    async (models, input, { viewer }) => {
      const row = await models.commandOutcome(input.commandId);
      return row !== undefined && maySeeCause(viewer, row.accountId) ? row : null;
    },
  ),
};
