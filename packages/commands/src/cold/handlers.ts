import {
  accountStream,
  FIRST_PARTITION,
  instrument,
  instrumentStream,
  reject,
  sessionStream,
  type AccountCommand,
  type CommandId,
  type InstrumentCommand,
  type InstrumentDecision,
  type ReceivedCommand,
  type SessionCommand,
  type Withdrawal,
} from '@bellwether/domain';
import type { Outcome, Rejected } from '../outcome.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Peers } from '../processes/peers.ts';
import type { FundsProcess } from '../processes/funds-process.ts';
import type { Delivery } from '../intake/intake.ts';
import { partitionOf } from '../intake/routes.ts';
import { coldOutcome } from './cold-outcome.ts';
import type { Aggregates } from './aggregates.ts';
import type { SymbolClaims } from './symbol-claims.ts';
import type { ColdRequest, ColdResult } from './cold-request.ts';

type Opening = Extract<ReceivedCommand, { type: 'OpenAccount' }>;
type Moving = Extract<ReceivedCommand, { type: 'MoveInstrument' }>;
type Listing = Extract<ReceivedCommand, { type: 'ListInstrument' }>;

/** How long an answer waits until the trading partitions have followed, ms. It is durable anyway. */
const FOLLOW_WAIT_MS = 1_500;
/** How long an answer waits for an instrument to arrive, and how often it is looked for, ms. */
const MOVE_WAIT_MS = 4_000;
const MOVE_LOOK_MS = 50;

export interface ColdHandlersOptions {
  readonly aggregates: Aggregates;
  readonly symbols: SymbolClaims;
  readonly runtime: Runtime;
  readonly funds: FundsProcess;
  /** How many partitions there are. */
  readonly partitions: number;
  readonly peers: Peers | undefined;
}

/** Decides commands on accounts, instruments and market sessions. */
export class ColdHandlers {
  readonly #accounts: Aggregates['accounts'];
  readonly #instruments: Aggregates['instruments'];
  readonly #sessions: Aggregates['sessions'];
  readonly #options: ColdHandlersOptions;
  readonly #funds: FundsProcess;
  readonly #runtime: Runtime;
  readonly #following = new Map<bigint, Promise<unknown>>();

  constructor(options: ColdHandlersOptions) {
    const { aggregates, runtime, funds } = options;
    this.#options = options;
    this.#runtime = runtime;
    this.#accounts = aggregates.accounts;
    this.#instruments = aggregates.instruments;
    this.#sessions = aggregates.sessions;
    this.#funds = funds;
  }

  /** @throws errors of the event store's client where it does not answer: then nothing is known. */
  async account(
    delivery: Delivery & { readonly command: ReceivedCommand & AccountCommand },
  ): Promise<Outcome> {
    const { command } = delivery;
    const unlisted = await this.#unlisted(command);
    if (unlisted !== undefined) return unlisted;
    const opened = command.type === 'OpenAccount' ? this.#atHome(command) : command;
    if ('status' in opened) return opened;
    const request = coldRequest(delivery, { ...opened, commandId: command.id });
    const result = await this.#accounts.handle(accountStream(command.data.accountId), request);
    if (command.type === 'WithdrawCash') return this.#withdrawal(delivery, result);
    return this.#followed(command.id, result);
  }

  async instrument(
    delivery: Delivery & { readonly command: ReceivedCommand & InstrumentCommand },
  ): Promise<Outcome> {
    const { command } = delivery;
    if (command.type === 'MoveInstrument') return this.#move(delivery, command);
    const listed = command.type === 'ListInstrument' ? await this.#placed(command) : command;
    if ('status' in listed) return listed;
    const stream = instrumentStream(command.data.instrumentId);
    const taken = await this.#symbolTaken(delivery, stream, listed);
    if (taken !== undefined) return taken;
    const result = await this.#instruments.handle(stream, coldRequest(delivery, listed));
    return this.#followed(command.id, result);
  }

  async session(
    delivery: Delivery & { readonly command: ReceivedCommand & SessionCommand },
  ): Promise<Outcome> {
    const { receivedAt } = delivery;
    const command = { ...delivery.command, at: receivedAt };
    const stream = sessionStream(command.data.sessionDate);
    const result = await this.#sessions.handle(stream, coldRequest(delivery, command));
    return this.#followed(command.id, result);
  }

