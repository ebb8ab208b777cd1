import { isKnownYear } from '../calendar/sessions.ts';
import { isSettlementDay } from '../calendar/settlement.ts';
import { defineAggregate, type Aggregate } from '../contracts/schema/aggregate.ts';
import type { DataOf } from '../contracts/schema/definition.ts';
import { accept, refuse, type Decision } from '../kernel/decider.ts';
import { reject } from '../kernel/rejection.ts';
import { formatDate } from '../time/civil-date.ts';
import { newYorkTime, type Instant } from '../time/new-york.ts';
import { closeOutDay } from './close-out.ts';
import { BUY_IN_COMMANDS, type BuyInCommand, type OrderBuyIn } from './commands.ts';
import { BUY_IN_FACTS, type BuyInFact } from './facts.ts';

/** Buy-ins of an account by order: whether it is known what became of the order. */
export interface BuyInsState {
  readonly recorded: ReadonlyMap<string, boolean>;
}

/** A command, and when it came in. */
type BuyInDecision = BuyInCommand & { readonly at: Instant };

function decide({ recorded }: BuyInsState, command: BuyInDecision): Decision<BuyInFact> {
  const { orderId } = command.data;
  const known = recorded.get(orderId);
  if (command.type === 'OrderBuyIn')
    // One order for a day's fail, however often it is worked out.
    return known === undefined ? order(command.data, command.at) : accept();
  if (known === undefined)
    return refuse(reject('UNKNOWN_BUY_IN', `the account has no buy-in of order ${orderId}`));
  return known ? accept() : accept({ type: 'BuyInRecorded', data: command.data });
}

/** A buy-in is of its own day, and of what has been late long enough by then. */
function order(data: DataOf<typeof OrderBuyIn>, at: Instant): Decision<BuyInFact> {
  const { buyInOn, failingSince, sale } = data;
  const day = formatDate(buyInOn);
  if (newYorkTime(at).date !== buyInOn || !isKnownYear(buyInOn) || !isSettlementDay(buyInOn))
    return refuse(reject('INVALID_BUY_IN', `${day} is not today, or no settlement day`));
  if (closeOutDay(failingSince, sale) > buyInOn)
    return refuse(reject('INVALID_BUY_IN', `late since ${formatDate(failingSince)}, not due`));
  return accept({ type: 'BuyInOrdered', data });
}

function evolve({ recorded }: BuyInsState, { type, data }: BuyInFact): BuyInsState {
  return { recorded: new Map(recorded).set(data.orderId, type === 'BuyInRecorded') };
}

/** What is bought for an account because it has not delivered. */
export const buyIns: Aggregate<
  typeof BUY_IN_COMMANDS,
  typeof BUY_IN_FACTS,
  BuyInsState,
  BuyInDecision
> = defineAggregate({
  description: 'Buy-ins',
  category: 'buyIns',
  route: { context: 'buyins', by: 'accountId' },
  commands: BUY_IN_COMMANDS,
  facts: BUY_IN_FACTS,
  followedByTrading: false,
  initial: { recorded: new Map() },
  decide,
  evolve,
});
