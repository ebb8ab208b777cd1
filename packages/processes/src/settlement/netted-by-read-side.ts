import { jsonCodec, NETTING_ANSWER, type JsonSchema, type NettingAnswer } from '@bellwether/domain';
import type { NatsConnection } from 'nats';
import { readSide } from '../runtime/read-side.ts';

/** How long the read side may take for one answer, ms: for the first it nets all trades of the run. */
const ANSWER_MAX_MS = 120_000;

const codec = jsonCodec<NettingAnswer>(NETTING_ANSWER as unknown as JsonSchema);

/** What a run is about, netted. */
type Netted = Pick<NettingAnswer, 'lines' | 'prices'>;

/** Has a run netted whose start stands at a commit position. */
export type NetRun = (runId: string, startedAt: bigint) => Promise<Netted>;

/** Whether there is something to settle. */
export type IsAnythingDue = () => Promise<boolean>;

/** Asks the read side. @throws as `Ask` does */
export function nettedByReadSide(nats: NatsConnection): {
  readonly net: NetRun;
  readonly isAnythingDue: IsAnythingDue;
} {
  const ask = readSide(nats, ANSWER_MAX_MS);
  return {
    async net(runId, startedAt) {
      const all: NettingAnswer[] = [];
      for (let page = 1; page === 1 || page <= (all[0]?.pages ?? 0); page++)
        all.push(
          codec.fromJson(await ask('settlement.netting', { runId, page, after: `${startedAt}` })),
        );
      const prices = all.flatMap((answer) => answer.prices);
      return {
        lines: all.flatMap(({ lines }) => lines),
        // An instrument may stand on two pages.
        prices: [...new Map(prices.map((price) => [price.instrumentId, price])).values()],
      };
    },
    isAnythingDue: async () => (await ask<{ readonly isDue: boolean }>('settlement.due', {})).isDue,
  };
}
