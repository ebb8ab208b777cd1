import { readVenueQuotes, VENUE_QUOTES_SUBJECT } from '@bellwether/domain';
import { RareLog, type Logger } from '@bellwether/platform/log';
import type { NatsConnection } from 'nats';
import type { HearQuotes } from '../lanes/venue-feed.ts';
import type { CommandMetrics } from '../lanes/metrics.ts';

export interface VenueQuotesHeardOptions {
  readonly nats: NatsConnection;
  /** Market identifier codes of the venues that orders may meet; what others quote is not heard. */
  readonly venues: ReadonlySet<string>;
  readonly logger: Logger;
  readonly metrics: Pick<CommandMetrics, 'quoted'>;
}

/** Hears the quotes of venues on NATS, of those alone that this installation executes at. */
export function venueQuotesHeard(options: VenueQuotesHeardOptions): HearQuotes {
  const { nats, venues, logger, metrics } = options;
  const damaged = new RareLog(logger, 'a message of venue quotes that cannot be read');
  return (heard) => {
    const subscription = nats.subscribe(VENUE_QUOTES_SUBJECT, {
      callback: (error, message) => {
        // The connection was closed, or may not listen: quotes grow stale then, as without any.
        if (error !== null) return;
        try {
          const quotes = readVenueQuotes(message.string());
          heard(quotes.filter(({ venue }) => venues.has(venue)));
        } catch (reason) {
          metrics.quoted('damaged');
          damaged.note({ err: reason });
        }
      },
    });
    return () => subscription.unsubscribe();
  };
}
