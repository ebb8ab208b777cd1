import type { AccountId, InstrumentId, OrderId } from '@bellwether/domain';
import type { NatsConnection } from 'nats';

/** How long the read side may take for a page of fifty accounts, ms; where it ends meanwhile, no answer comes at all. */
const ANSWER_MAX_MS = 10_000;

/** Where a margin account stands that has a call, or should have one. Money in 1/10 000 USD. */
export interface Assessed {
  readonly accountId: AccountId;
  readonly kind: 'HOUSE' | 'FUTURES';
  readonly equity: bigint;
  readonly maintenance: bigint;
  readonly call: bigint;
  readonly openOrders: readonly {
    readonly orderId: OrderId;
    readonly instrumentId: InstrumentId;
  }[];
  readonly closings: readonly {
    readonly instrumentId: InstrumentId;
    readonly side: 'BUY' | 'SELL';
    readonly quantity: bigint;
  }[];
}

/** Has accounts valued. @param accountId absent: all of them. @param after commit position that the answer must know. */
export type AssessAccounts = (
  accountId: AccountId | undefined,
  after: bigint | undefined,
) => Promise<readonly Assessed[]>;

interface Answer {
  readonly code?: string;
  readonly message?: string;
  readonly rows: readonly (Omit<Assessed, 'call' | 'closings' | 'equity' | 'maintenance'> &
    Readonly<Record<'call' | 'equity' | 'maintenance', string>> & {
      readonly closings: readonly {
        readonly instrumentId: InstrumentId;
        readonly side: 'BUY' | 'SELL';
        readonly quantity: string;
      }[];
    })[];
  readonly next?: string;
}

/** Asks the read side, as `processes`. @throws Error where it does not answer. */
export function assessedByReadSide(nats: NatsConnection): AssessAccounts {
  return async (accountId, after) => {
    const all: Assessed[] = [];
    for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined;) {
      isFirst = false;
      const input = { accountId, cursor, after: after === undefined ? undefined : `${after}` };
      const subject = 'qry.margin.assessments.processes';
      const reply = await nats.request(subject, JSON.stringify(input), { timeout: ANSWER_MAX_MS });
      const { rows, next, code, message } = reply.json<Answer>();
      if (code !== undefined) throw new Error(`the read side does not answer: ${code} ${message}`);
      all.push(...rows.map(assessedOf));
      cursor = next;
    }
    return all;
  };
}

function assessedOf(row: Answer['rows'][number]): Assessed {
  return {
    ...row,
    equity: BigInt(row.equity),
    maintenance: BigInt(row.maintenance),
    call: BigInt(row.call),
    closings: row.closings.map((one) => ({ ...one, quantity: BigInt(one.quantity) })),
  };
}
