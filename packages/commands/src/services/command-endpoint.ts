import type { Logger } from '@bellwether/platform';
import type { Service } from 'nats';
import type { OutcomeBatch } from '../intake/message.ts';
import type { Context } from '../intake/routes.ts';
import type { WriteSide } from '../write-side.ts';

export interface EndpointOptions {
  readonly context: Context;
  /** The partition, or `*` for any aggregate. */
  readonly key: string;
  readonly writeSide: WriteSide;
  readonly logger: Logger;
}

/** Answers `cmd.<context>.submit.<key>.<user>`. */
export function addCommandEndpoint(service: Service, options: EndpointOptions): void {
  const { context, key, writeSide, logger } = options;
  service.addEndpoint('submit', {
    subject: `cmd.${context}.submit.${key}.*`,
    handler: (error, message) => {
      if (error !== null) return logger.error({ err: error }, 'endpoint');
      writeSide.receive(context, message, (outcomes) => {
        message.respond(JSON.stringify({ outcomes } satisfies OutcomeBatch));
      });
    },
    metadata: { schema: 'CommandBatch/1' },
  });
}