  /** A symbol is borne by one instrument at a time. What is refused anyway, or was decided before, claims nothing. */
  async #symbolTaken(
    delivery: Delivery,
    stream: string,
    command: InstrumentDecision,
  ): Promise<Rejected | undefined> {
    if (command.type !== 'ListInstrument' && command.type !== 'ChangeSymbol') return undefined;
    const { symbol, instrumentId } = command.data;
    if (!instrument.decide(await this.#instruments.state(stream), command).ok) return undefined;
    const { id } = delivery.command;
    const { fingerprint, principal, receivedAt } = delivery;
    const request = { id, symbol, instrumentId, fingerprint, principal, receivedAt };
    const rejection = await this.#options.symbols.claim(request);
    return rejection && { status: 'rejected', id, ...rejection };
  }

  /** Answered when the instrument has arrived, or has not left. */
  async #move(delivery: Delivery, { id, data }: Moving): Promise<Outcome> {
    const { instrumentId, toPartition } = data;
    const stream = instrumentStream(instrumentId);
    const known = this.#partition(id, instrumentId, toPartition);
    if (typeof known !== 'number') return known;
    const request: InstrumentDecision = {
      type: 'RequestMove',
      data: { instrumentId, moveId: id, toPartition },
    };
    const result = await this.#instruments.handle(stream, coldRequest(delivery, request));
    const outcome = coldOutcome(id, result);
    if (result.kind !== 'recorded' && result.kind !== 'repeat') return outcome;
    const deadline = this.#runtime.monotonicMs() + MOVE_WAIT_MS;
    for (;;) {
      const { move, refusedMoves } = await this.#instruments.state(stream);
      const code = refusedMoves?.get(id);
      if (code !== undefined) {
        const message = `${instrumentId} stays where it is: options, and what they are on, do not move`;
        const original: Rejected = { status: 'rejected', id, code, message };
        return result.kind === 'repeat' ? { status: 'duplicate', id, original } : original;
      }
      if (move?.moveId !== id) return this.#followed(id, result);
      if (this.#runtime.monotonicMs() > deadline) {
        const message = 'the move is recorded and under way: send it again with the same id';
        return { status: 'unknown', id, code: 'TIMEOUT', message };
      }
      await this.#funds.progress(MOVE_LOOK_MS);
    }
  }

  /** An account's home follows from its id where nobody says otherwise; it is recorded, so that it never changes. */
  #atHome(command: Opening): Opening | Rejected {
    const { accountId, homePartition } = command.data;
    const home = this.#partition(command.id, accountId, homePartition);
    if (typeof home !== 'number') return home;
    return home === FIRST_PARTITION
      ? command
      : { ...command, data: { ...command.data, homePartition: home } };
  }

  /** The same for an instrument; an option is traded where what it is on is traded. */
  async #placed(command: Listing): Promise<Listing | Rejected> {
    const { instrumentId, partition, option } = command.data;
    const underlying =
      option && (await this.#instruments.state(instrumentStream(option.underlyingId)));
    if (underlying?.move !== undefined) {
      const words = `${option?.underlyingId} is on its way to another partition`;
      return { status: 'rejected', id: command.id, ...reject('MOVE_UNDER_WAY', words) };
    }
    const wanted = underlying === undefined ? partition : (underlying.partition ?? FIRST_PARTITION);
    const placed = this.#partition(command.id, instrumentId, wanted);
    if (typeof placed !== 'number') return placed;
    return placed === FIRST_PARTITION
      ? command
      : { ...command, data: { ...command.data, partition: placed } };
  }

  #partition(id: string, name: string, wanted: number | undefined): number | Rejected {
    const { partitions } = this.#options;
    const partition = wanted ?? partitionOf(name, partitions);
    if (partition < partitions) return partition;
    const words = `there is no partition ${partition}, but ${partitions} from 0 on`;
    return { status: 'rejected', id, ...reject('UNKNOWN_PARTITION', words) };
  }

  /** Whoever has the answer can trade on it: all partitions have followed, or will within moments. */
  async #followed(id: string, result: ColdResult): Promise<Outcome> {
    if (result.kind === 'recorded' || result.kind === 'repeat')
      await this.#followedUpTo(result.position);
    return coldOutcome(id, result);
  }

  /** Commands that shared an append wait together. */
  #followedUpTo(position: bigint): Promise<unknown> {
    const known = this.#following.get(position);
    if (known !== undefined) return known;
    const following = Promise.all([
      this.#funds.followed(position, FOLLOW_WAIT_MS),
      this.#options.peers?.followed(position, FOLLOW_WAIT_MS),
    ]).finally(() => this.#following.delete(position));
    this.#following.set(position, following);
    return following;
  }

  /** Shares can only be held of an instrument that exists. */
  async #unlisted(command: AccountCommand & { id: string }): Promise<Rejected | undefined> {
    if (command.type !== 'DepositSecurities') return undefined;
    const { instrumentId } = command.data;
    const { status } = await this.#instruments.state(instrumentStream(instrumentId));
    if (status !== 'none') return undefined;
    const rejection = reject('UNKNOWN_INSTRUMENT', `there is no instrument ${instrumentId}`);
    return { status: 'rejected', id: command.id, ...rejection };
  }

  /** A withdrawal is decided by the trading partition, which knows what is free; the account books the answer. */
  async #withdrawal(
    delivery: Delivery & { readonly command: AccountCommand },
    result: ColdResult,
  ): Promise<Outcome> {
    const { id } = delivery.command;
    const outcome = coldOutcome(id, result);
    if (result.kind !== 'recorded' && result.kind !== 'repeat') return outcome;
    const stream = accountStream(delivery.command.data.accountId);
    const status = await this.#answered(stream, id);
    if (status === 'paid') return outcome;
    if (status === 'pending') {
      const message =
        'the withdrawal is recorded, its answer is late: send it again with the same id';
      return { status: 'unknown', id, code: 'TIMEOUT', message };
    }
    const original: Rejected = {
      status: 'rejected',
      id,
      code: 'INSUFFICIENT_FUNDS',
      message: 'the cash is not free: it is spent or held back for open orders',
      position: `${result.position}`,
    };
    return result.kind === 'repeat' ? { status: 'duplicate', id, original } : original;
  }

  /** Waits for the answer to a withdrawal; `pending` when it does not come in time. */
  async #answered(stream: string, id: CommandId): Promise<Withdrawal['status']> {
    const deadline = this.#runtime.monotonicMs() + FOLLOW_WAIT_MS;
    for (;;) {
      const state = await this.#accounts.state(stream);
      const status = state.status === 'open' ? state.withdrawals.get(id)?.status : undefined;
      if (status === 'paid' || status === 'refused' || this.#runtime.monotonicMs() > deadline)
        return status ?? 'pending';
      await this.#funds.progress(deadline - this.#runtime.monotonicMs());
    }
  }
}

function coldRequest<C>(delivery: Delivery, command: C): ColdRequest<C> {
  const { fingerprint, principal, receivedAt } = delivery;
  return { id: delivery.command.id, command, fingerprint, principal, receivedAt };
}
