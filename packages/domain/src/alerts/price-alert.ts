import { accept, refuse, type Decider, type Decision } from '../kernel/decider.ts';
import type { CommandId } from '../kernel/ids.ts';
import { reject, type Rejection } from '../kernel/rejection.ts';
import { BASIS } from '../kernel/rounding.ts';
import type { AlertCommand, AlertObservation, AlertTerms } from './commands.ts';
import type { AlertFact } from './facts.ts';

/** Prefix of alert streams; a category never contains `-`, where EventStoreDB splits it. */
export const ALERT_CATEGORY = 'priceAlert';

export function alertStream(id: CommandId): string {
  return `${ALERT_CATEGORY}-${id}`;
}

export type AlertState =
  | { readonly status: 'none' }
  | { readonly status: 'ended' }
  | {
      readonly status: 'waiting';
      readonly terms: AlertTerms;
      /** Whether it fires when its condition holds. A crossing is armed by the first price on its other side. */
      readonly armed: boolean;
    };

/** A command with its own id, which names the alert that it sets. */
export type AlertDecision = { readonly commandId: CommandId } & (AlertCommand | AlertObservation);

/** Distance by which a price must come back before an alert is armed again; a choice of the house. */
const DEFAULT_HYSTERESIS = 10;

type Waiting = Extract<AlertState, { status: 'waiting' }>;

function decide(state: AlertState, command: AlertDecision): Decision<AlertFact> {
  if (command.type === 'SetPriceAlert') {
    if (state.status !== 'none')
      return refuse(reject('ALERT_EXISTS', `alert ${command.commandId} is set already`));
    const wrong = checkTerms(command.data);
    return wrong === undefined
      ? accept({ type: 'PriceAlertSet', data: { ...command.data, alertId: command.commandId } })
      : refuse(wrong);
  }
  const { alertId } = command.data;
  if (state.status === 'none')
    return refuse(reject('UNKNOWN_ALERT', `there is no alert ${alertId}`));
  if (command.type === 'ObservePrice')
    return state.status === 'ended' ? accept() : observe(state, command.data);
  if (state.status === 'ended') return refuse(reject('ALERT_ENDED', `alert ${alertId} has ended`));
  if (state.terms.accountId !== command.data.accountId)
    return refuse(reject('UNKNOWN_ALERT', `there is no alert ${alertId}`));
  return accept({ type: 'PriceAlertEnded', data: { ...command.data, reason: 'cancelled' } });
}

function checkTerms({ condition, price, moveBasisPoints }: AlertTerms): Rejection | undefined {
  const moves = condition === 'MOVE_UP' || condition === 'MOVE_DOWN';
  if (moves && (moveBasisPoints === undefined || price !== undefined))
    return reject('INVALID_ORDER_TERMS', `${condition} needs moveBasisPoints and no price`);
  if (!moves && (price === undefined || moveBasisPoints !== undefined))
    return reject('INVALID_ORDER_TERMS', `${condition} needs a price and no moveBasisPoints`);
  return undefined;
}

function observe(state: Waiting, data: AlertObservation['data']): Decision<AlertFact> {
  const threshold = thresholdOf(state.terms, data.previousClose);
  const rises = risesTo(state.terms);
  const holds = rises ? data.price >= threshold : data.price <= threshold;
  if (state.armed && holds) return fire(state, data);
  return !state.armed && isBack(state, data.price, threshold, rises)
    ? accept({ type: 'PriceAlertArmed', data })
    : accept();
}

function fire({ terms }: Waiting, data: AlertObservation['data']): Decision<AlertFact> {
  const fired: AlertFact = { type: 'PriceAlertFired', data };
  if (terms.repeats) return accept(fired);
  const { accountId } = terms;
  const { alertId } = data;
  return accept<AlertFact>(fired, {
    type: 'PriceAlertEnded',
    data: { accountId, alertId, reason: 'fired' },
  });
}

/** A crossing that has never been on its other side needs no distance, only to be there. */
function isBack({ terms }: Waiting, price: bigint, threshold: bigint, rises: boolean): boolean {
  const basisPoints = BigInt(terms.hysteresisBasisPoints ?? DEFAULT_HYSTERESIS);
  const distance = isCrossing(terms) ? 1n : (threshold * basisPoints) / BASIS;
  return rises ? price <= threshold - distance : price >= threshold + distance;
}

function thresholdOf(
  { condition, price, moveBasisPoints }: AlertTerms,
  previousClose: bigint,
): bigint {
  if (price !== undefined) return price;
  const move = (previousClose * BigInt(moveBasisPoints ?? 0)) / BASIS;
  return condition === 'MOVE_UP' ? previousClose + move : previousClose - move;
}

function risesTo({ condition }: AlertTerms): boolean {
  return condition === 'PRICE_ABOVE' || condition === 'CROSSES_UP' || condition === 'MOVE_UP';
}

function isCrossing({ condition }: AlertTerms): boolean {
  return condition === 'CROSSES_UP' || condition === 'CROSSES_DOWN';
}

function evolve(state: AlertState, fact: AlertFact): AlertState {
  switch (fact.type) {
    case 'PriceAlertSet': {
      const { alertId: _, ...terms } = fact.data;
      return { status: 'waiting', terms, armed: !isCrossing(terms) };
    }
    case 'PriceAlertArmed':
      return state.status === 'waiting' ? { ...state, armed: true } : state;
    case 'PriceAlertFired':
      return state.status === 'waiting' ? { ...state, armed: false } : state;
    case 'PriceAlertEnded':
      return { status: 'ended' };
  }
}

/**
 * The price alert fires on the transition and not while its condition lasts. A level that holds already when the alert is
 * set fires at once; a crossing waits for a price on its other side first (choices). It is armed again when the price has
 * come back by the hysteresis.
 */
export const priceAlert: Decider<AlertState, AlertDecision, AlertFact> = {
  initial: { status: 'none' },
  decide,
  evolve,
};
