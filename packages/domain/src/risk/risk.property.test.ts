import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
  accountWith,
  contextOf,
  live,
  settlesOn,
  stock,
  today,
  usd,
} from '../../test/risk-scene.ts';
import { chargeExecution, noteExecution } from '../fees/execution-fees.ts';
import { noFees, type OrderFees } from '../fees/order-fees.ts';
import { feeTotal } from '../orders/facts.ts';
import { bookSideOf } from '../orders/terms.ts';
import type { RiskLimits } from '../accounts/commands.ts';
import { PRODUCTS } from '../accounts/commissions.ts';
import { parseDate } from '../time/civil-date.ts';
import { applyCashFlow, applyTransfer } from './account-events.ts';
import {
  applyAccepted,
  applyBust,
  applyExecution,
  applyReduction,
  applyReplaced,
  releaseOf,
} from './apply.ts';
import { assess } from './assess.ts';
import type { OrderToAssess } from './assessment.ts';
import type { RiskOrder } from './exposure.ts';
import { setMark, type InstrumentRisk } from './instrument-risk.ts';
import { rebuildSums } from './rebuild.ts';
import { grossExposure, maintenanceOf, valuationOf } from './valuation.ts';

const context = contextOf({ locates: 'NOT_REQUIRED' });
const commission = {
  product: 'STOCK',
  perOrder: usd('0.50'),
  perUnit: 3_333n,
  minimum: usd('1'),
  maximumBasisPoints: 200,
} as const;

const instruments = (): readonly InstrumentRisk[] => {
  const a = stock('A', '100');
  const option = (right: 'CALL' | 'PUT', strike: string): InstrumentRisk =>
    stock(`A${right}${strike}`, '5', {
      assetClass: 'OPTION',
      multiplier: 100n,
      underlying: a,
      option: {
        underlyingId: a.instrumentId,
        underlyingKind: 'STOCK',
        right,
        strike: usd(strike),
        expiresOn: parseDate('2026-12-18'),
        style: 'AMERICAN',
        settlement: 'PHYSICAL',
      },
    });
  const future = stock('F', '50', {
    assetClass: 'FUTURE',
    multiplier: 50n,
    future: {
      root: 'F',
      expiresOn: parseDate('2026-12-18'),
      initialMargin: usd('1100'),
      maintenanceMargin: usd('1000'),
      settlement: 'CASH',
    },
  });
  return [
    a,
    stock('B', '4.50'),
    stock('C', '2', { marginable: false }),
    option('CALL', '105'),
    option('CALL', '110'),
    option('PUT', '95'),
    future,
  ];
};

