import { describe, expect, test } from 'vitest';
import { specificationOf } from '../../test/decider-spec.ts';
import { parseDecimal } from '../kernel/fixed-point.ts';
import type { AccountId, CommandId, InstrumentId, TradeId } from '../kernel/ids.ts';
import type { AlertTerms, PriceObservation } from './commands.ts';
import { ALERTS_MAX, priceAlerts, type AlertDecision, type AlertsState } from './price-alerts.ts';

const usd = parseDecimal;
const alertId = '0192f3a0-7c1e-7aaa-8bbb-000000000001' as CommandId;
const accountId = 'alice' as AccountId;
const instrumentId = 'AMZN' as InstrumentId;

const set = (terms: Partial<AlertTerms>): AlertDecision => ({
  commandId: alertId,
  type: 'SetPriceAlert',
  data: {
    accountId,
    instrumentId,
    condition: 'PRICE_ABOVE',
    price: usd('100'),
    repeats: true,
    ...terms,
  },
});

/** Sends prices in turn; which of them led to what. The previous close is 100. */
function watch(terms: Partial<AlertTerms>, ...prices: readonly string[]): readonly string[] {
  let state: AlertsState = priceAlerts.initial;
  const run = (command: AlertDecision): readonly string[] => {
    const decision = priceAlerts.decide(state, command);
    if (!decision.ok) return [decision.rejection.code];
    state = decision.facts.reduce<AlertsState>((s, fact) => priceAlerts.evolve(s, fact), state);
    return decision.facts.map(({ type }) => type.replace('PriceAlert', ''));
  };
  run(set(terms));
  return prices.flatMap((price, n) => {
    const data = {
      accountId,
      alertId,
      price: usd(price),
      previousClose: usd('100'),
      tradeId: `0-${n}` as TradeId,
      position: BigInt(n),
      index: 0,
      at: 0n,
    };
    return run({ commandId: alertId, type: 'ObservePrice', data }).map(
      (what) => `${price} ${what}`,
    );
  });
}

describe('a price alert', () => {
  const { given } = specificationOf(priceAlerts);

  test('ends with its instrument, once', () => {
    const { data: terms } = set({}) as Extract<AlertDecision, { type: 'SetPriceAlert' }>;
    const waits = { type: 'PriceAlertSet', data: { ...terms, alertId } } as const;
    const end = { accountId, alertId, reason: 'AMZN is delisted' };
    const command = { commandId: alertId, type: 'EndPriceAlert', data: end } as const;
    const ended = { type: 'PriceAlertEnded', data: { ...end, instrumentId } } as const;
    given(waits).when(command).thenRecords(ended);
    given(waits, ended).when(command).thenNothing();
  });

  test('waits for the same distance after a split, and no sale of before means anything', () => {
    const data = { accountId, alertId, actionId: alertId, price: usd('50'), position: 9n };
    const restated = { type: 'PriceAlertRestated', data: { ...data, instrumentId } } as const;
    const { data: terms } = set({}) as Extract<AlertDecision, { type: 'SetPriceAlert' }>;
    const waits = given({ type: 'PriceAlertSet', data: { ...terms, alertId } });
    const command = { commandId: alertId, type: 'RestatePriceAlert', data } as const;
    waits.when(command).thenRecords(restated);
    const after = given({ type: 'PriceAlertSet', data: { ...terms, alertId } }, restated);
    after.when(command).thenNothing();
    given().when(command).thenNothing();
    const sale = { accountId, alertId, previousClose: usd('50'), index: 0, at: 0n };
    const observe = (price: string, position: bigint): AlertDecision => ({
      commandId: alertId,
      type: 'ObservePrice',
      data: { ...sale, price: usd(price), position },
    });
    after.when(observe('100', 8n)).thenNothing();
    after.when(observe('49.99', 10n)).thenNothing();
    const fired = observe('50', 10n).data as PriceObservation;
    after
      .when(observe('50', 10n))
      .thenRecords({ type: 'PriceAlertFired', data: { ...fired, instrumentId } });
  });

  test('fires once on the transition, and again only after the price has come back far enough', () => {
    expect(watch({}, '99', '100', '101', '99.95', '100', '99.90', '100')).toEqual([
      '100 Fired',
      '99.90 Armed',
      '100 Fired',
    ]);
  });

  test('whose level holds already fires at the first sale', () => {
    expect(watch({}, '105', '106')).toEqual(['105 Fired']);
  });

  test('on a crossing does not: it needs a price on the other side first', () => {
    expect(watch({ condition: 'CROSSES_UP' }, '105', '99.99', '100')).toEqual([
      '99.99 Armed',
      '100 Fired',
    ]);
    expect(watch({ condition: 'CROSSES_DOWN' }, '99', '101', '100')).toEqual([
      '101 Armed',
      '100 Fired',
    ]);
  });

  test('on a move counts from the previous close', () => {
    const move = {
      condition: 'MOVE_DOWN',
      price: undefined as never,
      moveBasisPoints: 500,
    } as const;
    expect(watch(move, '95.01', '95', '94')).toEqual(['95 Fired']);
  });

  test('that does not repeat ends when it fires; later prices are of no interest', () => {
    expect(watch({ repeats: false }, '100', '99', '101')).toEqual(['100 Fired']);
  });
});

