import { expect, test } from 'vitest';
import { exposuresOf } from './exposures.ts';

test('what moves together is added up, by class, currency, sector and underlying: options go with theirs', () => {
  const known = new Map([
    ['ACME', { underlyingId: undefined, sector: 'Energy' }],
    ['ACME_C', { underlyingId: 'ACME', sector: undefined }],
    ['GLOBEX', { underlyingId: undefined, sector: undefined }],
  ]);
  const position = (instrumentId: string, assetClass: string, exposure: bigint) => ({
    instrumentId,
    assetClass,
    exposure,
  });
  const exposures = exposuresOf(
    [
      position('ACME', 'EQUITY', 100n),
      position('ACME_C', 'OPTION', -30n),
      position('GLOBEX', 'EQUITY', -5n),
      // Closed: it moves with nothing.
      position('OLD', 'EQUITY', 0n),
    ],
    (id) => known.get(id),
  );
  expect(exposures.map(({ by, name, long, short }) => `${by} ${name} ${long} ${short}`)).toEqual([
    'ASSET_CLASS EQUITY 100 -5',
    'ASSET_CLASS OPTION 0 -30',
    'CURRENCY USD 100 -35',
    'SECTOR Energy 100 -30',
    'SECTOR Unclassified 0 -5',
    'UNDERLYING ACME 100 -30',
    'UNDERLYING GLOBEX 0 -5',
  ]);
});
