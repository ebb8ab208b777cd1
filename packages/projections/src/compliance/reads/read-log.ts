import { JSONCodec, type NatsConnection } from 'nats';
import { readsIn, type Read } from './read.ts';

/** The stream, and the subject that it takes: declared under infra/nats. */
const STREAM = 'READ_AUDIT';
export const READS_SUBJECT = 'audit.reads';
/** Messages that are looked through for one answer, the latest first. */
const MESSAGES_MAX = 2_000;

/** What was noted of reads, in a bounded stream of its own. */
export interface ReadLog {
  /** The latest reads, of an account or of all, the newest first. @throws NatsError */
  latest(account: string | undefined, most: number): Promise<readonly Read[]>;
}

export function readLogIn(nats: NatsConnection): ReadLog {
  const codec = JSONCodec<unknown>();
  return {
    async latest(account, most) {
      const { streams } = await nats.jetstreamManager({ checkAPI: false });
      const { state } = await streams.info(STREAM);
      const found: Read[] = [];
      const oldest = Math.max(state.first_seq, state.last_seq - MESSAGES_MAX + 1, 1);
      for (let seq = state.last_seq; seq >= oldest && found.length < most; seq--) {
        const { data } = await streams.getMessage(STREAM, { seq });
        for (const read of readsIn(codec.decode(data)).toReversed())
          if (account === undefined || read.account === account) found.push(read);
      }
      return found.slice(0, most);
    },
  };
}
