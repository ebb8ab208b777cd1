import {
  corporateActionStream,
  newYorkTime,
  reject,
  tradeBustStream,
  type FoundTrade,
  type Outcome,
  type TradeBustDecision,
} from '@bellwether/domain';
import { answered, coldRequest, type DeliveryOf, type Handling } from '../aggregates/decide.ts';
import { findTrade } from './find-trade.ts';
import type { EventStore } from '../runtime/event-store.ts';

/** What handling it takes beside the aggregates: the journals, where the trade stands. */
export interface BustHandling extends Handling {
  readonly store: Pick<EventStore, 'readStream'>;
}

/** The trade is taken from the journal, and not from who asks. */
export async function bustTrade(
  handling: BustHandling,
  delivery: DeliveryOf<'BustTrade'>,
): Promise<Outcome> {
  const { command, receivedAt: at } = delivery;
  const { id, type, data } = command;
  const found = await findTrade(handling.store, data.tradeId);
  if (found !== undefined && (await isRestated(handling, found))) {
    const words = 'a corporate action has changed what the trade was about';
    return { status: 'rejected', id, ...reject('ACTION_IN_FORCE', words) };
  }
  const decision: TradeBustDecision = { type, data, at, found };
  const result = await handling.aggregates.tradeBusts.handle(
    tradeBustStream(data.instrumentId),
    coldRequest(delivery, decision),
  );
  return answered(handling, delivery, result);
}

/** Whether an action has come into force since the day of the trade. */
async function isRestated({ aggregates }: Handling, { trade, at }: FoundTrade): Promise<boolean> {
  const actions = await aggregates.corporateActions.state(
    corporateActionStream(trade.instrumentId),
  );
  const { date } = newYorkTime(at);
  return [...actions.values()].some(
    ({ status, terms }) => (status === 'effective' || status === 'paid') && terms.exDate > date,
  );
}