const step = fc.record({
  what: fc.constantFrom(
    'place',
    'place',
    'place',
    'fill',
    'fill',
    'cancel',
    'cut',
    'replace',
    'mark',
    'transfer',
    'cash',
    'bust',
  ),
  instrument: fc.nat(6),
  side: fc.constantFrom('BUY', 'BUY', 'SELL', 'SELL', 'SELL_SHORT', 'SELL_SHORT_EXEMPT'),
  quantity: fc.bigInt(1n, 300n),
  percent: fc.integer({ min: 97, max: 103 }),
  pick: fc.nat(),
} as const);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** An account to which things happen, checked against its own sums worked out afresh after each. */
function scene(type: 'CASH' | 'MARGIN') {
  const account = accountWith({ type, cash: '30000', optionLevel: 4 });
  account.commissions = PRODUCTS.map((product) => ({ ...commission, product }));
  const all = instruments();
  const orders: { order: RiskOrder; instrument: InstrumentRisk; fees: OrderFees }[] = [];
  const fills: {
    side: 'BUY' | 'SELL';
    instrument: InstrumentRisk;
    quantity: bigint;
    price: bigint;
    principal: bigint;
    fees: bigint;
  }[] = [];
  const refused: string[] = [];
  let at = 0n;

  const termsOf = (s: Step, instrument: InstrumentRisk): OrderToAssess => ({
    side:
      instrument.option !== undefined || instrument.future !== undefined
        ? s.side === 'BUY'
          ? 'BUY'
          : 'SELL'
        : s.side,
    type: 'LIMIT',
    quantity: instrument.multiplier > 1n ? (s.quantity % 10n) + 1n : s.quantity,
    limitPrice: (instrument.mark * BigInt(s.percent)) / 100n + 1n,
    at: (at += 1n),
  });

  const run = (s: Step): void => {
    const instrument = all[s.instrument];
    const open = orders[s.pick % Math.max(orders.length, 1)];
    if (instrument === undefined) return;
    switch (s.what) {
      case 'place': {
        const terms = termsOf(s, instrument);
        const answer = assess(context, account, instrument, terms);
        expect(assess(context, account, instrument, terms)).toEqual(answer);
        if (!answer.ok) return void refused.push(answer.rejection.code);
        const order = live(terms, answer);
        applyAccepted(account, instrument, order, terms.at);
        return void orders.push({ order, instrument, fees: noFees(answer.reservedFees) });
      }
      case 'fill': {
        if (open === undefined) return;
        const quantity = (s.quantity % open.order.leaves) + 1n;
        const price = open.order.limitPrice;
        const principal =
          open.instrument.future === undefined ? price * quantity * open.instrument.multiplier : 0n;
        const by = { commission, venue: undefined };
        const execution = {
          ...open.instrument,
          onBroadIndex: false,
          side: bookSideOf(open.order.side),
          price,
          quantity,
          notional: price * quantity * open.instrument.multiplier,
          liquidity: 'TAKER',
          day: today,
        } as const;
        const charged = chargeExecution(by, open.fees, execution, today);
        const fees = feeTotal(charged);
        const released = releaseOf(open.order, quantity, open.fees.reserved, fees);
        if (charged !== undefined) noteExecution(open.fees, by, execution, charged);
        applyExecution(account, open.instrument, open.order, {
          quantity,
          price,
          principal,
          fees,
          released,
          tradeDate: today,
          settlementDate: settlesOn,
        });
        fills.push({
          side: open.order.side === 'BUY' ? 'BUY' : 'SELL',
          instrument: open.instrument,
          quantity,
          price,
          principal,
          fees,
        });
        break;
      }
      case 'cancel':
      case 'cut': {
        if (open === undefined) return;
        const quantity =
          s.what === 'cancel' ? open.order.leaves : (s.quantity % open.order.leaves) + 1n;
        applyReduction(
          account,
          open.instrument,
          open.order,
          quantity,
          releaseOf(open.order, quantity, open.fees.reserved),
        );
        break;
      }
      case 'replace': {
        if (open === undefined) return;
        const terms = {
          ...termsOf(s, open.instrument),
          side: open.order.side,
          charged: open.fees,
        };
        const answer = assess(context, account, open.instrument, terms, open.order);
        if (!answer.ok) return void refused.push(answer.rejection.code);
        applyReplaced(
          account,
          open.instrument,
          open.order,
          { leaves: terms.quantity, limitPrice: answer.limitPrice, reserved: answer.reserved },
          at,
        );
        open.fees.reserved = answer.reservedFees;
        break;
      }
      case 'mark':
        return setMark(instrument, (instrument.mark * BigInt(s.percent)) / 100n + 1n);
      case 'transfer':
        return applyTransfer(
          account,
          instrument,
          s.side === 'BUY' ? s.quantity % 20n : -(s.quantity % 20n),
        );
      case 'cash':
        return applyCashFlow(account, usd(s.side === 'BUY' ? '1000' : '-1000'));
      case 'bust': {
        const [busted] = fills.splice(s.pick % Math.max(fills.length, 1), 1);
        if (busted === undefined) return;
        return applyBust(account, busted.instrument, busted.side, {
          ...busted,
          released: 0n,
          tradeDate: today,
          settlementDate: settlesOn,
        });
      }
    }
    for (const [i, { order }] of orders.entries()) if (order.leaves === 0n) orders.splice(i, 1);
  };
  return { account, orders, instruments: all, run, refused };
}

const comparable = (account: ReturnType<typeof accountWith>): unknown => ({
  reserved: account.reserved,
  openOrders: account.openOrders,
  openBuys: account.openBuys,
  openSells: account.openSells,
  derivatives: account.derivatives.size,
  closing: account.closing.size,
  exposures: new Map(
    [...account.exposures].map(([id, exposure]) => [id, { ...exposure, slot: undefined }]),
  ),
  groups: new Map([...account.optionGroups].map(([id, { legs }]) => [id, legs.size])),
  valuation: valuationOf(account, context.margin, context.date),
  maintenance: maintenanceOf(account, context.margin, context.date),
  gross: grossExposure(account),
});

