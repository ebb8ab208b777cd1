import {
  evolve,
  type ApprovedReplace,
  type JournalEntry,
  type OrderAcceptedFact,
  type TradingFact,
  type TradingState,
} from '@bellwether/domain';
import type { CommandIndex } from '../command-index/command-index.ts';
import type { OrderOwner } from '../command-index/recorded-commands.ts';
import type { TradingRequest } from './request.ts';

/** One cause of a turn on its way through the engine, and the facts it has led to so far, in order. */
export class Cause {
  /** By which the engine names it. */
  readonly token: number;
  /** Absent: nobody's command, but something that the partition adopts, or that is due. */
  readonly request: TradingRequest | undefined;
  readonly facts: TradingFact[] = [];
  /** The acceptance of an order that is held: a fact once the engine has said its place in time. */
  held: OrderAcceptedFact | undefined;
  /** What risk said of a replace; the engine answers it. */
  replaced: ApprovedReplace | undefined;
  readonly #state: TradingState;

  constructor(state: TradingState, token: number, request: TradingRequest | undefined) {
    this.#state = state;
    this.token = token;
    this.request = request;
  }

  /** The one place where what is decided here changes the state: by `evolve`, as a replay does it. */
  record(fact: TradingFact): void {
    evolve(this.#state, fact);
    this.facts.push(fact);
  }
}

/** The commands that are decided together. */
export class Turn {
  readonly #state: TradingState;
  readonly #commands: CommandIndex;
  readonly #causes: Cause[] = [];

  constructor(state: TradingState, commands: CommandIndex) {
    this.#state = state;
    this.#commands = commands;
  }

  /**
   * Takes something in that has consequences to record; a command is a repeat from now on.
   * @param placed where the command is to place an order.
   */
  add(request?: TradingRequest, placed?: OrderOwner): Cause {
    if (request !== undefined) this.#commands.begin(request.command.id, request, placed);
    const cause = new Cause(this.#state, this.#causes.length, request);
    this.#causes.push(cause);
    return cause;
  }

  /** The cause that the engine names. */
  causeOf(token: number): Cause | undefined {
    return this.#causes[token];
  }

  /** In the order in which they were decided. */
  get causes(): readonly Cause[] {
    return this.#causes;
  }

  /** What there is to record of commands, in the order in which they were decided. */
  entries(): readonly { readonly entry: JournalEntry; readonly request: TradingRequest }[] {
    return this.#causes.flatMap(({ request, facts }) =>
      request === undefined
        ? []
        : {
            request,
            entry: {
              commandId: request.command.id,
              principal: request.principal,
              fingerprint: request.fingerprint,
              receivedAt: request.receivedAt,
              facts,
            },
          },
    );
  }
}
