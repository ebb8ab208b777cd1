import type { Money, Price } from '../kernel/fixed-point.ts';
import type { HeldInstrument, Undone } from '../performance/curve-input.ts';
import type { MarkHistory } from '../performance/mark-history.ts';
import { signedCost, signedQuantity, type Fill } from '../portfolio/fill.ts';
import type { CivilDate } from '../time/civil-date.ts';

/** An execution of an account, or shares that came without one, at no cost. */
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
  readonly instruments: readonly LedgerInstrument[];
  /** Trades that were taken back: they are in no other list, and made another version of their days. */
  readonly undone: readonly Undone[];
}

/** A ledger as a curve needs it: a change for each execution. */
export function heldOf(ledger: ReportLedger): readonly HeldInstrument[] {
  const fills = Map.groupBy(ledger.fills, ({ instrumentId }) => instrumentId);
  return ledger.instruments.map((instrument) => ({
    ...instrument,
    changes: (fills.get(instrument.instrumentId) ?? []).map((fill) => {
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
    }),
  }));
}
