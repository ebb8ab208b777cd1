import { createLogger } from '@bellwether/platform/log';
import { parseDate } from '@bellwether/domain';
import { expect, test } from 'vitest';
import { AdjustmentWatch, type AdjustmentRow } from './adjustment-watch.ts';

const row = (actionId: string, more: Partial<AdjustmentRow> = {}): AdjustmentRow => ({
  actionId,
  symbol: 'AAPL',
  fall: '0',
  newShares: 4,
  oldShares: 1,
  ...more,
});

/** A read side whose actions a test sets, and a market whose day it sets. */
function watched() {
  const world = {
    date: parseDate('2020-08-31') as number,
    inForce: new Map<string, readonly AdjustmentRow[] | Error>(),
    asked: [] as string[],
    adjusted: [] as unknown[],
    warned: 0,
  };
  const logger = createLogger('test', 'silent');
  logger.warn = () => void (world.warned += 1);
  const watch = new AdjustmentWatch({
    date: () => world.date,
    adjust: (...what) => void world.adjusted.push(what),
    ask: async (exDate) => {
      world.asked.push(exDate);
      const answer = world.inForce.get(exDate) ?? [];
      if (answer instanceof Error) throw answer;
      return answer;
    },
    logger,
  });
  return { world, watch };
}

test('each action of the market’s day is told once, in the order of the answer', async () => {
  const { world, watch } = watched();
  const dividend = row('a', { fall: '8200', newShares: 1 });
  world.inForce.set('2020-08-31', [dividend]);
  await watch.look();
  world.inForce.set('2020-08-31', [dividend, row('b'), row('c', { symbol: 'TSLA', newShares: 5 })]);
  await watch.look();
  await watch.look();
  expect(world.adjusted).toEqual([
    ['AAPL', world.date, { fall: 8_200, shares: 1 }],
    ['AAPL', world.date, { fall: 0, shares: 4 }],
    ['TSLA', world.date, { fall: 0, shares: 5 }],
  ]);
});

test('it is the market’s day that is asked for, whatever the clock says; before the first update there is none', async () => {
  const { world, watch } = watched();
  world.date = -1;
  await watch.look();
  world.date = parseDate('2014-06-09');
  await watch.look();
  expect(world.asked).toEqual(['2014-06-09']);
});

test('where nobody answers it is said once, and asked again', async () => {
  const { world, watch } = watched();
  world.inForce.set('2020-08-31', new Error('no responders'));
  await watch.look();
  await watch.look();
  expect([world.warned, world.adjusted]).toEqual([1, []]);
  world.inForce.set('2020-08-31', [row('a')]);
  await watch.look();
  expect(world.adjusted).toHaveLength(1);
});
