import { accept, refuse, type Decider, type Decision } from '../kernel/decider.ts';
import type { InstrumentId } from '../kernel/ids.ts';
import { reject } from '../kernel/rejection.ts';
import type { InstrumentCommand } from './commands.ts';
import type { InstrumentFact } from './facts.ts';

/** Prefix of instrument streams; a category never contains `-`, where EventStoreDB splits it. */
export const INSTRUMENT_CATEGORY = 'instrument';

export function instrumentStream(id: InstrumentId): string {
  return `${INSTRUMENT_CATEGORY}-${id}`;
}

export interface InstrumentState {
  readonly status: 'none' | 'active' | 'halted';
}

function decide(state: InstrumentState, command: InstrumentCommand): Decision<InstrumentFact> {
  const { instrumentId } = command.data;
  if (command.type === 'ListInstrument') {
    if (state.status !== 'none')
      return refuse(reject('INSTRUMENT_EXISTS', `instrument ${instrumentId} is already listed`));
    const { tickSize, referencePrice } = command.data;
    if (referencePrice % tickSize !== 0n)
      return refuse(
        reject('INVALID_TICK', 'the reference price is not a multiple of the tick size'),
      );
    return accept({ type: 'InstrumentListed', data: command.data });
  }
  if (state.status === 'none')
    return refuse(reject('UNKNOWN_INSTRUMENT', `there is no instrument ${instrumentId}`));
  if (command.type === 'HaltInstrument') {
    return state.status === 'halted'
      ? refuse(reject('INSTRUMENT_HALTED', `${instrumentId} is already halted`))
      : accept({ type: 'InstrumentHalted', data: command.data });
  }
  return state.status === 'active'
    ? refuse(reject('INSTRUMENT_NOT_HALTED', `${instrumentId} is not halted`))
    : accept({ type: 'InstrumentResumed', data: command.data });
}

function evolve(_state: InstrumentState, fact: InstrumentFact): InstrumentState {
  return { status: fact.type === 'InstrumentHalted' ? 'halted' : 'active' };
}

/** The instrument: listed once, halted and resumed. */
export const instrument: Decider<InstrumentState, InstrumentCommand, InstrumentFact> = {
  initial: { status: 'none' },
  decide,
  evolve,
};
