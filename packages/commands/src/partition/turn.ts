import type {
  ApprovedReplace,
  JournalEntry,
  OrderAcceptedFact,
  TradingFact,
} from '@bellwether/domain';
import type { TradingRequest } from './request.ts';

/** One cause of a turn on its way through the engine, and the facts it has led to so far, in order. */
export interface Slot {
  /** Absent: nobody's command, but something that the partition follows. */
  readonly request: TradingRequest | undefined;
  readonly facts: TradingFact[];
  /** The acceptance of an order that is held: a fact once the engine has said its place in time. */
  held: OrderAcceptedFact | undefined;
  /** What risk said of a replace; the engine answers it. */
  replaced: ApprovedReplace | undefined;
}

/** The commands that are decided together; the engine names them by their index. */
export class Turn {
  readonly #slots: Slot[] = [];

  /** Adds a cause and returns the token by which the engine names it. */
  add(request?: TradingRequest): { readonly slot: Slot; readonly token: number } {
    const slot: Slot = { request, facts: [], held: undefined, replaced: undefined };
    return { slot, token: this.#slots.push(slot) - 1 };
  }

  slotOf(token: number): Slot | undefined {
    return this.#slots[token];
  }

  /** All causes with their tokens. */
  slots(): IterableIterator<[token: number, slot: Slot]> {
    return this.#slots.entries();
  }

  /** What there is to record of commands, in the order in which they were decided. */
  entries(): readonly { readonly entry: JournalEntry; readonly request: TradingRequest }[] {
    return this.#slots.flatMap(({ request, facts }) =>
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
