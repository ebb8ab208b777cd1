import type { JournalEntry, TradingFact } from '@bellwether/domain';
import type { TradingRequest } from './request.ts';

/** One command of a turn on its way through the engine, and the facts it has caused so far, in order. */
export interface Slot {
  readonly request: TradingRequest;
  readonly facts: TradingFact[];
}

/** The commands that are decided together; the engine names them by their index. */
export class Turn {
  readonly #slots: Slot[] = [];

  /** Adds a command and returns the token by which the engine names it. */
  add(request: TradingRequest): { readonly slot: Slot; readonly token: number } {
    const slot: Slot = { request, facts: [] };
    return { slot, token: this.#slots.push(slot) - 1 };
  }

  slotOf(token: number): Slot | undefined {
    return this.#slots[token];
  }

  /** What there is to record, in the order in which the commands were decided. */
  entries(): readonly { readonly entry: JournalEntry; readonly request: TradingRequest }[] {
    return this.#slots.map(({ request, facts }) => ({
      request,
      entry: {
        commandId: request.command.id,
        principal: request.principal,
        fingerprint: request.fingerprint,
        receivedAt: request.receivedAt,
        facts,
      },
    }));
  }
}