describe('commands', () => {
  const { given } = specificationOf(priceAlerts);
  const terms: AlertTerms = {
    accountId,
    instrumentId,
    condition: 'PRICE_ABOVE',
    price: usd('100'),
    repeats: true,
  };
  const isSet = { type: 'PriceAlertSet', data: { ...terms, alertId } } as const;
  const cancel: AlertDecision = {
    commandId: alertId,
    type: 'CancelPriceAlert',
    data: { accountId, alertId },
  };

  test('an alert is set with what its condition needs', () => {
    given().when(set({})).thenRecords(isSet);
    given()
      .when(set({ moveBasisPoints: 5 }))
      .thenRejects('INVALID_ALERT_TERMS');
    given()
      .when(set({ condition: 'MOVE_UP' }))
      .thenRejects('INVALID_ALERT_TERMS');
  });

  test('one that waits is cancelled, once', () => {
    const ended = {
      type: 'PriceAlertEnded',
      data: { accountId, instrumentId, alertId, reason: 'cancelled' },
    } as const;
    given(isSet).when(cancel).thenRecords(ended);
    given(isSet, ended).when(cancel).thenRejects('UNKNOWN_ALERT');
    given().when(cancel).thenRejects('UNKNOWN_ALERT');
  });

  test('as many of an account wait as may, and no more; one that has ended makes room', () => {
    const many = Array.from({ length: ALERTS_MAX }, (_, n) => ({
      type: 'PriceAlertSet' as const,
      data: {
        ...terms,
        alertId: `0192f3a0-7c1e-7aaa-8bbb-1${`${n}`.padStart(11, '0')}` as CommandId,
      },
    }));
    given(...many)
      .when(set({}))
      .thenRejects('TOO_MANY_ALERTS');
    given(...many.slice(1))
      .when(set({}))
      .thenRecords(isSet);
  });

  test('a sale that stood before the last one that changed an alert changes it no more', () => {
    const sale = (price: string, position: bigint, index: number) => ({
      accountId,
      alertId,
      price: usd(price),
      previousClose: usd('100'),
      tradeId: `0-${position}` as TradeId,
      position,
      index,
      at: 0n,
    });
    const observe = (data: ReturnType<typeof sale>): AlertDecision => ({
      commandId: alertId,
      type: 'ObservePrice',
      data,
    });
    const fired = {
      type: 'PriceAlertFired',
      data: { ...sale('100', 5n, 1), instrumentId },
    } as const;
    given(isSet, fired)
      .when(observe(sale('90', 5n, 0)))
      .thenNothing();
    given(isSet, fired)
      .when(observe(sale('90', 4n, 9)))
      .thenNothing();
    const next = sale('90', 5n, 2);
    given(isSet, fired)
      .when(observe(next))
      .thenRecords({ type: 'PriceAlertArmed', data: { ...next, instrumentId } });
  });

  test('a sale that comes after the end of an alert changes nothing', () => {
    const sale = {
      accountId,
      alertId,
      price: usd('100'),
      previousClose: usd('100'),
      tradeId: '0-1' as TradeId,
      position: 1n,
      index: 0,
      at: 0n,
    };
    given().when({ commandId: alertId, type: 'ObservePrice', data: sale }).thenNothing();
  });
});
