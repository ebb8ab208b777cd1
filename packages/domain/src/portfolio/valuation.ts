import type { Money, Price, Quantity } from '../kernel/fixed-point.ts';

/** What the market's day has done to a position; all of it below zero for what went out. */
export interface DayOfPosition {
  /** Shares or contracts bought less sold. */
  readonly traded: Quantity;
  /** Cash paid less received, with fees; of a future its fees alone. 1/10 000 USD. */
  readonly cost: Money;
  /** Price × quantity bought less sold, without the multiplier. 1/10 000 USD. */
  readonly turnover: Money;
}

/** A position as the books have it. */
export interface Holding extends DayOfPosition {
  /** Below zero: sold short. */
  readonly quantity: Quantity;
  /** At average cost, with fees; of a future its fees alone. 1/10 000 USD. */
  readonly bookCost: Money;
  /** Profit of what was closed, net of fees; of a future its fees alone. 1/10 000 USD. */
  readonly realised: Money;
  /** Of a future: what the contracts were entered at and what the closed ones brought, price × quantity. 1/10 000 USD. */
  readonly entered: Money;
  readonly enteredRealised: Money;
  /** Shares or units of one contract. */
  readonly multiplier: bigint;
  readonly isFuture: boolean;
}

/** A position at the market. All 1/10 000 USD. */
export interface Valued {
  /** What it adds to the account's worth: of a future the gains and losses that the cash does not hold. */
  readonly marketValue: Money;
  /** Mark × quantity × multiplier: what moves with the market. */
  readonly exposure: Money;
  readonly unrealised: Money;
  readonly realised: Money;
  /** What the day has brought, against the previous close and net of fees. */
  readonly dayProfit: Money;
}

export const NO_DAY: DayOfPosition = { traded: 0n, cost: 0n, turnover: 0n };

/**
 * A position at a mark. What was held since the previous close earns the difference to it, what the day traded the difference
 * to its price; what was transferred in counts as held since the previous close, as the performance counts it.
 * @param mark and previous close, 1/10 000 USD.
 */
export function valueHolding(holding: Holding, mark: Price, previousClose: Price): Valued {
  const { quantity, bookCost, multiplier, isFuture } = holding;
  const exposure = mark * quantity * multiplier;
  const before = quantity - holding.traded;
  const held = (mark * quantity - previousClose * before) * multiplier;
  if (!isFuture) {
    return {
      marketValue: exposure,
      exposure,
      unrealised: exposure - bookCost,
      realised: holding.realised,
      dayProfit: held - holding.cost,
    };
  }
  const open = exposure - holding.entered * multiplier;
  const closed = holding.enteredRealised * multiplier;
  return {
    marketValue: open + closed,
    exposure,
    unrealised: open - bookCost,
    realised: closed + holding.realised,
    dayProfit: held - holding.turnover * multiplier - holding.cost,
  };
}
