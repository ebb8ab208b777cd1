import type { CommandId } from '../../kernel/ids.ts';
import JOURNAL_SCHEMAS from './schemas.json' with { type: 'json' };
import { avroFingerprint, avroSchema } from '../schema/avro.ts';
import { AvroFormatError, AvroSink, AvroSource } from '../schema/avro-bytes.ts';
import { avroCodec, type AvroSchema } from '../schema/avro-codec.ts';
import { jsonSchemaOf } from '../schema/definition.ts';
import { TRADING_FACTS, type TradingFact } from '../../trading/facts.ts';

/** Type of the one event that a group commit appends to the journal `trading-<partition>`. */
export const TRADING_BATCH = 'TradingBatch';

/** Prefix of trading journals. */
export const TRADING_CATEGORY = 'trading';

export function tradingStream(partition: number): string {
  return `${TRADING_CATEGORY}-${partition}`;
}

/** What one command came to: who sent what, when it arrived, and every fact that followed, in order. */
export interface JournalEntry {
  readonly commandId: CommandId;
  /** The NATS user that sent the command. */
  readonly principal: string;
  /** Hash of the command's payload: the same id with another payload is a conflict, not a repeat. */
  readonly fingerprint: bigint;
  /** When the partition took the command in, ns since 1970 UTC. */
  readonly receivedAt: bigint;
  readonly facts: readonly TradingFact[];
}

/** What stands in a batch's metadata, so that a person sees what the record is without decoding it. */
export interface BatchMetadata {
  readonly schema: string;
  readonly firstSequence: string;
  readonly lastSequence: string;
  /** Facts by type. */
  readonly facts: Readonly<Record<string, number>>;
  /** SHA-256 over the previous batch's hash and this batch's bytes: a changed or missing batch breaks the chain. */
  readonly hash: string;
  /** Stream that holds the beginning of the data, in order, where it was too large for one append; absent otherwise. */
  readonly parts?: string;
}

/** The bytes name a schema that this program has never had: a newer program wrote them. */
export class UnknownJournalSchemaError extends Error {
  override readonly name = 'UnknownJournalSchemaError';
  readonly code = 'UNKNOWN_JOURNAL_SCHEMA';
  constructor(fingerprint: string) {
    super(`trading batch written with unknown schema ${fingerprint}: run a version that knows it`);
  }
}

/** Every schema that a journal was ever written with, by fingerprint, and a batch that was written with it (base64). */
export type RecordedJournalSchemas = Readonly<
  Record<string, { readonly avro: AvroSchema; readonly batch: string }>
>;

const declared = new Set<string>();

/** The schema that `encodeBatch` writes, as Avro's JSON. */
export const BATCH_AVRO: AvroSchema = {
  type: 'record',
  name: TRADING_BATCH,
  fields: [
    {
      name: 'entries',
      type: {
        type: 'array',
        items: {
          type: 'record',
          name: 'Entry',
          fields: [
            { name: 'commandId', type: firstUuid(declared) },
            { name: 'principal', type: 'string' },
            { name: 'fingerprint', type: 'long' },
            { name: 'receivedAt', type: 'long' },
            {
              name: 'facts',
              type: {
                type: 'array',
                items: TRADING_FACTS.map((fact) =>
                  avroSchema(fact.type, jsonSchemaOf(fact), declared),
                ),
              },
            },
          ],
        },
      },
    },
  ],
};

const CODEC = avroCodec<{ readonly entries: readonly JournalEntry[] }>(BATCH_AVRO);
const sink = new AvroSink();

/** Names the schema that `encodeBatch` writes; stands in the event's metadata. */
export const BATCH_SCHEMA: string = avroFingerprint(BATCH_AVRO);

/** Writes entries as Avro. */
export function encodeBatch(entries: readonly JournalEntry[]): Buffer {
  sink.clear();
  CODEC.write(sink, { entries });
  return sink.written();
}

/**
 * Reads entries written by `encodeBatch`, of this version or of any recorded one. A field that came later is absent.
 * @param schema the writer's schema, from the event's metadata.
 * @throws UnknownJournalSchemaError; AvroFormatError where the bytes are damaged.
 */
export function decodeBatch(bytes: Uint8Array, schema: string): readonly JournalEntry[] {
  const source = new AvroSource(bytes);
  const { entries } = codecOf(schema).read(source);
  if (!source.ended) throw new AvroFormatError('bytes after the last entry');
  return entries;
}

const codecs = new Map([[BATCH_SCHEMA, CODEC]]);

function codecOf(schema: string): typeof CODEC {
  const known = codecs.get(schema);
  if (known !== undefined) return known;
  const recorded = (JOURNAL_SCHEMAS as RecordedJournalSchemas)[schema];
  if (recorded === undefined) throw new UnknownJournalSchemaError(schema);
  const codec: typeof CODEC = avroCodec(recorded.avro);
  codecs.set(schema, codec);
  return codec;
}

function firstUuid(names: Set<string>): AvroSchema {
  return avroSchema('commandId', { type: 'string', 'x-kind': 'uuid' }, names);
}
