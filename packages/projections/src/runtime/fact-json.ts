import { COLD_FACTS, HOT_FACTS, jsonCodec, jsonSchemaOf, type JsonCodec } from '@bellwether/domain';
import type { Fact } from './recorded-fact.ts';

const codecs: ReadonlyMap<string, JsonCodec<Fact['data']>> = new Map(
  [...COLD_FACTS.values(), ...HOT_FACTS.values()].map((definition) => [
    definition.type,
    jsonCodec<Fact['data']>(jsonSchemaOf(definition)),
  ]),
);

/** A fact's data as its schema's JSON: money as decimals, 64-bit integers as strings. */
export function factJson(fact: Fact): unknown {
  return codecs.get(fact.type)?.toJson(fact.data);
}

/** The fact again. @throws TypeError for a type that the registry does not have. */
export function factFromJson(type: string, json: unknown): Fact {
  const codec = codecs.get(type);
  if (codec === undefined) throw new TypeError(`no fact is called ${type}`);
  return { type, data: codec.fromJson(json) } as Fact;
}
