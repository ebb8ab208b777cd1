import type { CommandId } from '../kernel/ids.ts';
import type { RejectCode } from '../kernel/rejection.ts';
import type { InstrumentListing } from './commands.ts';
import type { InstrumentFact } from './facts.ts';

/** A move that is under way, as its facts name it. */
export type OpenMove = Extract<InstrumentFact, { type: 'InstrumentMoveRequested' }>['data'] & {
  /** Of a move whose instrument has left its partition. */
  readonly commandsUntil?: bigint;
};

/** What later decisions ask of an instrument. */
export type ListedTerms = Pick<InstrumentListing, 'tickSize' | 'future' | 'option'>;

export interface InstrumentState {
  readonly status: 'none' | 'active' | 'halted' | 'delisted';
  /** The source by whose words it was halted; absent: it is not, or it was decided here. */
  readonly haltedBy?: string | undefined;
  readonly symbol?: string;
  /** As it was listed, with what was revised since; absent before. */
  readonly terms?: ListedTerms;
  /** The move that is under way. */
  readonly move?: OpenMove;
  /** Moves that were refused, and why. */
  readonly refusedMoves?: ReadonlyMap<CommandId, RejectCode>;
  /** Where it is traded; absent: in the first partition. */
  readonly partition?: number;
}
