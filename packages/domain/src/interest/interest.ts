import { defineAggregate, type Aggregate } from '../contracts/schema/aggregate.ts';
import { accept, refuse, type Decision } from '../kernel/decider.ts';
import { reject } from '../kernel/rejection.ts';
import { addDays, formatDate, type CivilDate } from '../time/civil-date.ts';
import { newYorkTime, type Instant } from '../time/new-york.ts';
import { INTEREST_COMMANDS, type InterestCommand } from './commands.ts';
import { INTEREST_FACTS, type InterestFact } from './facts.ts';

/** First day of the newest rates, and last day that is paid for. */
export interface InterestState {
  readonly from: CivilDate | undefined;
  readonly through: CivilDate | undefined;
}

/** A command, and when it came in. */
export type InterestDecision = InterestCommand & { readonly at: Instant };

/** Rates may be said for so many days that are over: interest of a month is paid in the next one. */
const BACK_DAYS = 31;

function decide(state: InterestState, command: InterestDecision): Decision<InterestFact> {
  if (command.type === 'CloseInterest') return close(state, command.data);
  const { from } = command.data;
  const earliest = addDays(newYorkTime(command.at).date, -BACK_DAYS);
  for (const last of [state.from, state.through, addDays(earliest, -1)])
    if (last !== undefined && from <= last) {
      const words = `rates must begin after ${formatDate(last)}`;
      return refuse(reject('INVALID_INTEREST_DATES', words));
    }
  return accept({ type: 'InterestRatesSet', data: command.data });
}

function close(
  { through, from }: InterestState,
  data: Extract<InterestCommand, { readonly type: 'CloseInterest' }>['data'],
): Decision<InterestFact> {
  if (from === undefined)
    return refuse(reject('INVALID_INTEREST_DATES', 'no rates are set: there is no interest'));
  // It was closed before: worked out twice, it says the same.
  return through !== undefined && data.through <= through
    ? accept()
    : accept({ type: 'InterestClosed', data });
}

function evolve(state: InterestState, { type, data }: InterestFact): InterestState {
  return type === 'InterestRatesSet'
    ? { ...state, from: data.from }
    : { ...state, through: data.through };
}

/** What the house pays for cash and takes for debts: rates by day, and up to which day all accounts are paid. */
export const interest: Aggregate<
  typeof INTEREST_COMMANDS,
  typeof INTEREST_FACTS,
  InterestState,
  InterestDecision
> = defineAggregate({
  description: 'Interest on cash',
  category: 'interest',
  route: { context: 'interest', by: 'currency' },
  commands: INTEREST_COMMANDS,
  facts: INTEREST_FACTS,
  followedByTrading: false,
  initial: { from: undefined, through: undefined },
  decide,
  evolve,
});
