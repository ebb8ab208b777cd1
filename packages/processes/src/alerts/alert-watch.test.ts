import {
  isTriggered,
  parseDecimal,
  triggerOf,
  type AccountId,
  type AlertTerms,
  type CommandId,
  type InstrumentId,
  type SalePlace,
} from '@bellwether/domain';
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { AlertWatch } from './alert-watch.ts';

const usd = parseDecimal;
const AMZN = 'AMZN' as InstrumentId;
const accountId = 'alice' as AccountId;
const idOf = (n: number): CommandId =>
  `0192f3a0-7c1e-7aaa-8bbb-${`${n}`.padStart(12, '0')}` as CommandId;
const alertOf = (n: number) => ({ accountId, alertId: idOf(n) });
const sale = (n: number): SalePlace => ({ position: BigInt(n), index: 0 });
const above = (price: string, more: Partial<AlertTerms> = {}): AlertTerms => ({
  accountId,
  instrumentId: AMZN,
  condition: 'PRICE_ABOVE',
  price: usd(price),
  repeats: true,
  ...more,
});

/** A watch with an instrument that closed at 100, and alerts set at position 10. */
function watching(...terms: readonly AlertTerms[]): AlertWatch {
  const watch = new AlertWatch();
  watch.close(AMZN, usd('100'), 1n);
  terms.forEach((one, n) => watch.add(idOf(n), one, 10n));
  return watch;
}
const reached = (watch: AlertWatch, price: string, at = 20): readonly CommandId[] =>
  watch.reached(AMZN, usd(price), sale(at)).map(({ alertId }) => alertId);

describe('a watch', () => {
  test('restates the price of an alert, and what was sold before means nothing', () => {
    const watch = watching(above('101'));
    expect(watch.waitingFor(AMZN)).toEqual([{ ...alertOf(0), price: usd('101') }]);
    watch.restate(alertOf(0), usd('50.5'), 20n);
    expect(reached(watch, '101', 19)).toEqual([]);
    expect(reached(watch, '50.49', 21)).toEqual([]);
    expect(reached(watch, '50.50', 21)).toEqual([idOf(0)]);
  });

  test('names the alerts that a sale reaches, and leaves those alone that were set after it', () => {
    const watch = watching(above('101'), above('102'), above('99', { condition: 'PRICE_BELOW' }));
    expect(reached(watch, '100')).toEqual([]);
    expect(reached(watch, '101.50')).toEqual([idOf(0)]);
    expect(reached(watch, '98')).toEqual([idOf(2)]);
    expect(reached(watch, '110', 10)).toEqual([]);
  });

  test('goes on with what it foresees, and is not thrown back by the facts that come later', () => {
    const watch = watching(above('101'));
    watch.foresee(alertOf(0), sale(20));
    expect(reached(watch, '102', 21)).toEqual([]);
    expect(reached(watch, '100', 22)).toEqual([idOf(0)]);
    watch.foresee(alertOf(0), sale(22));
    watch.changed(alertOf(0), false, sale(20));
    expect(reached(watch, '102', 23)).toEqual([idOf(0)]);
  });

  test('takes what it has not foreseen from the facts, and sales before them mean nothing', () => {
    const watch = watching(above('101'));
    watch.changed(alertOf(0), false, sale(20));
    expect(reached(watch, '102', 21)).toEqual([]);
    watch.changed(alertOf(0), true, sale(30));
    expect(reached(watch, '102', 25)).toEqual([]);
    expect(reached(watch, '102', 31)).toEqual([idOf(0)]);
    watch.remove(alertOf(0));
    expect(watch.isWatched(AMZN)).toBe(false);
  });

  test('knows two alerts of one id by their accounts: the end of one is not the other’s', () => {
    const watch = watching(above('101'));
    const bob = 'bob' as AccountId;
    watch.add(idOf(0), above('101', { accountId: bob }), 11n);
    expect(watch.reached(AMZN, usd('102'), sale(20)).map((one) => one.accountId)).toEqual([
      bob,
      accountId,
    ]);
    watch.remove({ accountId: bob, alertId: idOf(0) });
    expect(reached(watch, '102')).toEqual([idOf(0)]);
  });

  test('counts moves from the close before the sale', () => {
    const move = { condition: 'MOVE_UP', moveBasisPoints: 500 } as const;
    const { price: _, ...terms } = above('1', move);
    const watch = watching(terms);
    expect(reached(watch, '105')).toEqual([idOf(0)]);
    watch.close(AMZN, usd('200'), 30n);
    expect(reached(watch, '250', 29)).toEqual([idOf(0)]);
    expect(reached(watch, '209.99', 40)).toEqual([]);
    expect(reached(watch, '210', 40)).toEqual([idOf(0)]);
    expect(watch.closeBefore(AMZN, 20n)).toBe(usd('100'));
    expect(watch.closeBefore(AMZN, 31n)).toBe(usd('200'));
  });
});

const price = fc.integer({ min: 95, max: 105 });
const alert = fc.record({
  condition: fc.constantFrom('PRICE_ABOVE', 'PRICE_BELOW', 'CROSSES_UP', 'CROSSES_DOWN'),
  price,
  repeats: fc.boolean(),
});

test.prop([fc.array(alert, { maxLength: 40 }), fc.array(price, { maxLength: 60 })])(
  'any sales reach the same alerts as a look at each alert says',
  (set, sales) => {
    const watch = watching();
    const naive = new Map<CommandId, { readonly terms: AlertTerms; armed: boolean }>();
    set.forEach((one, n) => {
      const terms = above(`${one.price}`, { condition: one.condition, repeats: one.repeats });
      watch.add(idOf(n), terms, 10n);
      naive.set(idOf(n), { terms, armed: !one.condition.startsWith('CROSSES') });
    });
    sales.forEach((price, n) => {
      const expected = [...naive].filter(([, { terms, armed }]) =>
        isTriggered(triggerOf(terms, armed, usd('100')), usd(`${price}`)),
      );
      expect(reached(watch, `${price}`, 20 + n).toSorted()).toEqual(
        expected.map(([id]) => id).toSorted(),
      );
      for (const [id, one] of expected) {
        watch.foresee({ accountId, alertId: id }, sale(20 + n));
        if (one.armed && !one.terms.repeats) naive.delete(id);
        else one.armed = !one.armed;
      }
    });
  },
);
