import type { Ratio } from '../corporate-actions/terms.ts';
import type { Money, Price, Quantity } from '../kernel/fixed-point.ts';
import type { HeldInstrument, PositionChange, Undone } from '../performance/curve-input.ts';
import type { MarkHistory } from '../performance/mark-history.ts';
import { signedCost, signedQuantity, type Fill } from '../portfolio/fill.ts';
import type { CivilDate } from '../time/civil-date.ts';

/** An execution of an account, or shares that came without one, at no cost. A sale may name lots that it takes first. */
export interface LedgerFill extends Fill {
  readonly instrumentId: string;
  /** Of one share or unit, 1/10 000 USD; 0 where they came without a trade. */
  readonly price: Price;
  readonly isTransfer: boolean;
}

/** Cash from outside; below zero: paid out. 1/10 000 USD. */
export interface LedgerCash {
  readonly entryId: string;
  readonly day: CivilDate;
  readonly amount: Money;
}

/** What an issuer did to a position: another number of shares, or a claim to a dividend. Amounts in 1/10 000 USD. */
export interface LedgerAction {
  readonly actionId: string;
  readonly instrumentId: string;
  /** Day on which it came into force. */
  readonly day: CivilDate;
  /** How many of the ledger's fills stand before it in the log. */
  readonly fillsBefore: number;
  readonly quantityBefore: Quantity;
  readonly quantity: Quantity;
  /** Of a split or stock dividend. */
  readonly ratio?: Ratio;
  /** Cash for a part of a share, or the dividend; below zero: owed. */
  readonly cash: Money;
  /** Part of it that lowers the cost of the lots. */
  readonly returnOfCapital: Money;
  /** Day on which the cash moved; absent: it is still to be paid. */
  readonly paidOn?: CivilDate;
}

/** What an instrument is, and what it was worth. */
export interface LedgerInstrument {
  readonly instrumentId: string;
  readonly multiplier: bigint;
  readonly isFuture: boolean;
  readonly marks: MarkHistory;
}

/** Everything that ever happened to an account up to a day, in the order of the log. Trades taken back are not in it. */
export interface ReportLedger {
  readonly accountId: string;
  readonly fills: readonly LedgerFill[];
  readonly cash: readonly LedgerCash[];
  /** In the order of the log. */
  readonly actions: readonly LedgerAction[];
  readonly instruments: readonly LedgerInstrument[];
  /** Trades that were taken back: they are in no other list, and made another version of their days. */
  readonly undone: readonly Undone[];
}

/** A ledger as a curve needs it: a change for each execution, and for what issuers did. */
export function heldOf(ledger: ReportLedger): readonly HeldInstrument[] {
  const fills = Map.groupBy(ledger.fills, ({ instrumentId }) => instrumentId);
  const actions = Map.groupBy(ledger.actions, ({ instrumentId }) => instrumentId);
  return ledger.instruments.map((instrument) => ({
    ...instrument,
    changes: [
      ...(fills.get(instrument.instrumentId) ?? []).map(changeOfFill),
      ...(actions.get(instrument.instrumentId) ?? []).map(changeOfAction),
    ],
  }));
}

function changeOfFill(fill: LedgerFill): PositionChange {
  const quantity = signedQuantity(fill);
  return {
    day: fill.tradeDate,
    traded: fill.isTransfer ? 0n : quantity,
    transferred: fill.isTransfer ? quantity : 0n,
    cost: signedCost(fill),
    fees: fill.fees,
    turnover: fill.price * quantity,
    bought: fill.side === 'BUY' ? fill.principal : 0n,
    sold: fill.side === 'SELL' ? fill.principal : 0n,
  };
}

/** Shares that come for nothing; a claim is worth what it will bring from the day on which the price falls by it. */
function changeOfAction({ day, quantity, quantityBefore, cash }: LedgerAction): PositionChange {
  const nothing = { transferred: 0n, fees: 0n, turnover: 0n, bought: 0n, sold: 0n };
  return { day, traded: quantity - quantityBefore, cost: -cash, ...nothing };
}
