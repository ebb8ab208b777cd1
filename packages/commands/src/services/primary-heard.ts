import { PRIMARY_STATUS_SUBJECT, readPrimaryStatus } from '@bellwether/domain';
import { RareLog, type Logger } from '@bellwether/platform/log';
import type { NatsConnection } from 'nats';
import type { HearPrimary } from '../lanes/primary-feed.ts';

export interface PrimaryHeardOptions {
  readonly nats: NatsConnection;
  /** The source of market data that speaks for the primary market; others are not heard. */
  readonly source: string;
  readonly logger: Logger;
}

/** Hears on NATS what the primary market says of instruments. */
export function primaryHeard({ nats, source, logger }: PrimaryHeardOptions): HearPrimary {
  const damaged = new RareLog(logger, 'a message about the primary market that cannot be read');
  return (heard) => {
    const subscription = nats.subscribe(PRIMARY_STATUS_SUBJECT, {
      callback: (error, message) => {
        // The connection was closed, or may not listen: instruments stay as they are.
        if (error !== null) return;
        try {
          const words = readPrimaryStatus(message.string());
          if (words.source === source) heard(words);
        } catch (reason) {
          damaged.note({ err: reason });
        }
      },
    });
    return () => subscription.unsubscribe();
  };
}
