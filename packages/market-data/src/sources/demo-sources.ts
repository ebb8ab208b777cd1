import type { NamedSource } from './source-definition.ts';

/** Updates a second of each venue: enough to see something move. */
const PER_SECOND = 10;

/** Two venues that are made up, around the same prices. @param text `ACME=100.00,GLOBEX=45.25`; empty: none. */
export function demoSources(text: string): readonly NamedSource[] {
  if (text === '') return [];
  const prices = Object.fromEntries(
    text.split(',').map((one) => one.split('=') as [string, string]),
  );
  return ['demo-north', 'demo-south'].map((name, index) => ({
    name,
    source: { kind: 'DEMO', seed: index + 1, prices, perSecond: PER_SECOND },
  }));
}
