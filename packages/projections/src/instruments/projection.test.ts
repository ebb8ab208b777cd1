import { expect, test } from 'vitest';
import { foldFacts, type Rows } from '../runtime/fold.ts';
import { instrumentsProjection } from './projection.ts';

const recorded = (type: string, data: object, position: bigint) =>
  ({ fact: { type, data }, position, at: 1n, index: 0 }) as never;

test('an option that follows a split has another strike and a price in the new terms', () => {
  const instrumentId = 'ACME_C';
  const terms = { symbol: 'ACMEC', tickSize: 100n, referencePrice: 50_000n, maxOrderQuantity: 9n };
  const option = {
    underlyingId: 'ACME',
    underlyingKind: 'STOCK',
    right: 'CALL',
    strike: 1_200_000n,
    expiresOn: 20_833,
    style: 'AMERICAN',
    settlement: 'PHYSICAL',
  };
  const listing = { instrumentId, ...terms, assetClass: 'OPTION', multiplier: 100, option };
  const prices = { referencePrice: 12_500n, previousClose: 12_500n, mark: 12_500n };
  const follows = { instrumentId, newShares: 4, oldShares: 1, strike: 300_000n, ...prices };
  const sale = { instrumentId, price: 50_003n, quantity: 1n };
  const rows: Rows = new Map();
  foldFacts(
    instrumentsProjection,
    [
      recorded('InstrumentListed', listing, 1n),
      recorded('OrderExecuted', sale, 2n),
      recorded('OptionSeriesAdjusted', follows, 3n),
    ],
    rows,
  );
  const before = { underlyingId: 'ACME', right: 'CALL', expiresOn: '2027-01-15' };
  expect(rows.get(instrumentId)).toMatchObject({
    referencePrice: 12_500n,
    // 5.0003 / 4
    lastPrice: 12_501n,
    terms: { multiplier: 100, option: { ...before, strike: '30.00' } },
    position: 3n,
  });
});
