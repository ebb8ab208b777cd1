import { futureMarginOn } from '../margin/futures.ts';
import { liquidationPlan, type LiquidationStep } from '../margin/liquidation.ts';
import type { ValuedPosition } from '../margin/margin-account.ts';
import type { Money } from '../kernel/fixed-point.ts';
import { abs, BASIS, positive, shareUp } from '../kernel/rounding.ts';
import { withdrawable } from './account-events.ts';
import type { AccountRisk } from './account-risk.ts';
import type { RiskContext } from './context.ts';
import { equityTerms, isStock } from './instrument-risk.ts';
import { unitMargin } from './unit-margin.ts';
import { maintenanceOf, valuationOf, type Valuation } from './valuation.ts';

/** Where an account stands: for people, margin calls and the end of the day. 1/10 000 USD. */
export interface AccountStanding extends Valuation {
  /** What the positions need to be kept, with the house's concentration add-on. */
  readonly maintenance: Money;
  /** Equity beyond what positions and open orders hold; below zero: nothing may be opened. */
  readonly excess: Money;
  /** What stock that may be bought with half its value may be bought for; of a cash account its free cash. */
  readonly buyingPower: Money;
  readonly withdrawable: Money;
  /** What a margin call asks for, or zero: back to maintenance, with futures back to their initial margin. */
  readonly call: Money;
}

/** Values an account with the house's concentration add-on in its maintenance requirement. */
export function standingOf(context: RiskContext, account: AccountRisk): AccountStanding {
  const { margin, date } = context;
  const valuation = valuationOf(account, margin, date);
  const maintenance = maintenanceOf(account, margin, date) + concentrationAddOn(context, account);
  const cash = account.accountType === 'CASH';
  const excess = (cash ? account.cash : valuation.equity) - valuation.held - account.reserved;
  return {
    ...valuation,
    maintenance,
    excess,
    buyingPower: cash ? positive(excess) : (positive(excess) * BASIS) / margin.equity.initialLong,
    withdrawable: withdrawable(account, margin, date),
    call:
      cash || valuation.equity >= maintenance
        ? 0n
        : maintenance + futuresTopUp(context, account) - valuation.equity,
  };
}

/** One position above the house's share of the long value needs more maintenance. */
function concentrationAddOn({ margin, date }: RiskContext, account: AccountRisk): Money {
  if (account.accountType === 'CASH') return 0n;
  const longs = [...account.exposures.values()].filter(
    ({ instrument, quantity }) => quantity > 0n && isStock(instrument),
  );
  const total = longs.reduce(
    (sum, { quantity, instrument }) => sum + quantity * instrument.mark,
    0n,
  );
  let added = 0n;
  for (const { instrument, quantity } of longs) {
    const value = quantity * instrument.mark;
    if (value * BASIS <= total * margin.house.concentratedAbove) continue;
    const usual = (quantity * unitMargin(instrument, margin, date).longMaintenance) / BASIS;
    added += positive(shareUp(value, margin.house.concentratedMaintenance) - usual);
  }
  return added;
}

/** A futures call goes up to the initial margin. */
function futuresTopUp({ date }: RiskContext, account: AccountRisk): Money {
  let more = 0n;
  for (const { instrument, quantity } of account.exposures.values()) {
    if (instrument.future === undefined) continue;
    const { initial, maintenance } = futureMarginOn(instrument.future, date);
    more += abs(quantity) * (initial - maintenance);
  }
  return more;
}

/**
 * What to do about a call that is not met: cancel open orders, then close stock, what frees most margin per dollar
 * first. Futures and options keep their margin until no stock is left; then they are closed whole, by instrument id.
 * Empty without a call. The same account always gives the same list.
 */
export function liquidationOf(
  context: RiskContext,
  account: AccountRisk,
  openOrders: readonly string[],
): readonly LiquidationStep[] {
  if (standingOf(context, account).call === 0n) return [];
  const { margin, date } = context;
  const { equity } = valuationOf(account, margin, date);
  const maintenance = maintenanceOf(account, margin, date);
  const [stocks, others]: [ValuedPosition[], ValuedPosition[]] = [[], []];
  let [stockValue, stockMaintenance] = [0n, 0n];
  for (const { instrument, quantity } of account.exposures.values()) {
    const { instrumentId, mark } = instrument;
    const position = { ...equityTerms(instrument, margin, date), instrumentId, quantity, mark };
    if (quantity === 0n) continue;
    (isStock(instrument) ? stocks : others).push(position);
    if (!isStock(instrument)) continue;
    const unit = unitMargin(instrument, margin, date);
    const each = quantity > 0n ? unit.longMaintenance : unit.shortMaintenance;
    stockValue += quantity * mark;
    stockMaintenance += (quantity * each) / BASIS;
  }
  // What derivatives need is taken off the cash that stock is margined with.
  const cash = equity - stockValue - (maintenance - stockMaintenance);
  const plan = liquidationPlan(margin, cash, stocks, openOrders);
  const sold = new Map(
    plan.flatMap((s) => (s.type === 'CLOSE' ? [[s.instrumentId, s.quantity]] : [])),
  );
  const allSold = stocks.every((p) => sold.get(p.instrumentId) === abs(p.quantity));
  return allSold ? [...cancels(plan, openOrders), ...others.toSorted(byId).map(closeAll)] : plan;
}

function cancels(
  plan: readonly LiquidationStep[],
  openOrders: readonly string[],
): readonly LiquidationStep[] {
  if (plan.length > 0) return plan;
  return openOrders.toSorted().map((orderId) => ({ type: 'CANCEL_ORDER' as const, orderId }));
}

function byId(a: ValuedPosition, b: ValuedPosition): number {
  return a.instrumentId < b.instrumentId ? -1 : 1;
}

function closeAll({ instrumentId, quantity }: ValuedPosition): LiquidationStep {
  return {
    type: 'CLOSE',
    instrumentId,
    side: quantity > 0n ? 'SELL' : 'BUY',
    quantity: abs(quantity),
  };
}
