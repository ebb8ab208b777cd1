import type { NatsDoor } from '@bellwether/platform';
import type { MsgHdrs, Service } from 'nats';
import type { OutcomeBatch } from '../intake/message.ts';
import { WAITS_MS } from '../intake/headers.ts';
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
    handler: door.handler((message) => {
      const { subject, data } = message;
      const waitsMs = (): number | undefined => waitIn(message);
      writeSide.receive(context, { subject, data, waitsMs }, (outcomes) =>
        door.answer(message, JSON.stringify({ outcomes } satisfies OutcomeBatch)),
      );
    }),
    metadata: { schema: 'CommandBatch/1' },
  });
}

/** How long the sender says that it waits, ms; undefined where it says nothing that makes sense. */
function waitIn(message: { readonly headers?: MsgHdrs }): number | undefined {
  try {
    const told = message.headers?.get(WAITS_MS);
    return told !== undefined && /^\d{1,9}$/.test(told) ? Number(told) : undefined;
  } catch {
    // The client reads headers when they are asked for, and throws at those that are none.
    return undefined;
  }
}
