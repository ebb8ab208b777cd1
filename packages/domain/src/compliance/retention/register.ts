import { defineAggregate, type Aggregate } from '../../contracts/schema/aggregate.ts';
import { accept, refuse, type Decision } from '../../kernel/decider.ts';
import { reject } from '../../kernel/rejection.ts';
import { formatDate, type CivilDate } from '../../time/civil-date.ts';
import { newYorkTime, type Instant } from '../../time/new-york.ts';
import { dueOn } from './classes.ts';
import { RECORDS_COMMANDS, type RecordsCommand } from './commands.ts';
import { RECORDS_FACTS, type RecordsFact } from './facts.ts';

/** Prefix of the one stream of the register. */
export const RECORDS_CATEGORY = 'recordsRegister';

interface Hold {
  readonly from: CivilDate | undefined;
  readonly isOver: boolean;
}

export interface RecordsState {
  readonly holds: ReadonlyMap<string, Hold>;
  readonly disposals: ReadonlySet<string>;
  /** Rooms by name, and whether they were closed. */
  readonly rooms: ReadonlyMap<string, boolean>;
}

type Authorise = Extract<RecordsCommand, { readonly type: 'AuthoriseDisposal' }>;
type Open = Extract<RecordsCommand, { readonly type: 'OpenExportRoom' }>;

/** What is commanded; of what depends on the day, when. */
export type RecordsDecision =
  | ((Authorise | Open) & { readonly at: Instant })
  | Exclude<RecordsCommand, Authorise | Open>;

const taken = (what: string): Decision<RecordsFact> =>
  refuse(reject('RECORDS_NAME_TAKEN', `there is a ${what} already`));
const unknown = (what: string): Decision<RecordsFact> =>
  refuse(reject('UNKNOWN_RECORDS_ENTRY', `there is no such ${what}, or it is over`));

function decide(state: RecordsState, command: RecordsDecision): Decision<RecordsFact> {
  switch (command.type) {
    case 'PlaceLegalHold':
      return state.holds.has(command.data.holdId)
        ? taken('hold of that name')
        : accept({ type: 'LegalHoldPlaced', data: command.data });
    case 'ReleaseLegalHold':
      return state.holds.get(command.data.holdId)?.isOver === false
        ? accept({ type: 'LegalHoldReleased', data: command.data })
        : unknown('hold');
    case 'AuthoriseDisposal':
      return dispose(state, command);
    case 'OpenExportRoom':
      if (state.rooms.has(command.data.roomId)) return taken('room of that name');
      return command.data.until > command.at
        ? accept({ type: 'ExportRoomOpened', data: command.data })
        : refuse(reject('INVALID_EXPORT_ROOM', 'the room would be closed already'));
    case 'CloseExportRoom':
      return state.rooms.get(command.data.roomId) === false
        ? accept({ type: 'ExportRoomClosed', data: command.data })
        : unknown('room');
  }
}

/**
 * A hold that may be about any record of the time stands against it: whether an account’s or an instrument’s records are of a
 * class nobody can know without looking at them all, and what is held in doubt is kept.
 */
function dispose(
  state: RecordsState,
  { data, at }: Authorise & { at: Instant },
): Decision<RecordsFact> {
  if (state.disposals.has(data.disposalId)) return taken('disposal of that name');
  const { retentionClass, through } = data;
  const due = dueOn(retentionClass, through);
  if (due === undefined || due > newYorkTime(at).date)
    return refuse(
      reject(
        'RECORDS_NOT_DUE',
        due === undefined
          ? 'they are kept while their account lives'
          : `records of ${formatDate(through)} are kept until ${formatDate(due)}`,
      ),
    );
  for (const [holdId, { from, isOver }] of state.holds)
    if (!isOver && (from === undefined || from <= through))
      return refuse(reject('RECORDS_HELD', `the hold ${holdId} stands against it`));
  return accept({ type: 'DisposalAuthorised', data });
}

function evolve(state: RecordsState, fact: RecordsFact): RecordsState {
  switch (fact.type) {
    case 'LegalHoldPlaced': {
      const { holdId, from } = fact.data;
      return { ...state, holds: new Map(state.holds).set(holdId, { from, isOver: false }) };
    }
    case 'LegalHoldReleased': {
      const { holdId } = fact.data;
      const from = state.holds.get(holdId)?.from;
      return { ...state, holds: new Map(state.holds).set(holdId, { from, isOver: true }) };
    }
    case 'DisposalAuthorised':
      return { ...state, disposals: new Set([...state.disposals, fact.data.disposalId]) };
    case 'ExportRoomOpened':
      return { ...state, rooms: new Map(state.rooms).set(fact.data.roomId, false) };
    case 'ExportRoomClosed':
      return { ...state, rooms: new Map(state.rooms).set(fact.data.roomId, true) };
  }
}

/** What of the records is held, disposed of, and shown to whom. */
export const recordsRegister: Aggregate<
  typeof RECORDS_COMMANDS,
  typeof RECORDS_FACTS,
  RecordsState,
  RecordsDecision
> = defineAggregate({
  description: 'Legal holds, disposals and export rooms',
  category: RECORDS_CATEGORY,
  route: { context: 'records', by: 'register' },
  commands: RECORDS_COMMANDS,
  facts: RECORDS_FACTS,
  followedByTrading: false,
  initial: { holds: new Map(), disposals: new Set(), rooms: new Map() },
  decide,
  evolve,
});
