import {
  headers,
  JSONCodec,
  NatsError,
  type JetStreamClient,
  type MsgHdrs,
  type NatsConnection,
} from 'nats';
import type { Change } from '../stores/postgres/change-feed.ts';

const codec = JSONCodec();

/**
 * The JetStream stream EVENTS. An acknowledgement for every message costs several times the message, so a run of
 * them is sent in which each names the one that must stand before it, and only the last is acknowledged: it is stored only
 * if all before it are, in order. Where that fails, each is sent again by itself; the message ids keep what is stored from
 * being stored twice.
 */
export class EventStream {
  readonly #nats: NatsConnection;
  readonly #jetStream: JetStreamClient;
  /** Id of the stream's last message, as far as we know. */
  #last: string | undefined;

  constructor(nats: NatsConnection) {
    this.#nats = nats;
    this.#jetStream = nats.jetstream();
  }

  /** Resolves when the stream holds all changes. @throws NatsError where it does not answer or refuses. */
  async publish(changes: readonly Change[]): Promise<void> {
    const last = changes.at(-1);
    if (last === undefined) return;
    const before = this.#last;
    this.#last = undefined;
    if (before === undefined || !(await this.#publishRun(changes, before)))
      await Promise.all(
        changes.map(({ subject, messageId: msgID, payload }) =>
          this.#jetStream.publish(subject, codec.encode(payload), { msgID }),
        ),
      );
    this.#last = last.messageId;
  }

  /** @returns whether all are known to be stored. */
  async #publishRun(changes: readonly Change[], before: string): Promise<boolean> {
    const end = changes.length - 1;
    let lastMsgID = before;
    for (let i = 0; i < end; i++) {
      const { subject, messageId, payload } = changes[i] as Change;
      const options = { headers: following(lastMsgID, messageId) };
      this.#nats.publish(subject, codec.encode(payload), options);
      lastMsgID = messageId;
    }
    const { subject, messageId: msgID, payload } = changes[end] as Change;
    try {
      const options = { msgID, expect: { lastMsgID } };
      const { duplicate } = await this.#jetStream.publish(subject, codec.encode(payload), options);
      return !duplicate;
    } catch (error) {
      // The stream has refused the last one: somebody else has published, or one of ours was known.
      if (error instanceof NatsError && error.api_error !== undefined) return false;
      throw error;
    }
  }
}

function following(before: string, messageId: string): MsgHdrs {
  const all = headers();
  all.set('Nats-Msg-Id', messageId);
  all.set('Nats-Expected-Last-Msg-Id', before);
  return all;
}
