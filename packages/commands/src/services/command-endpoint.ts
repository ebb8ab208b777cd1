import type { NatsDoor } from '@bellwether/platform';
import type { Msg, Service } from 'nats';
import type { Message } from '../intake/intake.ts';
import { SIGNATURE } from '../intake/signature.ts';
import type { OutcomeBatch } from '../intake/message.ts';
import type { Context } from '../intake/routes.ts';
import type { WriteSide } from '../write-side.ts';

export interface EndpointOptions {
  readonly context: Context;
  /** The partition, or `*` for any aggregate. */
  readonly key: string;
  readonly writeSide: WriteSide;
  readonly door: NatsDoor;
}

/** Answers `cmd.<context>.submit.<key>.<user>`. */
export function addCommandEndpoint(service: Service, options: EndpointOptions): void {
  const { context, key, writeSide, door } = options;
  service.addEndpoint('submit', {
    subject: `cmd.${context}.submit.${key}.*`,
    handler: door.handler((message) =>
      writeSide.receive(context, received(message), (outcomes) =>
        door.answer(message, JSON.stringify({ outcomes } satisfies OutcomeBatch)),
      ),
    ),
    metadata: { schema: 'CommandBatch/1' },
  });
}

/** Headers are read when they are asked for; those that are none say nothing. */
function received(message: Msg): Message {
  const { subject, data } = message;
  try {
    return { subject, data, signature: message.headers?.get(SIGNATURE) };
  } catch {
    return { subject, data };
  }
}
