import { accept, refuse, type Decision } from '../kernel/decider.ts';
import type { CommandId, InstrumentId } from '../kernel/ids.ts';
import { reject, type RejectCode } from '../kernel/rejection.ts';
import type { InstrumentFact, InstrumentMoveFact } from './facts.ts';
import type { InstrumentState } from './instrument-state.ts';

interface Move {
  readonly instrumentId: InstrumentId;
  readonly moveId: CommandId;
}

/** Steps of a move: asked for by a client, the rest told by the partitions, which have it in their journals first. */
export type MoveDecision =
  | { readonly type: 'RequestMove'; readonly data: Move & { readonly toPartition: number } }
  | {
      readonly type: 'HandOver';
      readonly data: Move & { readonly sequence: bigint; readonly commandsUntil: bigint };
    }
  | { readonly type: 'RefuseMove'; readonly data: Move & { readonly code: RejectCode } }
  | { readonly type: 'CompleteMove'; readonly data: Move };

/** Only what is halted moves, one move at a time; telling a step again has no effect. */
export function decideMove(
  state: InstrumentState,
  decision: MoveDecision,
): Decision<InstrumentFact> {
  const { move, partition: fromPartition = 0, status } = state;
  const { instrumentId, moveId } = decision.data;
  if (decision.type === 'RequestMove') {
    const { toPartition } = decision.data;
    if (move !== undefined)
      return refuse(reject('MOVE_UNDER_WAY', `${instrumentId} is on its way already`));
    if (toPartition === fromPartition)
      return refuse(reject('NOTHING_TO_CHANGE', `partition ${toPartition} trades it already`));
    if (status !== 'halted')
      return refuse(reject('INSTRUMENT_NOT_HALTED', `${instrumentId} must be halted to move`));
    const data = { instrumentId, moveId, fromPartition, toPartition };
    return accept({ type: 'InstrumentMoveRequested', data });
  }
  if (move?.moveId !== moveId) return accept();
  const { commandsUntil, ...parties } = move;
  switch (decision.type) {
    case 'HandOver': {
      const { sequence, commandsUntil: until } = decision.data;
      const data = { ...parties, sequence, commandsUntil: until };
      return commandsUntil === undefined
        ? accept({ type: 'InstrumentHandedOver', data })
        : accept();
    }
    case 'RefuseMove':
      return commandsUntil === undefined
        ? accept({ type: 'InstrumentMoveRefused', data: { ...parties, code: decision.data.code } })
        : accept();
    case 'CompleteMove':
      return commandsUntil === undefined
        ? accept()
        : accept({ type: 'InstrumentMoved', data: { ...parties, commandsUntil } });
  }
}

export function evolveMove(
  { move, ...state }: InstrumentState,
  fact: InstrumentMoveFact,
): InstrumentState {
  switch (fact.type) {
    case 'InstrumentMoveRequested':
      return { ...state, move: fact.data };
    case 'InstrumentHandedOver':
      return move === undefined
        ? state
        : { ...state, move: { ...move, commandsUntil: fact.data.commandsUntil } };
    case 'InstrumentMoveRefused': {
      const { moveId, code } = fact.data;
      return { ...state, refusedMoves: new Map(state.refusedMoves).set(moveId, code) };
    }
    case 'InstrumentMoved':
      return { ...state, partition: fact.data.toPartition };
  }
}
