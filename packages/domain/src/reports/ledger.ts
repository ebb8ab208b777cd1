import type { Ratio } from '../corporate-actions/terms.ts';
import type { Money, Price, Quantity } from '../kernel/fixed-point.ts';
import type {
  FlowKind,
  HeldInstrument,
  PositionChange,
  Undone,
} from '../performance/curve-input.ts';
import type { MarkHistory } from '../performance/mark-history.ts';
import { signedCost, signedQuantity, type Fill } from '../portfolio/fill.ts';
import type { CivilDate } from '../time/civil-date.ts';

/** An execution of an account, or shares that came without one, at no cost. A sale may name lots that it takes first. */
export interface LedgerFill extends Fill {
  readonly instrumentId: string;
  /** Of one share or unit, 1/10 000 USD; 0 where they came without a trade. */
  readonly price: Price;
  readonly isTransfer: boolean;
  /** Of shares that an option brought or took at its strike. */
  readonly exercise?: LedgerExercise;
}

/** Contracts that were exercised or assigned: their premium is part of what the shares cost or brought. */
export interface LedgerExercise {
  readonly instrumentId: string;
  /** What the position in contracts changes by. */
  readonly change: Quantity;
  /** What the shares were worth, 1/10 000 USD. */
  readonly worth: Money;
}

/** Cash from outside, or interest; below zero: it went. 1/10 000 USD. */
export interface LedgerCash {
  readonly entryId: string;
  readonly day: CivilDate;
  readonly amount: Money;
  readonly kind: FlowKind;
}

/** What a merger or spin-off brought beside the position, or instead of it. Amounts in 1/10 000 USD. */
export interface LedgerExchange {
  /** Whose shares came; absent: cash alone. */
  readonly otherInstrumentId?: string;
  /** Signed, as the position. */
  readonly received: Quantity;
  readonly ratio: Ratio;
  /** For a part of a share. */
  readonly cashInLieu: Money;
  /** What the shares were worth when they came. */
  readonly value: Money;
  /** Part of the cost that went along, 1/10 000. */
  readonly costBasisPoints: number;
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
  /** Of a merger or spin-off. */
  readonly exchange?: LedgerExchange;
  /** Cash for a part of a share, for the shares of a merger, or the dividend; below zero: owed. */
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

/** An execution of the account with everything that is confirmed of it. Money in 1/10 000 USD. */
export interface ConfirmedExecution {
  readonly executionId: string;
  readonly orderId: string;
  readonly instrumentId: string;
  readonly side: 'BUY' | 'SELL';
  readonly quantity: Quantity;
  readonly price: Price;
  readonly principal: Money;
  readonly fees: Readonly<Record<'commission' | 'section31' | 'taf' | 'venue' | 'orf', Money>>;
  readonly tradeDate: CivilDate;
  readonly settlementDate: CivilDate;
  /** ns since 1970 UTC. */
  readonly executedAt: bigint;
  /** Another venue by its MIC; absent: our own book. */
  readonly venue?: string;
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
  /** For confirmations: executions of the report's days. */
  readonly confirmed?: readonly ConfirmedExecution[];
}

/** Cash of an action, whatever it is for. */
export function cashOfAction({ cash, exchange }: LedgerAction): Money {
  return cash + (exchange?.cashInLieu ?? 0n);
}

const NOTHING_TRADED = { transferred: 0n, fees: 0n, turnover: 0n, bought: 0n, sold: 0n };

/** A ledger as a curve needs it: a change for each execution, and for what issuers did. */
export function heldOf(ledger: ReportLedger): readonly HeldInstrument[] {
  const fills = Map.groupBy(ledger.fills.flatMap(changesOfFill), ([of]) => of);
  const actions = Map.groupBy(ledger.actions.flatMap(changesOfAction), ([of]) => of);
  return ledger.instruments.map((instrument) => ({
    ...instrument,
    changes: [
      ...(fills.get(instrument.instrumentId) ?? []).map(([, change]) => change),
      ...(actions.get(instrument.instrumentId) ?? []).map(([, change]) => change),
    ],
  }));
}

/** Of an exercise shares come at what they are worth, and the contracts bring what that is better than the strike. */
function changesOfFill(fill: LedgerFill): readonly (readonly [string, PositionChange])[] {
  const { exercise, instrumentId } = fill;
  const own = changeOfFill(fill);
  if (exercise === undefined) return [[instrumentId, own]];
  const worth = fill.side === 'BUY' ? exercise.worth : -exercise.worth;
  const { day, cost } = own;
  const contracts = { day, traded: exercise.change, cost: cost - worth, ...NOTHING_TRADED };
  return [
    [instrumentId, { ...own, cost: worth }],
    [exercise.instrumentId, contracts],
  ];
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

/**
 * By instrument: shares that come for nothing; a claim, which is worth what it will bring from the day on which the price falls
 * by it; and shares of another instrument, whose worth leaves the one and comes to the other.
 */
function changesOfAction(action: LedgerAction): readonly (readonly [string, PositionChange])[] {
  const { day, instrumentId, quantity, quantityBefore, exchange } = action;
  const { otherInstrumentId, received = 0n, value = 0n } = exchange ?? {};
  const traded = quantity - quantityBefore;
  const own = { day, traded, cost: -cashOfAction(action) - value, ...NOTHING_TRADED };
  if (otherInstrumentId === undefined) return [[instrumentId, own]];
  const others = { day, traded: received, cost: value, ...NOTHING_TRADED };
  return [
    [instrumentId, own],
    [otherInstrumentId, others],
  ];
}
