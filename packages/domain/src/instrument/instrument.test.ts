import { describe, test } from 'vitest';
import { specificationOf } from '../../test/decider-spec.ts';
import type { InstrumentId } from '../kernel/ids.ts';
import type { InstrumentFact } from './facts.ts';
import { instrument } from './instrument.ts';

const instrumentId = 'AMZN' as InstrumentId;
const terms = {
  instrumentId,
  symbol: 'AMZN',
  tickSize: 100n,
  referencePrice: 2_239_500n,
  maxOrderQuantity: 100_000n,
};
const { given } = specificationOf(instrument);
const listed: InstrumentFact = { type: 'InstrumentListed', data: terms };
const halted: InstrumentFact = {
  type: 'InstrumentHalted',
  data: { instrumentId, reason: 'REGULATORY' },
};
const resumed: InstrumentFact = { type: 'InstrumentResumed', data: { instrumentId } };

describe('an instrument', () => {
  test('is listed once', () => {
    given().when({ type: 'ListInstrument', data: terms }).thenRecords(listed);
    given(listed).when({ type: 'ListInstrument', data: terms }).thenRejects('INSTRUMENT_EXISTS');
  });

  test('has a reference price that stands on its tick', () => {
    given()
      .when({ type: 'ListInstrument', data: { ...terms, referencePrice: 2_239_550n } })
      .thenRejects('INVALID_TICK');
  });

  test('is halted and resumed in turns', () => {
    given(listed)
      .when({ type: 'HaltInstrument', data: { instrumentId, reason: 'REGULATORY' } })
      .thenRecords(halted);
    given(listed, halted)
      .when({ type: 'ResumeInstrument', data: { instrumentId } })
      .thenRecords(resumed);
    given(listed)
      .when({ type: 'ResumeInstrument', data: { instrumentId } })
      .thenRejects('INSTRUMENT_NOT_HALTED');
    given(listed, halted)
      .when({ type: 'HaltInstrument', data: { instrumentId, reason: 'REGULATORY' } })
      .thenRejects('INSTRUMENT_HALTED');
    given(listed, halted, resumed)
      .when({ type: 'HaltInstrument', data: { instrumentId, reason: 'REGULATORY' } })
      .thenRecords(halted);
  });

  test('that was never listed cannot be halted or resumed', () => {
    given()
      .when({ type: 'HaltInstrument', data: { instrumentId, reason: 'REGULATORY' } })
      .thenRejects('UNKNOWN_INSTRUMENT');
    given()
      .when({ type: 'ResumeInstrument', data: { instrumentId } })
      .thenRejects('UNKNOWN_INSTRUMENT');
  });
});
