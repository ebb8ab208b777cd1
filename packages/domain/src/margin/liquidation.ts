import type { Money, Quantity } from '../kernel/fixed-point.ts';
import { abs } from '../kernel/rounding.ts';
import { equityRequirement } from './equities.ts';
import { marginReport, type ValuedPosition } from './margin-account.ts';
import type { MarginRules } from './rules.ts';

/** One step of a liquidation, in the order in which they are to be taken. */
export type LiquidationStep =
  | { readonly type: 'CANCEL_ORDER'; readonly orderId: string }
  | {
      readonly type: 'CLOSE';
      readonly instrumentId: string;
      readonly side: 'SELL' | 'BUY';
      readonly quantity: Quantity;
    };

/**
 * What to do about a margin call that is not met: cancel all open orders, then close positions, the ones that free most
 * margin per dollar first (of equal ones by instrument id), as few shares as bring equity back to maintenance at the
 * present marks. Empty when there is no call. The same account always gives the same list.
 */
export function liquidationPlan(
  rules: MarginRules,
  cash: Money,
  positions: readonly ValuedPosition[],
  openOrders: readonly string[],
): readonly LiquidationStep[] {
  if (marginReport(rules, cash, positions).call === 0n) return [];
  const steps: LiquidationStep[] = openOrders
    .toSorted()
    .map((orderId) => ({ type: 'CANCEL_ORDER', orderId }));
  let [left, money] = [positions, cash];
  for (const position of positions.toSorted((a, b) => compareRelief(rules, a, b))) {
    if (marginReport(rules, money, left).call === 0n) break;
    const after = (quantity: Quantity): { positions: ValuedPosition[]; cash: Money } =>
      closed(left, money, position, quantity);
    const quantity = fewest(abs(position.quantity), (q) => {
      const then = after(q);
      return marginReport(rules, then.cash, then.positions).call === 0n;
    });
    steps.push({
      type: 'CLOSE',
      instrumentId: position.instrumentId,
      side: position.quantity > 0n ? 'SELL' : 'BUY',
      quantity,
    });
    ({ positions: left, cash: money } = after(quantity));
  }
  return steps;
}

/** The least quantity that suffices, or all there is; what suffices suffices with more, too. */
function fewest(all: Quantity, suffices: (quantity: Quantity) => boolean): Quantity {
  let [least, most] = [1n, all];
  while (least < most) {
    const middle = (least + most) / 2n;
    if (suffices(middle)) most = middle;
    else least = middle + 1n;
  }
  return most;
}

/** The account after `quantity` of a position is closed at its mark. */
function closed(
  positions: readonly ValuedPosition[],
  cash: Money,
  position: ValuedPosition,
  quantity: Quantity,
): { positions: ValuedPosition[]; cash: Money } {
  const change = position.quantity > 0n ? -quantity : quantity;
  return {
    positions: positions.map((p) => (p === position ? { ...p, quantity: p.quantity + change } : p)),
    cash: cash - change * position.mark,
  };
}

/** Maintenance per dollar of value, larger first: compared crosswise, as a quotient could not be exact. */
function compareRelief(rules: MarginRules, a: ValuedPosition, b: ValuedPosition): number {
  const [ofA, ofB] = [maintenanceOf(rules, a), maintenanceOf(rules, b)];
  const left = ofA * abs(b.quantity) * b.mark;
  const right = ofB * abs(a.quantity) * a.mark;
  if (left !== right) return left > right ? -1 : 1;
  return a.instrumentId < b.instrumentId ? -1 : 1;
}

function maintenanceOf(rules: MarginRules, position: ValuedPosition): Money {
  return equityRequirement(rules, position, position.quantity, position.mark).maintenance;
}
