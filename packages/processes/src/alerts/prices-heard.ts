import type { Price } from '@bellwether/domain';
import { RareLog, type Logger } from '@bellwether/platform/log';
import type { NatsConnection } from 'nats';
import type { HearPrices, MarketPrices } from './market-alerts.ts';

/** What is read of a row of `md.quotes`; prices in 1/10 000 USD as digits. */
interface Row {
  readonly symbol: string;
  readonly last: string | null;
  /** Lowest and highest sale since the row before; null: there was none. */
  readonly soldLow: string | null;
  readonly soldHigh: string | null;
}

/** Hears the prices of the market on NATS: of the sales since the message before the lowest, the highest and the last. */
export function pricesHeard(nats: NatsConnection, logger: Logger): HearPrices {
  const damaged = new RareLog(logger, 'a message of quotes that cannot be read');
  return (heard) => {
    const subscription = nats.subscribe('md.quotes', {
      callback: (error, message) => {
        if (error !== null) return;
        try {
          heard(message.json<readonly Row[]>().flatMap(pricesOf));
        } catch (reason) {
          damaged.note({ err: reason });
        }
      },
    });
    return () => subscription.unsubscribe();
  };
}

function pricesOf({ symbol, last, soldLow, soldHigh }: Row): readonly MarketPrices[] {
  if (soldLow === null || soldHigh === null || last === null) return [];
  const prices = [soldLow, soldHigh, last].map((price): Price => BigInt(price));
  return prices.every((price) => price > 0n) ? [{ symbol, prices }] : [];
}
