import { jsonSchemaOf } from '../schema/definition.ts';
import { jsonCodec, type JsonCodec } from '../schema/json-codec.ts';
import { COLD_FACTS, type ColdFact } from './registry.ts';

/** A stored event names a type that this program has never had: a newer program wrote it. */
export class UnknownFactError extends Error {
  override readonly name = 'UnknownFactError';
  readonly code = 'UNKNOWN_FACT';
  constructor(type: string) {
    super(`no fact is called ${type}: run a version that knows it`);
  }
}

const codecs: ReadonlyMap<string, JsonCodec<ColdFact['data']>> = new Map(
  [...COLD_FACTS.values()].map((definition) => [
    definition.type,
    jsonCodec<ColdFact['data']>(jsonSchemaOf(definition)),
  ]),
);

/** Reads a stored event of an account's or instrument's stream. @throws UnknownFactError */
export function readColdFact(type: string, json: unknown): ColdFact {
  return { type, data: codecOf(type).fromJson(json) } as ColdFact;
}

/** Writes a fact as the JSON of a stored event. */
export function writeColdFact(fact: ColdFact): Record<string, unknown> {
  return codecOf(fact.type).toJson(fact.data) as Record<string, unknown>;
}

function codecOf(type: string): JsonCodec<ColdFact['data']> {
  const codec = codecs.get(type);
  if (codec === undefined) throw new UnknownFactError(type);
  return codec;
}
