import { defineAggregate, type Aggregate } from '../contracts/schema/aggregate.ts';
import { accept, refuse, type Decision } from '../kernel/decider.ts';
import type { TradeId } from '../kernel/ids.ts';
import { reject } from '../kernel/rejection.ts';
import type { TradeExecutedFact } from '../orders/facts.ts';
import { sessionDayAfter } from '../calendar/sessions.ts';
import { newYorkTime, type Instant } from '../time/new-york.ts';
import { TRADE_BUST_COMMANDS, type TradeBustCommand } from './commands.ts';
import { TRADE_BUST_FACTS, type TradeBustFact } from './facts.ts';

/** What the journal has of a trade. */
export interface FoundTrade {
  readonly trade: TradeExecutedFact['data'];
  /** When its cause came in, ns since 1970 UTC. */
  readonly at: Instant;
}

/** A command, when it came in, and the trade that it names; undefined: there is none between orders of ours. */
export type TradeBustDecision = TradeBustCommand & {
  readonly at: Instant;
  readonly found: FoundTrade | undefined;
};

/** Trades of an instrument that were taken back. */
export type TradeBustState = ReadonlySet<TradeId>;

function decide(busted: TradeBustState, decision: TradeBustDecision): Decision<TradeBustFact> {
  const { found, at, data } = decision;
  const { instrumentId, tradeId, reason } = data;
  if (found?.trade.instrumentId !== instrumentId)
    return refuse(
      reject('UNKNOWN_TRADE', `${instrumentId} has no trade ${tradeId} between two orders of ours`),
    );
  if (busted.has(tradeId))
    return refuse(reject('NOTHING_TO_CHANGE', `trade ${tradeId} was taken back before`));
  // Clearly erroneous trades are reviewed at once; afterwards too much follows from them. House rule.
  const earliest = sessionDayAfter(newYorkTime(at).date, -1);
  if (newYorkTime(found.at).date < earliest)
    return refuse(reject('BUST_TOO_LATE', `trade ${tradeId} is older than the session day before`));
  const { trade } = found;
  return accept({ type: 'TradeBustOrdered', data: { instrumentId, tradeId, trade, reason } });
}

/** Trades that are taken back, each once. */
export const tradeBusts: Aggregate<
  typeof TRADE_BUST_COMMANDS,
  typeof TRADE_BUST_FACTS,
  TradeBustState,
  TradeBustDecision
> = defineAggregate({
  description: 'Trades that are taken back',
  category: 'tradeBusts',
  route: { context: 'instrument', by: 'instrumentId' },
  commands: TRADE_BUST_COMMANDS,
  facts: TRADE_BUST_FACTS,
  followedByTrading: true,
  initial: new Set<TradeId>(),
  decide,
  evolve: (busted, { data }) => new Set(busted).add(data.tradeId),
});

/** The stream of an instrument's. */
export function tradeBustStream(instrumentId: TradeBustCommand['data']['instrumentId']): string {
  return `${tradeBusts.category}-${instrumentId}`;
}
