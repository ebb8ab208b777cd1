import {
  approveReplace,
  findOwnOrder,
  type CancelOrderCommand,
  type Rejection,
  type ReplaceOrderCommand,
  type TradingState,
} from '@bellwether/domain';
import type { CommandIndex } from '../command-index/command-index.ts';
import type { EnginePort } from '../engine-port/engine-port.ts';
import type { Matching } from '../engine-port/matching.ts';
import { answerRejected, type TradingRequest } from '../engine-port/request.ts';
import type { TradingDays } from '../engine-port/trading-days.ts';
import type { Turn } from '../engine-port/turn.ts';
import type { VenueQuotes } from '../engine-port/venue-quotes.ts';

export interface OrderChangesOptions {
  readonly state: TradingState;
  readonly commands: CommandIndex;
  readonly port: EnginePort;
  readonly matching: Matching;
  readonly days: TradingDays;
  readonly quotes: VenueQuotes;
}

/** Refusals of changes that concern nothing this partition knows: there is no stream to record them in. */
const UNRECORDED: ReadonlySet<Rejection['code']> = new Set([
  'UNKNOWN_ACCOUNT',
  'UNKNOWN_INSTRUMENT',
  'UNKNOWN_ORDER',
]);

/** Decides what becomes of orders that are there: cancels and replaces. */
export class OrderChanges {
  readonly #options: OrderChangesOptions;

  constructor(options: OrderChangesOptions) {
    this.#options = options;
  }

  /** Resolves when the engine has it; undefined where that is at once. */
  cancel(
    turn: Turn,
    request: TradingRequest,
    { data }: CancelOrderCommand,
  ): Promise<void> | undefined {
    const { state, commands, matching } = this.#options;
    const found = findOwnOrder(state, data, commands);
    return found.ok
      ? matching.cancel(found.order, turn.add(request))
      : refuse(turn, request, 'CancelRejected', data, found.rejection);
  }

  async replace(turn: Turn, request: TradingRequest, command: ReplaceOrderCommand): Promise<void> {
    const { state, commands, port, matching, days, quotes } = this.#options;
    const { data } = command;
    const { receivedAt } = request;
    await port.settle();
    const found = findOwnOrder(state, data, commands);
    const { risk } = days.at(receivedAt);
    const best = quotes.bestAt(data.instrumentId, receivedAt);
    const approved = found.ok
      ? approveReplace(state, found.order, data, risk, receivedAt, best)
      : found;
    if (!approved.ok) return refuse(turn, request, 'ReplaceRejected', data, approved.rejection);
    const cause = turn.add(request);
    cause.replaced = approved;
    await matching.replace(approved.order, data, approved.limitPrice, cause.token);
    await port.settle();
  }
}

function refuse(
  turn: Turn,
  request: TradingRequest,
  type: 'CancelRejected' | 'ReplaceRejected',
  { orderId, accountId }: CancelOrderCommand['data'],
  rejection: Rejection,
): undefined {
  if (UNRECORDED.has(rejection.code)) return answerRejected(request, rejection);
  turn.add(request).record({ type, data: { orderId, accountId, ...rejection } });
}
