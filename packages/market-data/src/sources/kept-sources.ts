import { natsEntry } from '@bellwether/platform/nats';
import type { NatsConnection } from 'nats';
import { Compile } from 'typebox/compile';
import { Type } from 'typebox';
import { SOURCE_DEFINITION, SOURCE_NAME_PATTERN, type NamedSource } from './source-definition.ts';

/** Bucket of the configured sources; declared with the streams under infra/nats. */
const BUCKET = 'FEEDS';
const KEY = 'sources';

const KEPT = Compile(
  Type.Array(
    Type.Object({ name: Type.String({ pattern: SOURCE_NAME_PATTERN }), source: SOURCE_DEFINITION }),
  ),
);

/** The sources could not be written: another instance did meanwhile, or what is kept cannot be read. */
class NotKeptError extends Error {
  override readonly name = 'NotKeptError';
  readonly code = 'NOT_KEPT';
}

/** Which sources there are, so that they are there after a restart. */
export interface KeptSources {
  /** Undefined where none were ever written. @throws NotKeptError, NatsError */
  read(): Promise<readonly NamedSource[] | undefined>;
  /** @throws NotKeptError where another instance has written since the last read; NatsError */
  write(sources: readonly NamedSource[]): Promise<void>;
}

/** Kept in NATS's key-value store, written by comparing and setting. @throws NatsError where NATS does not answer. */
export async function keptInNats(nats: NatsConnection): Promise<KeptSources> {
  const entry = await natsEntry(nats, BUCKET, KEY);
  let revision = 0;
  return {
    async read() {
      const found = await entry.read();
      revision = found?.revision ?? 0;
      if (found === undefined || found.text === '') return undefined;
      const sources: unknown = JSON.parse(found.text);
      if (!KEPT.Check(sources))
        throw new NotKeptError('what is kept of sources is of another form');
      return sources as readonly NamedSource[];
    },
    async write(sources) {
      const written = await entry.write(JSON.stringify(sources), revision);
      if (written !== undefined) {
        revision = written;
        return;
      }
      // An answer that was lost looks the same: the next write is compared with what is there now.
      revision = (await entry.read())?.revision ?? 0;
      throw new NotKeptError('the sources were changed meanwhile: look, and ask again');
    },
  };
}
