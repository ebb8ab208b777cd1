import { askAs, type Ask } from '@bellwether/platform/nats';
import type { NatsConnection } from 'nats';

/** A way to ask the read side, as `processes`. @param timeoutMs how long an answer may take. */
export function readSide(nats: NatsConnection, timeoutMs: number): Ask {
  return askAs(nats, { user: 'processes', timeoutMs });
}
