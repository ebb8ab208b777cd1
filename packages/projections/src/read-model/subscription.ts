import { INSTRUMENT_ID_PATTERN, type Actor } from '@bellwether/domain';
import { Type, type Static, type TObject } from 'typebox';
import { changePlaceText, parseChangePlace } from './change-place.ts';
import type { Changes } from './changes.ts';
import type { FollowedRows } from './followed-rows.ts';
import { CHANGES_MAX, readChanges } from './read-changes.ts';
import { maySee, withoutOthersSides } from './seen-by.ts';
import { BALANCES, changesOf, ORDER, POSITION, TRADE_SEEN } from './answers.ts';
import { accountId, demandMarket, ForbiddenQueryError, query, type Query } from './query.ts';

type Row = Readonly<Record<string, unknown>>;

/** Rows that can be followed: a snapshot, then every change behind it. */
export interface Subscription {
  /** What they are, for people. */
  readonly description: string;
  /** Whose they are; who may ask about that may follow them. */
  readonly of: 'account' | 'instrument';
  /** The API's field, and the type of its messages. */
  readonly field: string;
  readonly message: string;
  /** What a message calls its rows, and the API's type of one: `{ orders: 'Order' }`. */
  readonly list: string;
  readonly type: string;
  /** Whether there is one row, or none. */
  readonly isOne?: true;
  /** JSON Schema of a row, as it is told over NATS. */
  readonly row: TObject;
  /** @param id of the account or instrument. */
  readonly rows: (changes: Changes, id: string) => FollowedRows<Row>;
  /** A row as somebody sees it over NATS; the API hides fields by itself. */
  readonly seen?: (row: Row, viewer: Actor) => Row;
}

/** Everything that can be followed, by the name of the question that asks for the next changes over NATS. */
export const SUBSCRIPTIONS: Readonly<Record<string, Subscription>> = {
  'account.changes': {
    description: 'Cash of an account, now and whenever it changes',
    of: 'account',
    field: 'accountChanges',
    message: 'AccountChanges',
    list: 'account',
    type: 'Account',
    isOne: true,
    row: BALANCES,
    rows: (changes, id) => rowsOf(changes.account(id)),
  },
  'order.changes': {
    description: 'Orders of an account: those that work, then each that changes',
    of: 'account',
    field: 'orderChanges',
    message: 'OrderChanges',
    list: 'orders',
    type: 'Order',
    row: ORDER,
    rows: (changes, id) => rowsOf(changes.orders(id)),
  },
  'position.changes': {
    description: 'Positions of an account, now and whenever one changes',
    of: 'account',
    field: 'positionChanges',
    message: 'PositionChanges',
    list: 'positions',
    type: 'Holding',
    row: POSITION,
    rows: (changes, id) => rowsOf(changes.positions(id)),
  },
  'trade.changes': {
    description:
      'Trades of an instrument: the latest hundred, then every one, and those that are taken back',
    of: 'instrument',
    field: 'tradeChanges',
    message: 'TradeChanges',
    list: 'trades',
    type: 'Trade',
    row: TRADE_SEEN,
    rows: (changes, id) => rowsOf(changes.trades({ instrumentId: id })),
    seen: withoutOthersSides,
  },
  'account.trade-changes': {
    description:
      'Trades of an account: the latest hundred, then every one, and those that are taken back',
    of: 'account',
    field: 'accountTradeChanges',
    message: 'TradeChanges',
    list: 'trades',
    type: 'Trade',
    row: TRADE_SEEN,
    rows: (changes, id) => rowsOf(changes.trades({ accountId: id })),
    seen: withoutOthersSides,
  },
};

/** What is done with rows needs no more of them than their fields. */
function rowsOf<T extends object>(rows: FollowedRows<T>): FollowedRows<Row> {
  return rows as unknown as FollowedRows<Row>;
}

const instrumentId = Type.String({ pattern: INSTRUMENT_ID_PATTERN, description: 'Instrument' });

const paging = {
  from: Type.Optional(
    Type.String({
      maxLength: 300,
      description: '`position` of the answer before; absent: from the beginning',
    }),
  ),
  first: Type.Optional(
    Type.Integer({ minimum: 1, maximum: CHANGES_MAX, default: CHANGES_MAX, description: 'Rows' }),
  ),
};

/** The question for what comes next of what is followed. Who asks with each answer's `position` misses nothing and sees nothing twice. */
export function changesQuery(subscription: Subscription): Query {
  const { description, of, row, rows, seen } = subscription;
  const told = {
    description: `${description}: what comes next.`,
    input: of === 'account' ? { accountId, ...paging } : { instrumentId, ...paging },
    output: changesOf(row),
  };
  const action = of === 'account' ? 'ReadAccount' : 'ReadMarket';
  return query(action, told, async (models, input, asked) => {
    const { viewer } = asked;
    const { from, first, ...whose } = input as Static<TObject<typeof paging>>;
    const id = (whose as Readonly<Record<string, string>>)[`${of}Id`] as string;
    if (of === 'instrument') demandMarket(asked);
    else if (!maySee(viewer, id)) throw new ForbiddenQueryError(action);
    const source = rows(models.changes, id);
    const place = from === undefined ? undefined : parseChangePlace(from, source.keys);
    await asked.see();
    const see = (position: bigint): Promise<void> => models.see(position);
    const page = await readChanges(source, place, { isBack: true, see, first });
    return {
      kind: page.kind,
      position: page.place === undefined ? null : changePlaceText(page.place),
      more: page.more,
      rows: seen === undefined ? page.rows : page.rows.map((one) => seen(one, viewer)),
    };
  });
}
