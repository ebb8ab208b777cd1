import type { NatsDoor } from '@bellwether/platform';
import type { Service } from 'nats';
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
      writeSide.receive(context, message, (outcomes) =>
        door.answer(message, JSON.stringify({ outcomes } satisfies OutcomeBatch)),
      ),
    ),
    metadata: { schema: 'CommandBatch/1' },
  });
}
