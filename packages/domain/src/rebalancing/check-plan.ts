import { reject, type Rejection } from '../kernel/rejection.ts';
import { addDays, formatDate, type CivilDate } from '../time/civil-date.ts';
import type { ProposeRebalancingCommand } from './commands.ts';

/** A plan stands on marks: it lives for so many days at most. House rule. */
const PLAN_DAYS_MAX = 30;

/**
 * What contradicts itself in a plan: an instrument twice, more sold than held, purchases that cost more than cash and sales
 * come to, a last day that is over or too far away.
 * @param today day in New York.
 */
export function checkPlan(
  { lines, cash, buffer, lastDay, equity }: ProposeRebalancingCommand['data'],
  today: CivilDate,
): Rejection | undefined {
  if (lastDay < today || lastDay > addDays(today, PLAN_DAYS_MAX))
    return wrong(`the last day, ${formatDate(lastDay)}, is over or too far away`);
  if (equity <= 0n) return wrong('the account is worth nothing');
  if (new Set(lines.map(({ instrumentId }) => instrumentId)).size < lines.length)
    return wrong('an instrument has two lines');
  const oversold = lines.find(({ side, quantity, held }) => side === 'SELL' && quantity > held);
  if (oversold !== undefined) return wrong(`more of ${oversold.instrumentId} is sold than held`);
  let left = cash - buffer;
  for (const { side, quantity, limitPrice } of lines)
    left += side === 'SELL' ? quantity * limitPrice : -quantity * limitPrice;
  const buys = lines.some(({ side }) => side === 'BUY');
  return buys && left < 0n ? wrong('purchases cost more than cash and sales come to') : undefined;
}

const wrong = (message: string): Rejection => reject('INVALID_REBALANCING', message);
