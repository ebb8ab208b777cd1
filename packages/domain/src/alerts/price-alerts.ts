import { accept, refuse, type Decision } from '../kernel/decider.ts';
import type { CommandId } from '../kernel/ids.ts';
import { reject, type Rejection } from '../kernel/rejection.ts';
import { defineAggregate, type Aggregate } from '../contracts/schema/aggregate.ts';
import {
  ALERT_COMMANDS,
  type AlertCommand,
  type AlertTerms,
  type PriceObservation,
} from './commands.ts';
import { ALERT_FACTS, type AlertFact } from './facts.ts';
import { isArmedWhenSet, isBehind, isTriggered, triggerOf, type SalePlace } from './trigger.ts';

/** How many alerts of one account may wait at a time; a choice of the house. */
export const ALERTS_MAX = 1_000;

/** An alert that has not ended. */
export interface WaitingAlert {
  readonly terms: AlertTerms;
  /** Whether it fires when its condition holds. */
  readonly armed: boolean;
  /** The last sale that changed it: one that stood before it may come again, and means nothing any more. */
  readonly last?: SalePlace;
}

/** The alerts of one account that wait. */
export type AlertsState = ReadonlyMap<CommandId, WaitingAlert>;

const NO_ALERTS: AlertsState = new Map();

/** A command with its own id, which names the alert that it sets. */
export type AlertDecision = { readonly commandId: CommandId } & AlertCommand;

function decide(waiting: AlertsState, command: AlertDecision): Decision<AlertFact> {
  switch (command.type) {
    case 'SetPriceAlert':
      return set(waiting, command.data, command.commandId);
    case 'CancelPriceAlert': {
      const { accountId, alertId } = command.data;
      const alert = waiting.get(alertId);
      if (alert === undefined)
        return refuse(reject('UNKNOWN_ALERT', `account ${accountId} has no alert ${alertId}`));
      const { instrumentId } = alert.terms;
      const data = { accountId, instrumentId, alertId, reason: 'cancelled' };
      return accept({ type: 'PriceAlertEnded', data });
    }
    case 'ObservePrice': {
      const alert = waiting.get(command.data.alertId);
      // It was cancelled, or fired for good, while the sale was on its way.
      return alert === undefined ? accept() : observe(alert, command.data);
    }
    case 'EndPriceAlert': {
      const { accountId, alertId, reason } = command.data;
      const instrumentId = waiting.get(alertId)?.terms.instrumentId;
      if (instrumentId === undefined) return accept();
      const data = { accountId, instrumentId, alertId, reason };
      return accept({ type: 'PriceAlertEnded', data });
    }
    case 'RestatePriceAlert': {
      const terms = waiting.get(command.data.alertId)?.terms;
      if (terms?.price === undefined || terms.price === command.data.price) return accept();
      const { instrumentId } = terms;
      return accept({ type: 'PriceAlertRestated', data: { ...command.data, instrumentId } });
    }
  }
}

function set(waiting: AlertsState, terms: AlertTerms, alertId: CommandId): Decision<AlertFact> {
  const wrong = checkTerms(terms);
  if (wrong !== undefined) return refuse(wrong);
  if (waiting.size >= ALERTS_MAX)
    return refuse(reject('TOO_MANY_ALERTS', `${ALERTS_MAX} alerts wait already: cancel some`));
  return accept({ type: 'PriceAlertSet', data: { ...terms, alertId } });
}

function checkTerms({ condition, price, moveBasisPoints }: AlertTerms): Rejection | undefined {
  const moves = condition === 'MOVE_UP' || condition === 'MOVE_DOWN';
  if (moves && (moveBasisPoints === undefined || price !== undefined))
    return reject('INVALID_ALERT_TERMS', `${condition} needs moveBasisPoints and no price`);
  if (!moves && (price === undefined || moveBasisPoints !== undefined))
    return reject('INVALID_ALERT_TERMS', `${condition} needs a price and no moveBasisPoints`);
  return undefined;
}

function observe(alert: WaitingAlert, observation: PriceObservation): Decision<AlertFact> {
  const { terms, armed, last } = alert;
  if (last !== undefined && !isBehind(observation, last)) return accept();
  const trigger = triggerOf(terms, armed, observation.previousClose);
  if (!isTriggered(trigger, observation.price)) return accept();
  const data = { ...observation, instrumentId: terms.instrumentId };
  return accept({ type: trigger.does === 'ARM' ? 'PriceAlertArmed' : 'PriceAlertFired', data });
}

function evolve(waiting: AlertsState, { type, data }: AlertFact): AlertsState {
  const next = new Map(waiting);
  if (type === 'PriceAlertEnded') {
    next.delete(data.alertId);
    return next;
  }
  if (type === 'PriceAlertSet') {
    const { alertId, ...terms } = data;
    return next.set(alertId, { terms, armed: isArmedWhenSet(terms) });
  }
  const alert = waiting.get(data.alertId);
  if (alert === undefined) return waiting;
  if (type === 'PriceAlertRestated') {
    const { price, position } = data;
    const last = { position, index: 0 };
    return next.set(data.alertId, { ...alert, terms: { ...alert.terms, price }, last });
  }
  const armed = type === 'PriceAlertArmed';
  if (armed || alert.terms.repeats) return next.set(data.alertId, { ...alert, armed, last: data });
  next.delete(data.alertId);
  return next;
}

/**
 * The price alerts of an account. One fires on the transition and not while its condition lasts; one that does not repeat
 * ends with it. A level that holds already when the alert is set fires at the first sale; a crossing waits for a price on its
 * other side first (choices). It is armed again when the price has come back by the hysteresis.
 */
export const priceAlerts: Aggregate<
  typeof ALERT_COMMANDS,
  typeof ALERT_FACTS,
  AlertsState,
  AlertDecision
> = defineAggregate({
  description: 'Price alerts',
  // A category never contains `-`, where EventStoreDB splits it.
  category: 'priceAlerts',
  route: { context: 'alert', by: 'accountId' },
  commands: ALERT_COMMANDS,
  facts: ALERT_FACTS,
  followedByTrading: false,
  initial: NO_ALERTS,
  decide,
  evolve,
});
