import { describe } from 'vitest';
import { specificationOf } from '../../test/decider-spec.ts';
import type { CommandId, InstrumentId } from '../kernel/ids.ts';
import type { SymbolFact } from './facts.ts';
import { symbolHolder } from './symbol.ts';
import { test } from 'vitest';

const { given } = specificationOf(symbolHolder);
const claimOf = (instrument: string, claim: string): SymbolFact['data'] => ({
  symbol: 'ACME',
  instrumentId: instrument as InstrumentId,
  claimId: claim as CommandId,
  claimedAt: 1n,
});
const claimed = (instrument: string, claim: string): SymbolFact => ({
  type: 'SymbolClaimed',
  data: claimOf(instrument, claim),
});

describe('a symbol', () => {
  test('goes to the first that asks', () => {
    given()
      .when({ type: 'ClaimSymbol', data: claimOf('A', 'a') })
      .thenRecords(claimed('A', 'a'));
    given(claimed('A', 'a'))
      .when({ type: 'ClaimSymbol', data: claimOf('B', 'b') })
      .thenRejects('SYMBOL_IN_USE');
  });

  test('goes on from a claim that does not hold any more, but not from one made meanwhile', () => {
    const decision = { ...claimOf('B', 'b'), replaces: 'a' as CommandId };
    given(claimed('A', 'a'))
      .when({ type: 'ClaimSymbol', data: decision })
      .thenRecords(claimed('B', 'b'));
    given(claimed('A', 'a'), claimed('A', 'again'))
      .when({ type: 'ClaimSymbol', data: decision })
      .thenRejects('SYMBOL_IN_USE');
  });
});
