import type { NatsConnection } from 'nats';
import type { AdjustmentRow, AskAdjustments } from './adjustment-watch.ts';

/** How long the read side may take, ms. */
const ANSWER_MAX_MS = 5_000;

interface Answer {
  readonly rows?: readonly AdjustmentRow[];
  readonly code?: string;
  readonly message?: string;
}

/** Asks the read side, as `market_data`. */
export function askedOfReadSide(nats: NatsConnection): AskAdjustments {
  return async (exDate) => {
    const reply = await nats.request(
      'qry.corporateaction.adjustments.market_data',
      JSON.stringify({ exDate }),
      { timeout: ANSWER_MAX_MS },
    );
    const { rows, code = 'NOTHING', message = '' } = reply.json<Answer | null>() ?? {};
    if (rows === undefined) throw new Error(`the read side does not answer: ${code} ${message}`);
    return rows;
  };
}
