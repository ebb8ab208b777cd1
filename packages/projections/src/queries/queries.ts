import { ACCOUNT_ID_PATTERN, INSTRUMENT_ID_PATTERN, UUID_PATTERN } from '@bellwether/domain';
import { Type, type Static, type TObject, type TProperties } from 'typebox';
import { PAGE_MAX } from '../read-model/page.ts';
import type { ReadModels } from '../read-model/read-model.ts';

/** One question that may be asked: what it takes, and who answers it. */
export interface Query<Input extends TObject = TObject> {
  /** JSON Schema of its input, which `after` may always be added to. */
  readonly input: Input;
  /** @param seen commit position that the answer must not be of before. */
  answer(readModels: ReadModels, input: Static<Input>, seen?: bigint): Promise<unknown>;
}

const accountId = Type.String({ pattern: ACCOUNT_ID_PATTERN, description: 'Account' });
const instrumentId = Type.String({ pattern: INSTRUMENT_ID_PATTERN, description: 'Instrument' });
const orderId = Type.String({ pattern: UUID_PATTERN, description: 'Order' });
const symbol = Type.String({ pattern: '^[A-Z][A-Z0-9.]{0,11}$', description: 'Symbol' });

const after = Type.Optional(
  Type.String({
    pattern: '^\\d{1,19}$',
    description: 'Position token of an outcome: the answer waits until it can see what it did',
  }),
);

const paging = {
  first: Type.Optional(Type.Integer({ minimum: 1, maximum: PAGE_MAX, description: 'Rows' })),
  cursor: Type.Optional(Type.String({ maxLength: 80, description: '`next` of the page before' })),
};

function query<const P extends TProperties>(
  properties: P,
  answer: (readModels: ReadModels, input: Static<TObject<P>>, seen?: bigint) => Promise<unknown>,
): Query {
  const input = Type.Object({ ...properties, after }, { additionalProperties: false });
  return { input, answer } as unknown as Query;
}

/** Every question, by `<context>.<name>`: its subject is `qry.<context>.<name>`. */
export const QUERIES: Readonly<Record<string, Query>> = {
  'account.get': query({ accountId }, (models, input) => models.account(input.accountId)),
  'account.positions': query({ accountId }, (models, input) => models.positions(input.accountId)),
  'account.lots': query({ accountId, instrumentId }, (models, input) =>
    models.lots(input.accountId, input.instrumentId),
  ),
  'order.get': query({ orderId }, (models, input) => models.order(input.orderId)),
  'order.history': query({ orderId }, (models, input) => models.orderHistory(input.orderId)),
  'order.list': query(
    {
      accountId,
      instrumentId: Type.Optional(instrumentId),
      status: Type.Optional(Type.Array(Type.String({ maxLength: 30 }), { maxItems: 10 })),
      ...paging,
    },
    (models, { cursor, ...filter }) => models.orders({ ...filter, after: cursor }),
  ),
  'trade.list': query(
    { accountId: Type.Optional(accountId), instrumentId: Type.Optional(instrumentId), ...paging },
    (models, { cursor, ...filter }) => models.trades({ ...filter, after: cursor }),
  ),
  'market.session': query({}, (models) => models.marketSession()),
  'instrument.list': query({}, (models) => models.instruments()),
  'instrument.get': query({ instrumentId }, (models, input) =>
    models.instrument(input.instrumentId),
  ),
  'instrument.price': query({ symbol }, (models, input, seen) =>
    models.latestPrice(input.symbol, seen),
  ),
  'instrument.top': query({ instrumentId }, (models, input, seen) =>
    models.topOfBook(input.instrumentId, seen),
  ),
  'instrument.depth': query(
    {
      instrumentId,
      levels: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, description: 'Levels' })),
    },
    (models, input) => models.depth(input.instrumentId, input.levels ?? 10),
  ),
  'command.outcome': query(
    { commandId: Type.String({ pattern: UUID_PATTERN, description: 'Command' }) },
    (models, input) => models.commandOutcome(input.commandId),
  ),
};
