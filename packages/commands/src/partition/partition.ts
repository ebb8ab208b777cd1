import {
  approveOrder,
  approveReplace,
  evolve,
  findOwnOrder,
  follow,
  invariant,
  validateOrder,
  type AccountFact,
  type CancelOrderCommand,
  type InstrumentFact,
  type JournalEntry,
  type OrderAcceptedFact,
  type PlaceOrderCommand,
  type RefusedOrder,
  type ReferenceFact,
  type Rejection,
  type ReplaceOrderCommand,
  type TradingFact,
  type TradingState,
} from '@bellwether/domain';
import type { Clock } from '@bellwether/platform';
import { CommandIndex, type OrderOwner } from './command-index.ts';
import type { Matching } from './matching.ts';
import type { TradingRequest } from './request.ts';
import { Turn, type Slot } from './turn.ts';

/** Refusals that concern nothing this partition knows: there is no stream to record them in. */
const UNRECORDED: ReadonlySet<Rejection['code']> = new Set([
  'UNKNOWN_ACCOUNT',
  'UNKNOWN_INSTRUMENT',
  'UNKNOWN_ORDER',
]);

/**
 * The write side of a set of symbols: rules, risk and books behind one door. Commands are decided one after the other;
 * the engine works on earlier ones meanwhile. A check that passes while orders are under way passes anyway, because
 * fills cost at most what was reserved; one that fails is repeated when the engine has answered everything. So what is
 * decided does not depend on how commands were gathered into turns, nor on the engine's speed.
 */
export class TradingPartition {
  readonly state: TradingState;
  readonly commands: CommandIndex;
  readonly #matching: Matching;
  readonly #clock: Clock;

  constructor(state: TradingState, commands: CommandIndex, matching: Matching, clock: Clock) {
    this.state = state;
    this.commands = commands;
    this.#matching = matching;
    this.#clock = clock;
  }

  /** Decides commands in order. Returns what there is to record; what is not to be recorded has been answered. */
  async decide(
    requests: readonly TradingRequest[],
  ): Promise<readonly { readonly entry: JournalEntry; readonly request: TradingRequest }[]> {
    const turn = new Turn();
    this.#matching.beginTurn(turn);
    for (const request of requests) {
      const { command, fingerprint, principal } = request;
      if (this.commands.repeats(command.id, fingerprint, principal, request.answer)) continue;
      if (command.type === 'PlaceOrder') await this.#place(turn, request, command);
      else if (command.type === 'CancelOrder') await this.#cancel(turn, request, command);
      else if (command.type === 'ReplaceOrder') await this.#replace(turn, request, command);
      else invariant(false, `${command.type} is not decided here`);
    }
    await this.#matching.settle();
    return turn.entries();
  }

  /** Takes over a fact of an account's or instrument's own stream. Nothing else may be under way. */
  async follow(fact: AccountFact | InstrumentFact, position: bigint): Promise<ReferenceFact> {
    const followed = follow(this.state, fact, position);
    evolve(this.state, followed);
    if (followed.type === 'InstrumentAdmitted')
      await this.#matching.open(followed.data.instrumentId);
    return followed;
  }

  async #place(turn: Turn, request: TradingRequest, { data }: PlaceOrderCommand): Promise<void> {
    // A market order's collar hangs on the last trade: there must be none under way.
    if (data.type === 'MARKET') await this.#matching.settle();
    const valid = validateOrder(this.state, data);
    if (!valid.ok) return this.#refuseOrder(turn, request, data, valid);
    const validatedAt = this.#clock();
    let approved = approveOrder(this.state, data, valid.limitPrice);
    if (!approved.ok) {
      await this.#matching.settle();
      approved = approveOrder(this.state, data, valid.limitPrice);
    }
    if (!approved.ok) return this.#refuseOrder(turn, request, data, approved);
    const orderId = request.command.id as string as OrderAcceptedFact['data']['orderId'];
    const fact: OrderAcceptedFact = {
      type: 'OrderAccepted',
      data: {
        orderId,
        accountId: data.accountId,
        instrumentId: data.instrumentId,
        side: data.side,
        type: data.type,
        timeInForce: data.timeInForce,
        quantity: data.quantity,
        limitPrice: approved.limitPrice,
        reserved: approved.reserved,
        entrySequence: 0n,
        validatedAt,
        approvedAt: this.#clock(),
      },
    };
    const { slot, token } = this.#take(turn, request, data);
    this.#record(slot, fact);
    const order = this.state.orders.get(orderId);
    invariant(order !== undefined, `order ${orderId} was accepted and is not there`);
    await this.#matching.place(order, token);
  }

  async #cancel(turn: Turn, request: TradingRequest, { data }: CancelOrderCommand): Promise<void> {
    const found = findOwnOrder(this.state, data, this.commands.wasOrder(data.orderId, data));
    if (!found.ok)
      return this.#refuseChange(turn, request, 'CancelRejected', data, found.rejection);
    const { token } = this.#take(turn, request);
    await this.#matching.cancel(found.order, token);
  }

  async #replace(
    turn: Turn,
    request: TradingRequest,
    { data }: ReplaceOrderCommand,
  ): Promise<void> {
    await this.#matching.settle();
    const found = findOwnOrder(this.state, data, this.commands.wasOrder(data.orderId, data));
    const approved = found.ok ? approveReplace(this.state, found.order, data) : found;
    if (!approved.ok)
      return this.#refuseChange(turn, request, 'ReplaceRejected', data, approved.rejection);
    const { token } = this.#take(turn, request);
    await this.#matching.replace(approved.order, data, token);
    await this.#matching.settle();
  }

  #refuseOrder(
    turn: Turn,
    request: TradingRequest,
    data: PlaceOrderCommand['data'],
    refused: RefusedOrder,
  ): void {
    if (UNRECORDED.has(refused.rejection.code)) return answerRejected(request, refused.rejection);
    const { slot } = this.#take(turn, request, data);
    this.#record(slot, {
      type: 'OrderRejected',
      data: {
        orderId: request.command.id as string as OrderAcceptedFact['data']['orderId'],
        accountId: data.accountId,
        instrumentId: data.instrumentId,
        side: data.side,
        type: data.type,
        timeInForce: data.timeInForce,
        quantity: data.quantity,
        limitPrice: data.limitPrice ?? 0n,
        stage: refused.stage,
        ...refused.rejection,
      },
    });
  }

  #refuseChange(
    turn: Turn,
    request: TradingRequest,
    type: 'CancelRejected' | 'ReplaceRejected',
    { orderId, accountId }: CancelOrderCommand['data'],
    rejection: Rejection,
  ): void {
    if (UNRECORDED.has(rejection.code)) return answerRejected(request, rejection);
    const { slot } = this.#take(turn, request);
    this.#record(slot, { type, data: { orderId, accountId, ...rejection } });
  }

  #take(turn: Turn, request: TradingRequest, placed?: OrderOwner): { slot: Slot; token: number } {
    this.commands.begin(request.command.id, request, placed);
    return turn.add(request);
  }

  #record(slot: Slot, fact: TradingFact): void {
    evolve(this.state, fact);
    slot.facts.push(fact);
  }
}

function answerRejected(request: TradingRequest, rejection: Rejection): void {
  request.answer({ status: 'rejected', id: request.command.id, ...rejection });
}
