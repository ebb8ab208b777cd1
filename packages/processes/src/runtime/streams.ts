import { COLD_CATEGORIES, COLD_FACTS } from '@bellwether/domain';
import { FACT_STREAMS } from '@bellwether/projections/facts';

/** Beginnings of the names of the streams that have facts of some types. */
export function streamsWith(types: readonly string[]): readonly string[] {
  // Facts of trading are in the journals, whose names are among those of all facts.
  if (types.some((type) => !COLD_FACTS.has(type))) return FACT_STREAMS;
  return Object.entries(COLD_CATEGORIES)
    .filter(([, facts]) => facts.some(({ type }) => types.includes(type)))
    .map(([category]) => `${category}-`);
}
