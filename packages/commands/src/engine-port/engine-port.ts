import { invariant, type InstrumentId } from '@bellwether/domain';
import { EventKind, nameOf, RejectReason, type Engine, type EngineEvent } from '@bellwether/engine';
import type { Books } from './books.ts';
import type { EngineFacts } from './engine-facts.ts';
import type { Turn } from './turn.ts';

/** Token of commands that no cause is told of: they rebuild books. */
export const NO_CAUSE = -1;

/** Sends commands to the engine, and turns its answers into facts of the turn that caused them. */
export class EnginePort {
  readonly engine: Engine;
  readonly books: Books;
  readonly #facts: EngineFacts;
  #turn: Turn | undefined;
  /** Price of the last indicative auction, in ticks; 0: nothing crosses. */
  #indicated = 0;
  /** Instruments whose books could not be made to do what a fact or a start asks, and why. */
  readonly #refusals = new Map<InstrumentId, string>();
  #refusalCount = 0;

  constructor(engine: Engine, books: Books, facts: EngineFacts) {
    this.engine = engine;
    this.books = books;
    this.#facts = facts;
  }

  /** Names the commands that follow: their events go to this turn's causes. */
  beginTurn(turn: Turn): void {
    this.#turn = turn;
  }

  /** Price of the last indicative auction, in ticks; 0: nothing crosses. */
  get indicated(): number {
    return this.#indicated;
  }

  /** Whether the engine has answered everything. */
  get isSettled(): boolean {
    return this.engine.inFlight === 0;
  }

  /** Waits until the engine has answered everything, and applies its answers. */
  async settle(): Promise<void> {
    if (this.engine.inFlight > 0) await this.engine.drain(this.#apply);
  }

  /** Tries until there is room; reading answers is what makes room. */
  async submit(send: () => boolean): Promise<void> {
    while (!send()) {
      if (this.engine.poll(this.#apply) === 0) await this.engine.ready();
    }
  }

  /** Does something to a book as a whole, and waits for it. Returns whether the engine did it; if not, it is a refusal. */
  async carryOut(send: () => boolean): Promise<boolean> {
    const before = this.#refusalCount;
    await this.submit(send);
    await this.settle();
    return this.#refusalCount === before;
  }

  /** How often the engine has refused the platform anything. */
  get refusalCount(): number {
    return this.#refusalCount;
  }

  get hasRefusals(): boolean {
    return this.#refusals.size > 0;
  }

  /** What was refused since the last time, with the reason, as the engine names it. */
  takeRefusals(): readonly (readonly [instrumentId: InstrumentId, reason: string])[] {
    const taken = [...this.#refusals];
    this.#refusals.clear();
    return taken;
  }

  readonly #apply = (event: EngineEvent): void => {
    const cause = this.#turn?.causeOf(event.token);
    invariant(
      cause !== undefined || event.token === NO_CAUSE,
      `the engine answers command ${event.token}, which was not sent`,
    );
    // What a client asks may be refused. Of what the platform asks, the instrument pays, never the partition.
    if (event.kind === EventKind.REJECTED && cause?.request === undefined)
      return this.#refused(event);
    if (cause === undefined) return;
    if (event.kind === EventKind.INDICATIVE) this.#indicated = event.price;
    else this.#facts.apply(event, cause);
  };

  #refused({ symbol, reason }: EngineEvent): void {
    this.#refusalCount += 1;
    const instrumentId = this.books.instrumentOf(symbol);
    if (!this.#refusals.has(instrumentId))
      this.#refusals.set(instrumentId, nameOf(RejectReason, reason));
  }
}
