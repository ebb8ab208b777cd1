import {
  parseDate,
  parseDecimal,
  type AccountId,
  type CommandId,
  type InstrumentId,
} from '@bellwether/domain';
import { expect, test } from 'vitest';
import { recordedAs } from '../../test/process-spec.ts';
import { reactionTo } from '../runtime/reaction.ts';
import { AlertWatch } from './alert-watch.ts';
import { ALERT_MEMORY, priceAlerts } from './price-alerts.ts';

const usd = parseDecimal;
const instrumentId = 'AMZN' as InstrumentId;
const accountId = 'alice' as AccountId;
const idOf = (n: number) => `0192f3a0-7c1e-7aaa-8bbb-00000000000${n}` as CommandId;

const effective = (terms: object) =>
  recordedAs(
    {
      type: 'CorporateActionEffective',
      data: {
        actionId: idOf(9),
        instrumentId,
        version: 1,
        attempt: 1,
        exDate: parseDate('2026-11-20'),
        referencePrice: usd('50'),
        previousClose: usd('50'),
        ...terms,
      } as never,
    },
    20n,
  );

test('a split restates every alert on a price, once, and what moves are counted from', () => {
  const watch = new AlertWatch();
  watch.close(instrumentId, usd('100'), 1n);
  const common = { accountId, instrumentId, repeats: true } as const;
  watch.add(idOf(1), { ...common, condition: 'PRICE_ABOVE', price: usd('110') }, 10n);
  watch.add(idOf(2), { ...common, condition: 'MOVE_DOWN', moveBasisPoints: 1_000 }, 10n);
  const split = effective({ kind: 'FORWARD_SPLIT', newShares: 2, oldShares: 1 });
  ALERT_MEMORY.CorporateActionEffective?.(watch, split.fact.data as never, split);
  const due = reactionTo(priceAlerts, split, watch);
  const data = { accountId, alertId: idOf(1), actionId: idOf(9), price: usd('55'), position: 20n };
  expect(due.map(({ command }) => command)).toEqual([{ type: 'RestatePriceAlert', data }]);
  expect(reactionTo(priceAlerts, split, watch)).toEqual(due);
  const sale = (n: bigint) => ({ position: n, index: 0 });
  const reached = (price: string) =>
    watch.reached(instrumentId, usd(price), sale(30n)).map(({ alertId }) => alertId);
  expect([reached('54.99'), reached('55'), reached('45.01'), reached('45')]).toEqual([
    [],
    [idOf(1)],
    [],
    [idOf(2)],
  ]);
});

test('a dividend restates no alert', () => {
  const watch = new AlertWatch();
  const terms = { accountId, instrumentId, repeats: true, condition: 'PRICE_ABOVE' } as const;
  watch.add(idOf(1), { ...terms, price: usd('110') }, 10n);
  const dividend = effective({ kind: 'CASH_DIVIDEND', amount: 4_700n });
  expect(reactionTo(priceAlerts, dividend, watch)).toEqual([]);
});

test('all alerts on an instrument end when it is delisted, those on moves too', () => {
  const watch = new AlertWatch();
  const common = { accountId, instrumentId, repeats: true } as const;
  watch.add(idOf(1), { ...common, condition: 'PRICE_ABOVE', price: usd('110') }, 10n);
  watch.add(idOf(2), { ...common, condition: 'MOVE_DOWN', moveBasisPoints: 1_000 }, 10n);
  const data = { instrumentId, reason: 'merged' };
  const delisted = recordedAs({ type: 'InstrumentDelisted', data }, 20n);
  const end = (n: number) => ({
    type: 'EndPriceAlert',
    data: { accountId, alertId: idOf(n), reason: 'AMZN is delisted' },
  });
  expect(reactionTo(priceAlerts, delisted, watch).map(({ command }) => command)).toEqual([
    end(1),
    end(2),
  ]);
  const other = { ...data, instrumentId: 'MSFT' as InstrumentId };
  const elsewhere = recordedAs({ type: 'InstrumentDelisted', data: other }, 21n);
  expect(reactionTo(priceAlerts, elsewhere, watch)).toEqual([]);
});
