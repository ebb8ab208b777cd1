import { describe, expect, test } from 'vitest';
import { specificationOf } from '../../test/decider-spec.ts';
import { parseDecimal } from '../kernel/fixed-point.ts';
import type { AccountId, CommandId, InstrumentId } from '../kernel/ids.ts';
import type { AlertTerms } from './commands.ts';
import { priceAlert, type AlertDecision, type AlertState } from './price-alert.ts';

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
  let state: AlertState = priceAlert.initial;
  const run = (command: AlertDecision): readonly string[] => {
    const decision = priceAlert.decide(state, command);
    if (!decision.ok) return [decision.rejection.code];
    state = decision.facts.reduce<AlertState>((s, fact) => priceAlert.evolve(s, fact), state);
    return decision.facts.map(({ type }) => type.replace('PriceAlert', ''));
  };
  run(set(terms));
  return prices.flatMap((price, n) => {
    const data = {
      alertId,
      price: usd(price),
      previousClose: usd('100'),
      cause: BigInt(n),
      at: 0n,
    };
    return run({ commandId: alertId, type: 'ObservePrice', data }).map(
      (what) => `${price} ${what}`,
    );
  });
}

describe('a price alert', () => {
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
    expect(watch({ repeats: false }, '100', '101')).toEqual(['100 Fired', '100 Ended']);
  });
});

describe('commands', () => {
  const { given } = specificationOf(priceAlert);
  const terms: AlertTerms = {
    accountId,
    instrumentId,
    condition: 'PRICE_ABOVE',
    price: usd('100'),
    repeats: true,
  };
  const isSet = { type: 'PriceAlertSet', data: { ...terms, alertId } } as const;
  const cancel = (account: AccountId): AlertDecision => ({
    commandId: alertId,
    type: 'CancelPriceAlert',
    data: { accountId: account, alertId },
  });

  test('an alert is set once, with what its condition needs', () => {
    given().when(set({})).thenRecords(isSet);
    given(isSet).when(set({})).thenRejects('ALERT_EXISTS');
    given()
      .when(set({ moveBasisPoints: 5 }))
      .thenRejects('INVALID_ORDER_TERMS');
    given()
      .when(set({ condition: 'MOVE_UP' }))
      .thenRejects('INVALID_ORDER_TERMS');
  });

  test('only its owner ends it, once', () => {
    const ended = {
      type: 'PriceAlertEnded',
      data: { accountId, alertId, reason: 'cancelled' },
    } as const;
    given(isSet).when(cancel(accountId)).thenRecords(ended);
    given(isSet)
      .when(cancel('bob' as AccountId))
      .thenRejects('UNKNOWN_ALERT');
    given(isSet, ended).when(cancel(accountId)).thenRejects('ALERT_ENDED');
    given().when(cancel(accountId)).thenRejects('UNKNOWN_ALERT');
    expect(priceAlert.initial).toEqual({ status: 'none' });
  });
});
