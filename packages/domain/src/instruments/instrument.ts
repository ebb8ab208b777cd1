import { accept, refuse, type Decision } from '../kernel/decider.ts';
import type { InstrumentId } from '../kernel/ids.ts';
import type { Price } from '../kernel/fixed-point.ts';
import { reject, type Rejection } from '../kernel/rejection.ts';
import { INSTRUMENT_COMMANDS, type InstrumentCommand, type InstrumentListing } from './commands.ts';
import { INSTRUMENT_FACTS, type InstrumentFact } from './facts.ts';
import type { FutureTerms } from './terms.ts';
import { checkAnchor } from './price-range.ts';
import { followPrimary, type PrimaryReport } from './follow-primary.ts';
import { decideMove, evolveMove, type MoveDecision } from './move.ts';
import type { ListedTerms, InstrumentState } from './instrument-state.ts';
import { defineAggregate, type Aggregate } from '../contracts/schema/aggregate.ts';

/** Prefix of instrument streams; a category never contains `-`, where EventStoreDB splits it. */
export const INSTRUMENT_CATEGORY = 'instrument';

export function instrumentStream(id: InstrumentId): string {
  return `${INSTRUMENT_CATEGORY}-${id}`;
}

/** What is done about an instrument: what clients ask, what the primary market says, and what the partitions say about its move. */
export type InstrumentDecision =
  | Exclude<InstrumentCommand, { type: 'MoveInstrument' }>
  | PrimaryReport
  | MoveDecision;

function decide(state: InstrumentState, command: InstrumentDecision): Decision<InstrumentFact> {
  const { instrumentId } = command.data;
  if (command.type === 'ListInstrument') {
    if (state.status !== 'none')
      return refuse(reject('INSTRUMENT_EXISTS', `instrument ${instrumentId} is already listed`));
    const wrong = checkListing(command.data);
    return wrong === undefined
      ? accept({ type: 'InstrumentListed', data: command.data })
      : refuse(wrong);
  }
  if (state.status === 'none')
    return refuse(reject('UNKNOWN_INSTRUMENT', `there is no instrument ${instrumentId}`));
  if (state.status === 'delisted')
    return refuse(reject('INSTRUMENT_NOT_TRADED', `${instrumentId} is delisted`));
  if (command.type === 'FollowPrimary') return followPrimary(state, command.data);
  if ('moveId' in command.data) return decideMove(state, command as MoveDecision);
  if (state.move !== undefined)
    return refuse(reject('MOVE_UNDER_WAY', `${instrumentId} is on its way to another partition`));
  return change(state, command as Change);
}

type Change = Exclude<InstrumentCommand, { type: 'ListInstrument' | 'MoveInstrument' }>;

function change(state: InstrumentState, command: Change): Decision<InstrumentFact> {
  const { instrumentId } = command.data;
  switch (command.type) {
    case 'HaltInstrument':
      // A halt by the primary market's words becomes one of our own: it does not end by its words any more.
      return state.status === 'halted' && state.haltedBy === undefined
        ? refuse(reject('INSTRUMENT_HALTED', `${instrumentId} is already halted`))
        : accept({ type: 'InstrumentHalted', data: command.data });
    case 'ResumeInstrument':
      return state.status === 'active'
        ? refuse(reject('INSTRUMENT_NOT_HALTED', `${instrumentId} is not halted`))
        : accept({ type: 'InstrumentResumed', data: command.data });
    case 'ReviseInstrument': {
      const wrong = checkRevision(state.terms?.future, command.data);
      return wrong === undefined
        ? accept({ type: 'InstrumentRevised', data: command.data })
        : refuse(wrong);
    }
    case 'ChangeSymbol':
      return state.symbol === command.data.symbol
        ? refuse(reject('NOTHING_TO_CHANGE', `it is called ${state.symbol} already`))
        : accept({ type: 'SymbolChanged', data: command.data });
    case 'PublishClose': {
      const wrong = checkClose(state.terms, command.data.price);
      return wrong === undefined
        ? accept({ type: 'ClosePublished', data: command.data })
        : refuse(wrong);
    }
    case 'SettleFuture':
      return state.terms?.future === undefined
        ? refuse(invalidTerms('only futures have a variation'))
        : accept({ type: 'FutureSettlementDue', data: command.data });
    case 'RestrictInstrument':
      return accept({ type: 'InstrumentRestricted', data: command.data });
    case 'DelistInstrument':
      return accept({ type: 'InstrumentDelisted', data: command.data });
  }
}

