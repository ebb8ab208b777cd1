import {
  BOOK_SIDES,
  bookSideOf,
  ORDER_TYPES,
  PHASES,
  SELF_TRADE_MODES,
  TIMES_IN_FORCE,
  type OpenOrder,
  type Phase as PhaseName,
  type TimeInForce as TimeInForceName,
  type TradingState,
} from '@bellwether/domain';
import { OrderType, Phase, Side, StpMode, TimeInForce, type NewOrder } from '@bellwether/engine';
import type { Books } from './books.ts';

// The domain's words and the engine's codes for the same things. A table that lacks a word does not compile.

const SIDE: Readonly<Record<(typeof BOOK_SIDES)[number], Side>> = Side;
const TYPE: Readonly<Record<(typeof ORDER_TYPES)[number], OrderType>> = OrderType;
const TIME_IN_FORCE: Readonly<Record<(typeof TIMES_IN_FORCE)[number], TimeInForce>> = TimeInForce;
const STP_MODE: Readonly<Record<(typeof SELF_TRADE_MODES)[number], StpMode>> = StpMode;
const PHASE: Readonly<Record<(typeof PHASES)[number], Phase>> = Phase;

export function phaseCode(phase: PhaseName): Phase {
  return PHASE[phase];
}

export function timeInForceCode(timeInForce: TimeInForceName): TimeInForce {
  return TIME_IN_FORCE[timeInForce];
}

/** The domain's word for the engine's phase. */
export function phaseName(code: number): PhaseName | undefined {
  return PHASES.find((phase) => PHASE[phase] === code);
}

type EngineTerms = Omit<NewOrder, 'token' | 'ref' | 'quantity' | 'minimumQuantity'>;

/** What describes an order to the engine, whether it is new or restored. */
export function engineTerms(state: TradingState, books: Books, order: OpenOrder): EngineTerms {
  const { index, tickSize } = books.of(order.instrumentId);
  return {
    symbol: index,
    side: SIDE[bookSideOf(order.side)],
    type: TYPE[order.type],
    timeInForce: TIME_IN_FORCE[order.timeInForce],
    price: Number(order.limitPrice / tickSize),
    stopPrice: order.stopPrice === undefined ? 0 : Number(order.stopPrice / tickSize),
    displayQuantity: Number(order.displayQuantity ?? 0n),
    stpMode: order.selfTrade === undefined ? StpMode.NONE : STP_MODE[order.selfTrade],
    stpGroup: state.accounts.get(order.accountId)?.ownerGroup ?? 0,
    expiry: order.expiresOn ?? 0,
    postOnly: order.postOnly ?? false,
  };
}
