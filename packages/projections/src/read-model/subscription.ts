import type { Actor } from '@bellwether/domain';
import { Type, type Static, type TObject } from 'typebox';
import { changesOf } from './answers.ts';
import { changePlaceText, parseChangePlace } from './change-place.ts';
import type { FollowedRows } from './followed-rows.ts';
import { followTable, type FollowedTable } from './followed-table.ts';
import { accountId, instrumentId } from './inputs.ts';
import { demandMarket, ForbiddenQueryError, query, type Query } from './query.ts';
import { CHANGES_MAX, readChanges } from './read-changes.ts';
import type { ReadModels } from './read-models.ts';
import { maySee } from './seen-by.ts';

type Row = Readonly<Record<string, unknown>>;

/** What rows are read from. */
type FollowedModels = Pick<ReadModels, 'db' | 'redis'>;

/** Rows that can be followed: a snapshot, then every change behind it. */
export interface Subscription {
  /** What they are, for people. */
  readonly description: string;
  /** Whose they are; who may ask about that may follow them. */
  readonly of: 'account' | 'instrument';
  /** The API's field, and the type of its messages. */
  readonly field: string;
  readonly message: string;
  /** What a message calls its rows. */
  readonly list: string;
  /** The API's type of a row, where it is written there; absent: made of `row`. */
  readonly type?: string;
  /** Whether there is one row, or none. */
  readonly isOne?: true;
  /** JSON Schema of a row, as it is told over NATS. */
  readonly row: TObject;
  /** Where its rows are. */
  readonly follows: FollowedTable;
  /** Rows that are more than those of the table. @param id of the account or instrument. */
  readonly rows?: (models: FollowedModels, id: string) => FollowedRows<object>;
  /** What also changes where no fact says so is looked at so often, ms; absent: only when a fact says so. */
  readonly looksEveryMs?: number;
  /** A row as somebody sees it over NATS; the API hides fields by itself. */
  readonly seen?: (row: Row, viewer: Actor) => Row;
}

const which = {
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

/** The rows of a subscription that belong to an account or instrument. */
export function followedRows(
  { follows, rows }: Pick<Subscription, 'follows' | 'rows'>,
  models: FollowedModels,
  id: string,
): FollowedRows<Row> {
  if (rows === undefined) return followTable(models.db, follows, id);
  // What is done with rows needs no more of them than their fields.
  return rows(models, id) as FollowedRows<never>;
}

/** The question for what comes next of what is followed. Who asks with each answer's `position` misses nothing and sees nothing twice. */
export function changesQuery(subscription: Subscription): Query {
  const { description, of, row, seen } = subscription;
  const told = {
    description: `${description}: what comes next.`,
    input: of === 'account' ? { accountId, ...which } : { instrumentId, ...which },
    output: changesOf(row),
  };
  const action = of === 'account' ? 'ReadAccount' : 'ReadMarket';
  return query(action, told, async (models, input, asked) => {
    const { viewer } = asked;
    const { from, first, ...whose } = input as Static<TObject<typeof which>>;
    const id = (whose as Readonly<Record<string, string>>)[`${of}Id`] as string;
    if (of === 'instrument') demandMarket(asked);
    else if (!maySee(viewer, id)) throw new ForbiddenQueryError(action);
    const source = followedRows(subscription, models, id);
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
