import type { CommandId } from '../kernel/ids.ts';
import { applyReduction } from '../risk/apply.ts';
import { moveOrderIn, movePositionIn, movePositionOut } from '../risk/hand-over.ts';
import { setMark } from '../risk/instrument-risk.ts';
import { useClientOrderId } from './client-order-ids.ts';
import { endOrder, instrumentOf, ledgerOf, orderOf } from './lookups.ts';
import type { InstrumentMovedFact, MoveFact, OrderMovedFact } from './move-facts.ts';
import { pendingKey } from './pending-key.ts';
import type { TradedInstrument, TradingState } from './state.ts';

/** Applies what happens to an instrument that moves between partitions. */
export function instrumentMoved(state: TradingState, fact: MoveFact): void {
  const instrument = instrumentOf(state, fact.data.instrumentId);
  const { moveId } = fact.data;
  switch (fact.type) {
    case 'InstrumentMoveAdopted':
      instrument.partition = fact.data.toPartition;
      instrument.move = moveId;
      return;
    case 'InstrumentMovedOut': {
      const { fromPartition, commandsUntil } = fact.data;
      noteOwner(instrument, moveId, fromPartition, commandsUntil);
      const { instrumentId } = fact.data;
      state.handOvers.set(pendingKey(instrumentId, moveId), {
        kind: 'OUT',
        moveId,
        instrumentId,
        sequence: state.sequence,
      });
      return;
    }
    case 'OrderMovedOut': {
      const order = orderOf(state, fact.data.orderId);
      const { risk } = ledgerOf(state, order.accountId);
      applyReduction(risk, instrument.risk, order, order.leaves, order.reserved);
      endOrder(state, order);
      return;
    }
    case 'PositionMovedOut':
      return movePositionOut(ledgerOf(state, fact.data.accountId).risk, instrument.risk, fact.data);
    case 'InstrumentMovedIn':
      arrived(state, instrument, fact.data);
      return;
    case 'PositionMovedIn':
      return movePositionIn(ledgerOf(state, fact.data.accountId).risk, instrument.risk, fact.data);
    case 'OrderMovedIn':
      return orderArrived(state, instrument, fact.data);
    case 'InstrumentMoveDeclined': {
      const { instrumentId, code } = fact.data;
      state.handOvers.set(pendingKey(instrumentId, moveId), {
        kind: 'DECLINED',
        moveId,
        instrumentId,
        code,
      });
      return;
    }
    case 'InstrumentMoveConfirmed': {
      const { partition, fromPartition, commandsUntil } = fact.data;
      instrument.partition = partition;
      instrument.move = undefined;
      state.handOvers.delete(pendingKey(fact.data.instrumentId, moveId));
      if (commandsUntil !== undefined) noteOwner(instrument, moveId, fromPartition, commandsUntil);
    }
  }
}

/** Until when another partition decided about it; each move is noted once. */
function noteOwner(
  instrument: TradedInstrument,
  moveId: CommandId,
  partition: number,
  until: bigint,
): void {
  if (instrument.owners.some((owner) => owner.moveId === moveId)) return;
  instrument.owners.push({ moveId, partition, until });
}

function arrived(
  state: TradingState,
  instrument: TradedInstrument,
  data: InstrumentMovedFact['data'],
): void {
  const { moveId, instrumentId } = data;
  Object.assign(instrument, {
    move: undefined,
    phase: data.phase,
    referencePrice: data.referencePrice,
    lastSale: data.lastSale,
    lowerBand: data.lowerBand,
    upperBand: data.upperBand,
    entrySequence: data.entrySequence,
    trades: data.trades,
  });
  instrument.shortSales.through = data.shortSalesRestrictedThrough;
  instrument.risk.shortSaleRestricted = data.shortSalesRestricted;
  instrument.risk.lastSale = data.lastSale;
  setMark(instrument.risk, data.mark);
  noteOwner(instrument, moveId, data.fromPartition, data.commandsUntil);
  state.handOvers.set(pendingKey(instrumentId, moveId), { kind: 'IN', moveId, instrumentId });
}

function orderArrived(
  state: TradingState,
  { risk }: TradedInstrument,
  data: OrderMovedFact['data'],
): void {
  const { moveId: _, sourcePosition: __, movedAt, fees, ...order } = data;
  const ledger = ledgerOf(state, order.accountId);
  const open = state.orders.add(order, order);
  if (fees !== undefined) {
    const lines = fees.lines.map((line) => ({ ...line }));
    state.orderFees.set(open.orderId, { ...fees, day: fees.day, lines });
  }
  moveOrderIn(ledger.risk, risk, open);
  if (open.clientOrderId !== undefined)
    useClientOrderId(ledger.clientOrderIds, open.clientOrderId, movedAt);
}
