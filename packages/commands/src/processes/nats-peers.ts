import type { NatsDoor } from '@bellwether/platform/nats';
import type { Msg, NatsConnection } from 'nats';
import type { Peers } from './peers.ts';

/** `partition.<n>.followed`: how far has the owner of partition n followed the log? */
const subjectOf = (partition: number): string => `partition.${partition}.followed`;

interface Question {
  /** Commit position. */
  readonly position: string;
  readonly timeoutMs: number;
}

/** Room for the answer of a partition that has waited as long as it was told to, ms. */
const ANSWER_MS = 100;

/** Partitions alone may ask each other. */
const ASKER = 'commands';

/** Asks the owners of the other partitions through NATS. One that is away has nothing to say and is not waited for. */
export function natsPeers(
  nats: NatsConnection,
  door: NatsDoor,
  partition: number,
  partitions: number,
): Peers {
  const others = Array.from({ length: partitions }, (_, n) => n).filter((n) => n !== partition);
  return {
    async followed(position, timeoutMs) {
      const question: Question = { position: `${position}`, timeoutMs };
      const asked = others.map((other) =>
        nats.request(subjectOf(other), JSON.stringify(question), {
          timeout: timeoutMs + ANSWER_MS,
        }),
      );
      await Promise.allSettled(asked);
    },
    tell(followed) {
      const subscription = nats.subscribe(subjectOf(partition), {
        callback: door.handler(async (message: Msg) => {
          const { position, timeoutMs } = message.json<Question>();
          await followed(BigInt(position), timeoutMs);
          door.answer(message, '');
        }, ASKER),
      });
      return () => subscription.unsubscribe();
    },
  };
}
