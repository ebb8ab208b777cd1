import type { AccountId, InstrumentId, OrderId } from '@bellwether/domain';
import { allRowsBy } from '@bellwether/platform/nats';
import type { NatsConnection } from 'nats';
import { readSide } from '../runtime/read-side.ts';

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

/** An assessment as JSON has it. */
type Told = Omit<Assessed, 'call' | 'closings' | 'equity' | 'maintenance'> &
  Readonly<Record<'call' | 'equity' | 'maintenance', string>> & {
    readonly closings: readonly {
      readonly instrumentId: InstrumentId;
      readonly side: 'BUY' | 'SELL';
      readonly quantity: string;
    }[];
  };

/** Asks the read side. @throws as `Ask` does */
export function assessedByReadSide(nats: NatsConnection): AssessAccounts {
  const ask = readSide(nats, ANSWER_MAX_MS);
  return async (accountId, after) => {
    const input = { accountId, after: after === undefined ? undefined : `${after}` };
    return (await allRowsBy<Told>(ask, 'margin.assessments', input)).map(assessedOf);
  };
}

function assessedOf(row: Told): Assessed {
  return {
    ...row,
    equity: BigInt(row.equity),
    maintenance: BigInt(row.maintenance),
    call: BigInt(row.call),
    closings: row.closings.map((one) => ({ ...one, quantity: BigInt(one.quantity) })),
  };
}
