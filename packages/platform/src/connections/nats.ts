import { connect, Events, type NatsConnection } from 'nats';
import type { Logger } from '../service/logger.ts';

export interface NatsOptions {
  /** `host:port` of the server. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** Shown by the server's monitoring. */
  readonly name: string;
}

const CONNECT_WAIT_MS = 5_000;

/**
 * Connects and stays connected. Replies come to the user's own inbox prefix, the only one its permissions allow.
 * @throws NatsError when the server cannot be reached within five seconds or refuses the user.
 */
export async function connectNats(options: NatsOptions, logger: Logger): Promise<NatsConnection> {
  const connection = await connect({
    servers: options.url,
    user: options.user,
    pass: options.password,
    name: options.name,
    inboxPrefix: inboxPrefix(options.user),
    timeout: CONNECT_WAIT_MS,
    reconnect: true,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    reconnectJitter: 250,
    maxPingOut: 5,
    // Stack traces per request cost a third of the throughput.
    noAsyncTraces: true,
  });
  void reportStatus(connection, logger);
  return connection;
}

/** Whether the server answers on this connection. Resolves after a round trip, and not at all where there is none. */
export async function natsAnswers(connection: NatsConnection): Promise<boolean> {
  await connection.flush();
  return true;
}

/** Every user has its own inbox, so that nobody can read another's replies. */
export function inboxPrefix(user: string): string {
  return `_INBOX.${user}`;
}

async function reportStatus(connection: NatsConnection, logger: Logger): Promise<void> {
  for await (const status of connection.status()) {
    if (status.type === Events.Disconnect || status.type === Events.Error)
      logger.warn({ status: status.type, data: status.data }, 'nats');
    else if (status.type === Events.Reconnect) logger.info('nats reconnected');
  }
}
