import { formatDate, type AccountId, type CivilDate, type InstrumentId } from '@bellwether/domain';
import { allRowsBy } from '@bellwether/platform/nats';
import type { NatsConnection } from 'nats';
import { readSide } from '../runtime/read-side.ts';

/** How long the read side may take for a page, ms. */
const ANSWER_MAX_MS = 30_000;
const PAGE_MAX = 500;

/** Shares that have to be bought for an account at the opening of a day. */
export interface DueCloseOut {
  readonly accountId: AccountId;
  readonly instrumentId: InstrumentId;
  /** The run after which they are late. */
  readonly runId: string;
  readonly sale: 'SHORT' | 'LONG';
  /** `2026-11-30` */
  readonly failingSince: string;
  readonly quantity: bigint;
  /** Most that one order may buy. */
  readonly maxOrderQuantity: bigint;
}

/** What has to be bought at the opening of a day. */
export type CloseOutsOn = (day: CivilDate) => Promise<readonly DueCloseOut[]>;

type Told = Omit<DueCloseOut, 'quantity' | 'maxOrderQuantity'> & {
  readonly quantity: string;
  readonly maxOrderQuantity: string;
};

/** Asks the read side. @throws as `Ask` does */
export function closeOutsByReadSide(nats: NatsConnection): CloseOutsOn {
  const ask = readSide(nats, ANSWER_MAX_MS);
  return async (day) => {
    const input = { day: formatDate(day), first: PAGE_MAX };
    const rows = await allRowsBy<Told>(ask, 'settlement.close-outs', input);
    return rows.map((row) => ({
      ...row,
      quantity: BigInt(row.quantity),
      maxOrderQuantity: BigInt(row.maxOrderQuantity),
    }));
  };
}
