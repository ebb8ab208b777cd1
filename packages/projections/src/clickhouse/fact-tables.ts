import { factJson } from '../runtime/fact-json.ts';
import { idsOf } from '../runtime/fact-ids.ts';
import type { RecordedFact } from '../runtime/recorded-fact.ts';
import { dateTime, POSITION, TIME, WORD, type ClickHouseTable } from './table.ts';

const place = {
  position: { type: POSITION, value: ({ position }: RecordedFact) => `${position}` },
  batch_index: { type: 'UInt32', value: ({ index }: RecordedFact) => index },
};

/** Every fact: its JSON, and the ids that questions filter by. */
export const factsTable: ClickHouseTable<RecordedFact> = {
  name: 'facts',
  columns: {
    ...place,
    type: { type: WORD, value: ({ fact }) => fact.type },
    stream: { type: 'String codec(ZSTD)', value: ({ stream }) => stream },
    at: { type: TIME, value: ({ at }) => dateTime(at) },
    command_id: { type: 'UUID', value: ({ commandId }) => commandId },
    principal: { type: WORD, value: ({ principal }) => principal },
    account_id: { type: 'String', value: ({ fact }) => idsOf(fact).accountId ?? '' },
    instrument_id: { type: WORD, value: ({ fact }) => idsOf(fact).instrumentId ?? '' },
    order_id: { type: 'String', value: ({ fact }) => idsOf(fact).orderId ?? '' },
    data: { type: 'String codec(ZSTD)', value: ({ fact }) => JSON.stringify(factJson(fact)) },
  },
  orderBy: ['position', 'batch_index'],
  time: 'at',
  keep: 'record',
};

/** How long a step of an order's acceptance took. */
interface Latency {
  readonly recorded: RecordedFact;
  readonly stage: 'VALIDATION' | 'RISK';
  readonly ns: bigint;
}

/** Where an accepted order's time went, from the stamps in its fact. */
export function latenciesOf(recorded: RecordedFact): readonly Latency[] {
  if (recorded.fact.type !== 'OrderAccepted') return [];
  const { validatedAt, approvedAt } = recorded.fact.data;
  return [
    { recorded, stage: 'VALIDATION', ns: validatedAt - recorded.at },
    { recorded, stage: 'RISK', ns: approvedAt - validatedAt },
  ];
}

/** One row per order and stage. */
export const latenciesTable: ClickHouseTable<Latency> = {
  name: 'latencies',
  columns: {
    position: { type: POSITION, value: ({ recorded }) => `${recorded.position}` },
    batch_index: { type: 'UInt32', value: ({ recorded }) => recorded.index },
    stage: { type: WORD, value: ({ stage }) => stage },
    at: { type: TIME, value: ({ recorded }) => dateTime(recorded.at) },
    instrument_id: {
      type: WORD,
      value: ({ recorded }) => idsOf(recorded.fact).instrumentId ?? '',
    },
    ns: { type: 'Int64 codec(T64, ZSTD)', value: ({ ns }) => `${ns}` },
  },
  orderBy: ['position', 'batch_index', 'stage'],
  time: 'at',
  keep: 'measurement',
};
