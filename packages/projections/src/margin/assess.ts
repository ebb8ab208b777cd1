import { LIQUIDATION_MAX } from '@bellwether/domain';
import { liquidationBy, standingBy } from '../portfolio/margin.ts';
import { marginInputNow } from '../portfolio/portfolio.ts';
import { namesCursor, parseNames, type Page } from '../read-model/page.ts';
import type { ReadModels } from '../read-model/read-models.ts';

/** Accounts that are valued for one answer. */
const ACCOUNTS = 50;

/** A margin account that has a call, or should have one; amounts in 1/10 000 USD. */
interface Assessment {
  readonly accountId: string;
  readonly kind: 'HOUSE' | 'FUTURES';
  readonly equity: bigint;
  readonly maintenance: bigint;
  readonly call: bigint;
  readonly openOrders: readonly { readonly orderId: string; readonly instrumentId: string }[];
  readonly closings: readonly {
    readonly instrumentId: string;
    readonly side: string;
    readonly quantity: bigint;
  }[];
}

const MARGIN_ACCOUNTS = `
  select a.account_id, exists (select from read_models.margin_calls c
      where c.account_id = a.account_id and c.status in ('OPEN', 'LIQUIDATING')) as is_called
  from read_models.accounts a
  where a.account_type = 'MARGIN' and ($1::text is null or a.account_id = $1) and ($2::text is null or a.account_id > $2)
  order by a.account_id limit $3`;

const OPEN_ORDERS = `
  select order_id::text, instrument_id from read_models.orders where account_id = $1 and leaves > 0
  order by order_id limit $2`;

/** A page of accounts, those left out that neither have a call nor should have one. @throws BadCursorError */
export async function assessmentsOf(
  models: Pick<ReadModels, 'db' | 'redis'>,
  accountId: string | undefined,
  cursor: string | undefined,
): Promise<Page<Assessment>> {
  const behind =
    cursor === undefined ? null : (parseNames(cursor, '^[A-Za-z0-9_-]{1,36}$')[0] ?? null);
  const accounts = await models.db.$client.unsafe<{ account_id: string; is_called: boolean }[]>(
    MARGIN_ACCOUNTS,
    [accountId ?? null, behind, ACCOUNTS],
  );
  const rows: Assessment[] = [];
  for (const { account_id: id, is_called: isCalled } of accounts) {
    const assessed = await assessmentOf(models, id);
    if (assessed !== undefined && (isCalled || assessed.call > 0n)) rows.push(assessed);
  }
  const last = accounts.at(-1);
  const isMore = accountId === undefined && accounts.length === ACCOUNTS && last !== undefined;
  return { rows, next: isMore ? namesCursor(last.account_id) : undefined };
}

async function assessmentOf(
  models: Pick<ReadModels, 'db' | 'redis'>,
  accountId: string,
): Promise<Assessment | undefined> {
  const input = await marginInputNow(models, accountId);
  if (input === undefined) return undefined;
  const { marginEquity: equity, maintenance, call } = standingBy(input, 0n);
  const isFutures = input.positions.every(
    ({ instrumentId }) => input.instruments.get(instrumentId)?.future !== undefined,
  );
  const told = { accountId, kind: isFutures ? 'FUTURES' : 'HOUSE', equity, maintenance } as const;
  if (call === 0n) return { ...told, call, openOrders: [], closings: [] };
  const open = await models.db.$client.unsafe<{ order_id: string; instrument_id: string }[]>(
    OPEN_ORDERS,
    [accountId, LIQUIDATION_MAX],
  );
  const closings = liquidationBy(input, []).flatMap((step) =>
    step.type === 'CLOSE'
      ? [{ instrumentId: step.instrumentId, side: step.side, quantity: step.quantity }]
      : [],
  );
  return {
    ...told,
    call,
    openOrders: open.map((row) => ({ orderId: row.order_id, instrumentId: row.instrument_id })),
    closings: closings.slice(0, LIQUIDATION_MAX),
  };
}