describe.each(['CASH', 'MARGIN'] as const)('whatever happens to a %s account', (type) => {
  test.prop([fc.array(step, { minLength: 1, maxLength: 60, size: 'max' })], { numRuns: 200 })(
    'its incremental sums are what they are from scratch; reserves are those of its open orders',
    (steps) => {
      const { account, orders, run } = scene(type);
      for (const s of steps) {
        run(s);
        const fresh = rebuildSums(
          account,
          orders.map(({ instrument, order }) => [instrument, order] as const),
        );
        expect(comparable(account)).toEqual(comparable(fresh));
        expect(
          orders.every(
            ({ order }) =>
              order.reserved >= 0n && order.closing >= 0n && order.closing <= order.leaves,
          ),
        ).toBe(true);
      }
      for (const { instrument, order } of orders.splice(0))
        applyReduction(account, instrument, order, order.leaves, releaseOf(order, order.leaves));
      expect([account.reserved, account.openOrders, account.openBuys, account.openSells]).toEqual([
        0n,
        0,
        0n,
        0n,
      ]);
      for (const exposure of account.exposures.values())
        expect([exposure.buys, exposure.sells].flatMap((side) => Object.values(side))).toEqual(
          Array(8).fill(0n),
        );
    },
  );
});

describe('a cash account', () => {
  const trading = fc.array(step, { minLength: 1, maxLength: 60, size: 'max' });
  test.prop([trading], { numRuns: 200 })(
    'never owes: what is held back and what secures its options is always there',
    (steps) => {
      const { account, run } = scene('CASH');
      for (const s of steps) {
        if (s.instrument === 6 || s.what === 'transfer' || s.what === 'cash' || s.what === 'bust')
          continue;
        run(s);
        const { held } = valuationOf(account, context.margin, context.date);
        expect(account.cash - account.reserved - held >= 0n).toBe(true);
        for (const { instrument, quantity, sells } of account.exposures.values())
          if (instrument.option === undefined) expect(quantity - sells.quantity >= 0n).toBe(true);
      }
    },
  );
});

const limits: fc.Arbitrary<RiskLimits> = fc.record(
  {
    maxOrderQuantity: fc.bigInt(1n, 200n),
    maxOrderNotional: fc.bigInt(usd('1000'), usd('30000')),
    collarBasisPoints: fc.integer({ min: 1, max: 400 }),
    maxPositionQuantity: fc.bigInt(1n, 400n),
    maxPositionNotional: fc.bigInt(usd('1000'), usd('60000')),
    maxGrossExposure: fc.bigInt(usd('1000'), usd('100000')),
    maxNetExposure: fc.bigInt(usd('1000'), usd('100000')),
    concentrationBasisPoints: fc.integer({ min: 100, max: 10_000 }),
    maxDailyLoss: fc.bigInt(0n, usd('2000')),
    maxOpenOrders: fc.integer({ min: 1, max: 20 }),
  },
  { requiredKeys: [] },
);

/** Every limit at most what it is in both. */
function stricter(a: RiskLimits, b: RiskLimits): RiskLimits {
  const both: Record<string, bigint | number> = { ...a };
  for (const [name, limit] of Object.entries(b)) {
    const other = both[name];
    both[name] = other === undefined || limit < other ? limit : other;
  }
  return both as RiskLimits;
}

describe('limits are monotone', () => {
  test.prop([fc.array(step, { maxLength: 25, size: 'max' }), step, limits, limits], {
    numRuns: 1_000,
  })(
    'what passes under stricter limits passes under looser ones, with the same reserve',
    (steps, last, some, more) => {
      const { account, instruments: all, run } = scene('MARGIN');
      for (const s of steps) run(s);
      account.dayStart = usd('30000');
      const instrument = all[last.instrument];
      if (instrument === undefined) return;
      const order = {
        side: last.side,
        type: 'LIMIT',
        quantity: last.quantity,
        limitPrice: (instrument.mark * BigInt(last.percent)) / 100n,
        at: 0n,
      } as const;
      account.limits = stricter(some, more);
      const tight = assess(context, account, instrument, order);
      account.limits = some;
      if (tight.ok) expect(assess(context, account, instrument, order)).toEqual(tight);
    },
  );

  test.prop([fc.array(step, { maxLength: 25, size: 'max' }), step], { numRuns: 500 })(
    'an order that passes passes with less quantity, too, and reserves no more',
    (steps, last) => {
      const { account, instruments: all, run } = scene('MARGIN');
      for (const s of steps) run(s);
      const instrument = all[last.instrument];
      if (instrument === undefined || instrument.option !== undefined) return;
      const order = {
        side: last.side,
        type: 'LIMIT',
        quantity: last.quantity,
        limitPrice: (instrument.mark * BigInt(last.percent)) / 100n,
        at: 0n,
      } as const;
      const whole = assess(context, account, instrument, order);
      if (!whole.ok) return;
      const half = assess(context, account, instrument, {
        ...order,
        quantity: (last.quantity + 1n) / 2n,
      });
      expect(half.ok && half.reserved <= whole.reserved).toBe(true);
    },
  );
});