type Revision = Extract<InstrumentCommand, { type: 'ReviseInstrument' }>['data'];

/** What is not revised stays, and must go with what is. */
function checkRevision(
  future: ListedTerms['future'],
  { initialMargin, maintenanceMargin }: Revision,
): Rejection | undefined {
  if ((initialMargin ?? maintenanceMargin) === undefined) return undefined;
  if (future === undefined) return invalidTerms('only futures have margins of their own');
  return checkMargins({
    initialMargin: initialMargin ?? future.initialMargin,
    maintenanceMargin: maintenanceMargin ?? future.maintenanceMargin,
  });
}

function checkMargins({
  initialMargin,
  maintenanceMargin,
}: Pick<FutureTerms, 'initialMargin' | 'maintenanceMargin'>): Rejection | undefined {
  return initialMargin < maintenanceMargin
    ? invalidTerms('the initial margin is not below the maintenance margin')
    : undefined;
}

function checkClose(terms: ListedTerms | undefined, price: Price): Rejection | undefined {
  return terms && checkAnchor({ ...terms, ...terms.future }, price);
}

/** Terms of an option belong to options alone, those of a future to futures; the book can count the previous close. */
function checkListing(listing: InstrumentListing): Rejection | undefined {
  const { referencePrice, assetClass = 'EQUITY', option, future, multiplier } = listing;
  const uncountable = checkClose(listing, referencePrice);
  if (uncountable !== undefined) return uncountable;
  if ((option !== undefined) !== (assetClass === 'OPTION'))
    return invalidTerms('an OPTION, and nothing else, has the terms of an option');
  if ((future !== undefined) !== (assetClass === 'FUTURE'))
    return invalidTerms('a FUTURE, and nothing else, has the terms of a future');
  if ((option ?? future) !== undefined && multiplier === undefined)
    return invalidTerms('options and futures have a multiplier');
  return future && checkMargins(future);
}

function invalidTerms(message: string): Rejection {
  return reject('INVALID_INSTRUMENT_TERMS', message);
}

function evolve(state: InstrumentState, fact: InstrumentFact): InstrumentState {
  switch (fact.type) {
    case 'InstrumentListed': {
      const { symbol, tickSize, future, option, partition } = fact.data;
      return {
        status: 'active',
        symbol,
        terms: {
          tickSize,
          ...(future === undefined ? {} : { future }),
          ...(option === undefined ? {} : { option }),
        },
        ...(partition === undefined ? {} : { partition }),
      };
    }
    case 'InstrumentHalted':
      return { ...state, status: 'halted', haltedBy: fact.data.primary?.source };
    case 'InstrumentResumed':
      return { ...state, status: 'active', haltedBy: undefined };
    case 'InstrumentRevised':
      return { ...state, ...revised(state, fact.data) };
    case 'SymbolChanged':
      return { ...state, symbol: fact.data.symbol };
    case 'InstrumentDelisted':
      return { ...state, status: 'delisted' };
    case 'InstrumentMoveRequested':
    case 'InstrumentHandedOver':
    case 'InstrumentMoveRefused':
    case 'InstrumentMoved':
      return evolveMove(state, fact);
    default:
      return state;
  }
}

function revised(
  { terms }: InstrumentState,
  { initialMargin, maintenanceMargin }: Revision,
): Pick<InstrumentState, 'terms'> {
  if (terms?.future === undefined) return {};
  const future = {
    ...terms.future,
    ...(initialMargin === undefined ? {} : { initialMargin }),
    ...(maintenanceMargin === undefined ? {} : { maintenanceMargin }),
  };
  return { terms: { ...terms, future } };
}

/** The instrument: listed once, halted and resumed, revised, renamed, delisted for good. Its id is never used again. */
export const instrument: Aggregate<
  typeof INSTRUMENT_COMMANDS,
  typeof INSTRUMENT_FACTS,
  InstrumentState,
  InstrumentDecision
> = defineAggregate({
  description: 'Instruments',
  category: INSTRUMENT_CATEGORY,
  route: { context: 'instrument', by: 'instrumentId' },
  commands: INSTRUMENT_COMMANDS,
  facts: INSTRUMENT_FACTS,
  followedByTrading: true,
  initial: { status: 'none' },
  decide,
  evolve,
});
