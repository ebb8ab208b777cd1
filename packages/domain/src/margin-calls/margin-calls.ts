import { defineAggregate, type Aggregate } from '../contracts/schema/aggregate.ts';
import { accept, type Decision } from '../kernel/decider.ts';
import type { Money } from '../kernel/fixed-point.ts';
import type { AccountId, CommandId, OrderId } from '../kernel/ids.ts';
import { houseCallDueOn } from '../margin/margin-account.ts';
import { sessionDayAfter } from '../calendar/sessions.ts';
import type { CivilDate } from '../time/civil-date.ts';
import { SECOND, type Instant } from '../time/new-york.ts';
import { MARGIN_CALL_COMMANDS, type MarginCallCommand } from './commands.ts';
import { MARGIN_CALL_FACTS, type MarginCallFact } from './facts.ts';

/** Prefix of the streams of margin calls, one for each account. A category never contains `-`. */
export const MARGIN_CALL_CATEGORY = 'marginCalls';

export function marginCallStream(id: AccountId): string {
  return `${MARGIN_CALL_CATEGORY}-${id}`;
}

/** From one attempt to the next: what the orders of the last have traded is known by then. House rule. */
const ROUND_EVERY: Instant = 45n * SECOND;

/** A call that is not met. */
interface OpenCall {
  readonly callId: CommandId;
  readonly amount: Money;
  readonly dueOn: CivilDate;
  /** Attempts to liquidate so far, and when the last was, ns since 1970 UTC. */
  readonly rounds: number;
  readonly orderedAt?: Instant;
}

export interface MarginCallState {
  readonly open?: OpenCall | undefined;
}

type Assess = Extract<MarginCallCommand, { readonly type: 'AssessMargin' }>;

/** What is commanded; of an assessment when, and with the ids that orders of a liquidation will have, one for each closing. */
export type MarginCallDecision =
  | (Assess & {
      readonly commandId: CommandId;
      readonly at: Instant;
      readonly orderIds: readonly OrderId[];
    })
  | Exclude<MarginCallCommand, Assess>;

type Decided = Decision<MarginCallFact>;

function decide({ open }: MarginCallState, command: MarginCallDecision): Decided {
  if (command.type === 'RequestMarginCheck')
    return accept({ type: 'MarginCheckRequested', data: command.data });
  const { call, accountId, equity, maintenance, day } = command.data;
  if (open === undefined) return call === 0n ? accept() : issue(command);
  const named = { accountId, callId: open.callId, equity, maintenance };
  if (call === 0n)
    return accept(
      open.rounds === 0
        ? { type: 'MarginCallMet', data: { ...named, metOn: day } }
        : {
            type: 'MarginCallLiquidated',
            data: { ...named, liquidatedOn: day, rounds: open.rounds },
          },
    );
  const changed: readonly MarginCallFact[] =
    call === open.amount
      ? []
      : [{ type: 'MarginCallChanged', data: { ...named, amount: call, changedOn: day } }];
  return accept(...changed, ...liquidate(open, command));
}

/** Of futures by the next session (margin of futures is called for overnight), else by the house's days. */
function issue({ data, commandId: callId }: Assess & { commandId: CommandId }): Decided {
  const { accountId, kind, call: amount, equity, maintenance, day: issuedOn } = data;
  const dueOn = kind === 'FUTURES' ? sessionDayAfter(issuedOn) : houseCallDueOn(issuedOn);
  return accept({
    type: 'MarginCallIssued',
    data: { accountId, callId, kind, amount, equity, maintenance, issuedOn, dueOn },
  });
}

/** Open orders end first: what they hold may suffice, and what they close must not be closed twice. */
function liquidate(
  { callId, dueOn, rounds, orderedAt = 0n }: OpenCall,
  { data, orderIds, at }: Extract<MarginCallDecision, Assess>,
): readonly MarginCallFact[] {
  const { accountId, day, mayTrade, openOrders, closings } = data;
  if (day <= dueOn || !mayTrade || openOrders.length + closings.length === 0) return [];
  if (at < orderedAt + ROUND_EVERY) return [];
  const orders =
    openOrders.length > 0
      ? []
      : closings.map((closing, n) => ({ orderId: orderIds[n] as OrderId, ...closing }));
  const named = { accountId, callId, orderedAt: at, round: rounds + 1 };
  return [{ type: 'MarginLiquidationOrdered', data: { ...named, cancels: openOrders, orders } }];
}

function evolve(state: MarginCallState, fact: MarginCallFact): MarginCallState {
  switch (fact.type) {
    case 'MarginCheckRequested':
      return state;
    case 'MarginCallIssued': {
      const { callId, amount, dueOn } = fact.data;
      return { open: { callId, amount, dueOn, rounds: 0 } };
    }
    case 'MarginCallChanged':
      return { open: state.open && { ...state.open, amount: fact.data.amount } };
    case 'MarginLiquidationOrdered':
      return {
        open: state.open && {
          ...state.open,
          rounds: fact.data.round,
          orderedAt: fact.data.orderedAt,
        },
      };
    case 'MarginCallMet':
    case 'MarginCallLiquidated':
      return {};
  }
}

/**
 * Margin calls of an account, one at a time: issued when equity is below what positions need, met when it is not any more, and
 * carried out by the house where they are overdue.
 */
export const marginCalls: Aggregate<
  typeof MARGIN_CALL_COMMANDS,
  typeof MARGIN_CALL_FACTS,
  MarginCallState,
  MarginCallDecision
> = defineAggregate({
  description: 'Margin calls',
  category: MARGIN_CALL_CATEGORY,
  route: { context: 'margin', by: 'accountId' },
  commands: MARGIN_CALL_COMMANDS,
  facts: MARGIN_CALL_FACTS,
  followedByTrading: false,
  initial: {},
  decide,
  evolve,
});
