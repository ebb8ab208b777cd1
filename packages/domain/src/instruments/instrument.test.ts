import { describe, test } from 'vitest';
import { specificationOf } from '../../test/decider-spec.ts';
import { parseDate } from '../time/civil-date.ts';
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

  const tradeDate = parseDate('2026-11-30');
  const future = {
    root: 'X',
    expiresOn: parseDate('2027-03-19'),
    initialMargin: 200n,
    maintenanceMargin: 100n,
    settlement: 'CASH' as const,
    dailyLimitBasisPoints: [500, 2_000],
  };
  const ofFuture = { ...terms, assetClass: 'FUTURE' as const, multiplier: 1, tickSize: 1n, future };
  /** The book counts up to 2,147,483,645 ticks. */
  test.each([
    ['the highest price there is', 2_147_483_645n, 'recorded'],
    ['one tick more', 2_147_483_646n, 'INVALID_TICK'],
    ['700,000.00 at a tick of 0.0001', 7_000_000_000n, 'INVALID_TICK'],
  ])('its prices are such as the book can count: %s', (_, referencePrice, verdict) => {
    const data = { ...terms, tickSize: 1n, referencePrice };
    const list = given().when({ type: 'ListInstrument', data });
    const publish = given({ type: 'InstrumentListed', data: { ...terms, tickSize: 1n } }).when({
      type: 'PublishClose',
      data: { instrumentId, tradeDate, price: referencePrice },
    });
    if (verdict === 'recorded') {
      list.thenRecords({ type: 'InstrumentListed', data });
      const close = { instrumentId, tradeDate, price: referencePrice };
      publish.thenRecords({ type: 'ClosePublished', data: close });
    } else for (const one of [list, publish]) one.thenRejects('INVALID_TICK');
  });

  test('a future’s widest daily limit is counted, too: 20 % above the settlement', () => {
    const listed = { type: 'InstrumentListed', data: ofFuture } as const;
    const publish = (price: bigint): ReturnType<ReturnType<typeof given>['when']> =>
      given(listed).when({
        type: 'PublishClose',
        data: { instrumentId, tradeDate, price },
      });
    publish(1_789_569_705n).thenRejects('INVALID_TICK');
    publish(1_789_569_704n).thenRecords({
      type: 'ClosePublished',
      data: { instrumentId, tradeDate, price: 1_789_569_704n },
    });
  });

  test('margins that are revised go with those that stay', () => {
    const listed = { type: 'InstrumentListed', data: ofFuture } as const;
    const revise = (change: object): ReturnType<ReturnType<typeof given>['when']> =>
      given(listed).when({ type: 'ReviseInstrument', data: { instrumentId, ...change } });
    revise({ initialMargin: 99n }).thenRejects('INVALID_INSTRUMENT_TERMS');
    revise({ maintenanceMargin: 201n }).thenRejects('INVALID_INSTRUMENT_TERMS');
    revise({ initialMargin: 99n, maintenanceMargin: 99n }).thenRecords({
      type: 'InstrumentRevised',
      data: { instrumentId, initialMargin: 99n, maintenanceMargin: 99n },
    });
  });
});

describe('an instrument and its primary market', () => {
  const primary = { source: 'nasdaq', detail: 'PAUSED LULD_PAUSE' };
  const says = (halted?: 'VOLATILITY_PAUSE', source = 'nasdaq') =>
    ({
      type: 'FollowPrimary',
      data: { instrumentId, source, detail: primary.detail, halted },
    }) as const;
  const paused: InstrumentFact = {
    type: 'InstrumentHalted',
    data: { instrumentId, reason: 'VOLATILITY_PAUSE', primary },
  };
  const ended: InstrumentFact = { type: 'InstrumentResumed', data: { instrumentId, primary } };

  test('is halted and resumed by its words, each once', () => {
    given(listed).when(says('VOLATILITY_PAUSE')).thenRecords(paused);
    given(listed, paused).when(says('VOLATILITY_PAUSE')).thenNothing();
    given(listed, paused).when(says()).thenRecords(ended);
    given(listed, paused, ended).when(says()).thenNothing();
    given(listed).when(says()).thenNothing();
  });

  test('stays halted where that was decided here, and where another source speaks', () => {
    given(listed, halted).when(says()).thenNothing();
    given(listed, halted).when(says('VOLATILITY_PAUSE')).thenNothing();
    given(listed, paused).when(says(undefined, 'another')).thenNothing();
    given(listed, paused, resumed, halted).when(says()).thenNothing();
  });

  test('whose halt is made one of ours does not end by its words', () => {
    const halt = { type: 'HaltInstrument', data: { instrumentId, reason: 'REGULATORY' } } as const;
    given(listed, paused).when(halt).thenRecords(halted);
    given(listed, paused, halted).when(says()).thenNothing();
    given(listed, paused, halted).when(halt).thenRejects('INSTRUMENT_HALTED');
  });

  test('that was never listed, or is no more, follows nothing', () => {
    given().when(says('VOLATILITY_PAUSE')).thenRejects('UNKNOWN_INSTRUMENT');
    const gone: InstrumentFact = {
      type: 'InstrumentDelisted',
      data: { instrumentId, reason: 'merged' },
    };
    given(listed, gone).when(says('VOLATILITY_PAUSE')).thenRejects('INSTRUMENT_NOT_TRADED');
  });
});
