import { HEADERS, type OutcomeBatch } from '@bellwether/domain';
import type { Logger } from '@bellwether/platform/log';
import type { NatsDoor } from '@bellwether/platform/nats';
import { sleep, type Runtime } from '@bellwether/platform/runtime';
import type { Signer } from '@bellwether/platform/signing';
import { headers, type ConsumerMessages, type JsMsg, type NatsConnection } from 'nats';
import type { Reception } from '../lanes/reception.ts';
import { DurableIntake, type DeadReason, type QueuedMessage } from './durable-intake.ts';
import { forward } from './forward.ts';
import {
  COMMANDS_STREAM,
  DEAD_DELIVERIES,
  DEAD_REASON,
  DEAD_SUBJECT,
  FORWARDED,
  isShort,
} from './headers.ts';

export interface ConsumeOptions {
  readonly nats: NatsConnection;
  readonly context: string;
  /** Durable consumer of the work queue, declared with the streams under infra/nats. */
  readonly consumer: string;
  readonly reception: Reception;
  readonly runtime: Runtime;
  readonly logger: Logger;
  readonly door: NatsDoor;
  /** Vouches for whom commands are, where they are sent on to another partition. */
  readonly signer: Signer;
}

/** Messages taken from the queue ahead: as many as one append may gather where each holds one order. */
const MESSAGES_AHEAD = 256;
/** How soon it is looked again whether there is time for the next one, ms; until then it stays in the queue. */
const ROOM_LOOK_MS = 5;
const RETRY_MS = 1_000;

/** Takes durable commands off the work queue until stopped. */
export function consumeCommands(options: ConsumeOptions): { stop(): Promise<void> } {
  const { nats, context, reception, runtime, logger, door, signer } = options;
  const intake = new DurableIntake({
    runtime,
    logger,
    // The queue waits as long as it must; what is in hand is decided, however long that takes.
    receive: ({ subject, data, signature }, respond) =>
      reception.receive(context, { subject, data, signature, waitsMs: () => Infinity }, respond),
    reply: (subject, outcomes) =>
      door.guard(subject, () =>
        nats.publish(subject, JSON.stringify({ outcomes } satisfies OutcomeBatch)),
      ),
    forward: (message, outcomes) => forward(nats, message, outcomes, signer),
    bury: (message, reason) => bury(nats, message, reason),
  });
  let messages: ConsumerMessages | undefined;
  let stopping = false;
  const run = async (): Promise<void> => {
    while (!stopping) {
      try {
        const consumer = await nats.jetstream().consumers.get(COMMANDS_STREAM, options.consumer);
        messages = await consumer.consume({ max_messages: MESSAGES_AHEAD, expires: 5_000 });
        // It may have been stopped while the queue was asked.
        if (stopping) messages.stop();
        for await (const message of messages) {
          while (!stopping && !reception.hasRoom(context)) await sleep(runtime, ROOM_LOOK_MS);
          door.guard(message.subject, () => intake.take(queued(message)));
        }
      } catch (error) {
        if (!stopping) logger.warn({ err: error, consumer: options.consumer }, 'queue');
      }
      if (!stopping) await sleep(runtime, RETRY_MS);
    }
  };
  const running = run();
  return {
    async stop() {
      stopping = true;
      messages?.stop();
      await running;
    },
  };
}

function queued(message: JsMsg): QueuedMessage {
  const { subject, data } = message;
  const common = {
    subject,
    data,
    sequence: message.seq,
    deliveries: message.info.redeliveryCount,
    done: () => message.ack(),
    later: (ms: number) => message.nak(ms),
  };
  try {
    const replyTo = message.headers?.get(HEADERS.replyTo) || undefined;
    const signature = message.headers?.get(HEADERS.signature);
    const forwarded = Number(message.headers?.get(FORWARDED) || 0);
    return { ...common, replyTo, signature, forwarded };
  } catch {
    // The client reads headers when they are asked for, and throws at those that are none.
    return { ...common, replyTo: undefined, forwarded: 0, unreadable: true };
  }
}

/** `cmd.durable.<context>.<key>.<user>` becomes `dlq.<context>.<key>.<user>`; a key that is too long is left out. */
function deadSubject(subject: string): string {
  const [, , context = '', , user = ''] = subject.split('.');
  return isShort(subject)
    ? subject.replace('cmd.durable.', 'dlq.')
    : `dlq.${context}.too-long.${user}`;
}

async function bury(
  nats: NatsConnection,
  message: QueuedMessage,
  reason: DeadReason,
): Promise<void> {
  const kept = headers();
  kept.set(DEAD_REASON, reason);
  kept.set(DEAD_SUBJECT, message.subject);
  kept.set(DEAD_DELIVERIES, `${message.deliveries}`);
  if (message.signature) kept.set(HEADERS.signature, message.signature);
  await nats.jetstream().publish(deadSubject(message.subject), message.data, { headers: kept });
}
