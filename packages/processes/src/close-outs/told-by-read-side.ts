import { formatDate, type AccountId, type CivilDate, type InstrumentId } from '@bellwether/domain';
import type { NatsConnection } from 'nats';

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

/** Asks the read side, as `processes`. @throws Error where it does not answer. */
export function closeOutsByReadSide(nats: NatsConnection): CloseOutsOn {
  return async (day) => {
    const due: DueCloseOut[] = [];
    let cursor: string | undefined;
    do {
      const input = { day: formatDate(day), first: PAGE_MAX, ...(cursor && { cursor }) };
      const reply = await nats.request(
        'qry.settlement.close-outs.processes',
        JSON.stringify(input),
        {
          timeout: ANSWER_MAX_MS,
        },
      );
      const page = reply.json<{ rows?: readonly Told[]; next?: string } | null>();
      if (page?.rows === undefined)
        throw new Error(
          `the read side does not say what is to be bought in: ${JSON.stringify(page)}`,
        );
      due.push(
        ...page.rows.map((row) => ({
          ...row,
          quantity: BigInt(row.quantity),
          maxOrderQuantity: BigInt(row.maxOrderQuantity),
        })),
      );
      cursor = page.next;
    } while (cursor !== undefined);
    return due;
  };
}
