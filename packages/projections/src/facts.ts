// Facts as they are recorded, for who follows the log.
export { FACT_STREAMS, factsOf, UnreadableEventError } from './runtime/recorded-fact.ts';
export type { DataOf, Fact, FactContext, RecordedFact } from './runtime/recorded-fact.ts';
