import { FACT_STREAMS } from '@bellwether/projections';
import { CommandFailure } from '../command-line/exit.ts';

const CATEGORIES: readonly string[] = FACT_STREAMS.map((prefix) => prefix.replace(/-$/, ''));

/** @throws CommandFailure for what is no category of streams with facts. */
export function checkCategory(name: string): void {
  if (CATEGORIES.includes(name)) return;
  throw new CommandFailure(`no category is called ${name}; there are ${CATEGORIES.join(', ')}`);
}
