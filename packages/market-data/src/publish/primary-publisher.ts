import {
  PRIMARY_STATUS_MAX,
  PRIMARY_STATUS_SUBJECT,
  writePrimaryStatus,
  type PrimaryStatus,
} from '@bellwether/domain';
import type { NatsConnection } from 'nats';
import type { MarketState } from '../consolidate/market-state.ts';
import type { SourceState } from '../consolidate/sources/source-state.ts';
import { MarketStatus, StatusReason } from '../update/status.ts';
import { REASON_NAMES, STATUS_NAMES } from '../update/status-names.ts';
import { ToldAgain } from './told-again.ts';

/** Whether an instrument trades, by what is said of it; others say nothing of it: sessions are the platform's own. */
const TRADES: ReadonlyMap<number, boolean> = new Map<number, boolean>([
  [MarketStatus.TRADING, true],
  [MarketStatus.LULD_LIMIT, true],
  [MarketStatus.HALTED, false],
  [MarketStatus.PAUSED, false],
  [MarketStatus.QUOTE_ONLY, false],
  [MarketStatus.MWCB_LEVEL_1, false],
  [MarketStatus.MWCB_LEVEL_2, false],
  [MarketStatus.MWCB_LEVEL_3, false],
]);

/** Why it is halted, in the platform's words; all others are REGULATORY. */
const REASONS: ReadonlyMap<number, PrimaryStatus['reason']> = new Map<
  number,
  PrimaryStatus['reason']
>([
  [StatusReason.NEWS_PENDING, 'NEWS_PENDING'],
  [StatusReason.NEWS_RELEASED, 'NEWS_PENDING'],
  [StatusReason.LULD_PAUSE, 'VOLATILITY_PAUSE'],
  [StatusReason.OPERATIONAL, 'OPERATIONAL'],
]);

export interface PrimaryPublisherOptions {
  readonly nats: Pick<NatsConnection, 'publish'>;
  readonly isConnected: () => boolean;
  readonly state: MarketState;
  /** The source that speaks for the primary market; empty: none does. */
  readonly primary: string;
}

/**
 * Tells on `md.status` what the primary market says of instruments: whether they trade, and between which prices (Limit
 * Up-Limit Down). While its source is silent nothing is told: who follows it stays as it was.
 */
export function primaryPublisher(options: PrimaryPublisherOptions): ToldAgain {
  const { nats, isConnected, state, primary } = options;
  const tell = (instruments: readonly number[]): void => {
    const source = state.sources.find(({ name }) => name === primary);
    if (source === undefined || source.isSilent || !isConnected()) return;
    const told = instruments
      .map((i) => statusOf(state, source, i))
      .filter(({ trades, bands }) => trades !== undefined || bands !== undefined);
    for (let from = 0; from < told.length; from += PRIMARY_STATUS_MAX) {
      const some = told.slice(from, from + PRIMARY_STATUS_MAX);
      nats.publish(PRIMARY_STATUS_SUBJECT, writePrimaryStatus(primary, some));
    }
  };
  return new ToldAgain({ isOn: primary !== '', count: () => state.symbols.count, tell });
}

function statusOf(state: MarketState, source: SourceState, i: number): PrimaryStatus {
  // What concerns the whole market concerns each of its instruments.
  const isStopped = TRADES.get(source.marketStatus) === false;
  const ofMarket = isStopped || source.status[i] === MarketStatus.UNKNOWN;
  const status = ofMarket ? source.marketStatus : source.status[i]!;
  const reason = ofMarket ? source.marketReason : source.statusReason[i]!;
  const trades = TRADES.get(status);
  const [lower, upper] = [source.bandLow[i]!, source.bandHigh[i]!];
  return {
    symbol: state.symbols.symbolOf(i),
    ...(trades === undefined ? {} : { trades }),
    ...(trades === false ? { reason: REASONS.get(reason) ?? ('REGULATORY' as const) } : {}),
    detail: `${STATUS_NAMES[status] ?? 'UNKNOWN'} ${REASON_NAMES[reason] ?? 'OTHER'}`,
    ...(upper > 0
      ? { bands: { lower: BigInt(Math.ceil(lower)), upper: BigInt(Math.floor(upper)) } }
      : {}),
  };
}
