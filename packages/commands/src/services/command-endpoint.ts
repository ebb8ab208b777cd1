import { HEADERS, type OutcomeBatch, type Outcome } from '@bellwether/domain';
import type { NatsDoor } from '@bellwether/platform/nats';
import type { Msg, Service } from 'nats';
import type { Message } from '../intake/intake.ts';
import type { Reception } from '../lanes/reception.ts';

export interface EndpointOptions {
  readonly context: string;
  /** The partition, or `*` for any aggregate. */
  readonly key: string;
  readonly reception: Reception;
  readonly door: NatsDoor;
}

/** Answers `cmd.<context>.submit.<key>.<user>`. */
export function addCommandEndpoint(service: Service, options: EndpointOptions): void {
  const { context, key, reception, door } = options;
  service.addEndpoint('submit', {
    subject: `cmd.${context}.submit.${key}.*`,
    handler: door.handler(
      (message) => {
        reception.receive(context, received(message), (outcomes) =>
          door.answer(message, bytesOf(outcomes)),
        );
      },
      // In the platform's own account, as it keeps things in JetStream.
      'processes',
    ),
    metadata: { schema: 'CommandBatch/1' },
  });
}

const refusals = new WeakMap<Outcome, Uint8Array>();

/**
 * An answer as it travels. What a message is told that is refused as a whole is one and the same object each time, and under a
 * flood there are thousands a second: those are written once.
 */
function bytesOf(outcomes: readonly Outcome[]): Uint8Array {
  const [only] = outcomes;
  const isRefusal = outcomes.length === 1 && only?.id === undefined;
  const known = isRefusal && only !== undefined ? refusals.get(only) : undefined;
  if (known !== undefined) return known;
  const bytes = Buffer.from(JSON.stringify({ outcomes } satisfies OutcomeBatch));
  if (isRefusal && only !== undefined) refusals.set(only, bytes);
  return bytes;
}

/** A message of which headers are read only when they are asked for. */
function received(message: Msg): Message {
  const { subject, data } = message;
  return {
    subject,
    data,
    waitsMs: () => waitIn(message),
    get signature() {
      return headerOf(message, HEADERS.signature);
    },
  };
}

/** How long the sender says that it waits, ms; undefined where it says nothing that makes sense. */
function waitIn(message: Msg): number | undefined {
  const told = headerOf(message, HEADERS.waitsMs);
  return told !== undefined && /^\d{1,9}$/.test(told) ? Number(told) : undefined;
}

function headerOf(message: Msg, name: string): string | undefined {
  try {
    return message.headers?.get(name);
  } catch {
    // The client reads headers when they are asked for, and throws at those that are none.
    return undefined;
  }
}
