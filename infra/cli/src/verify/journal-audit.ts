import type { RecordedFact } from '@bellwether/projections';
import { LedgerAudit } from './ledger-audit.ts';
import { OrderAudit } from './order-audit.ts';
import { Invariant, type InvariantResult } from './result.ts';

/** Checks the log itself: I1 to I4. Facts are given in the order of the log, all facts of an event together. */
export class JournalAudit {
  readonly #outcomes = new Invariant('I1', 'every recorded command has exactly one outcome');
  readonly #unique = new Invariant('I2', 'no command, trade or order id twice');
  readonly #conserved = new Invariant('I3', 'cash and shares are conserved to the last unit');
  readonly #matched = new Invariant(
    'I4',
    'executed + open + cancelled = ordered, in price-time priority',
  );
  readonly #ledger = new LedgerAudit(this.#conserved);
  readonly #orders = new OrderAudit(this.#matched);
  readonly #commands = new Set<string>();
  readonly #trades = new Set<string>();
  readonly #placed = new Set<string>();
  trades = 0;

  addEvent(facts: readonly RecordedFact[]): void {
    let command: string | undefined;
    for (const recorded of facts) {
      const { commandId, fact } = recorded;
      if (commandId !== command) this.#begin(commandId, recorded);
      command = commandId;
      this.#unique.count('facts');
      if (fact.type === 'TradeExecuted') {
        this.trades += 1;
        once(this.#unique, this.#trades, fact.data.tradeId, 'trade');
      }
      if (fact.type === 'OrderAccepted')
        once(this.#unique, this.#placed, fact.data.orderId, 'order');
      this.#ledger.add(fact);
      this.#orders.add(fact);
    }
  }

  conclude(): readonly InvariantResult[] {
    this.#ledger.conclude();
    return [this.#outcomes, this.#unique, this.#conserved, this.#matched].map(
      ({ result }) => result,
    );
  }

  /** The first fact of a command says what became of it; a command comes once. */
  #begin(commandId: string, { fact }: RecordedFact): void {
    this.#outcomes.count('commands');
    this.#outcomes.check(
      !CONSEQUENCES.has(fact.type),
      () => `command ${commandId} starts with ${fact.type}`,
    );
    once(this.#unique, this.#commands, commandId, 'command');
  }
}

/** Facts that only follow from others: alone they would be an effect without a cause. */
const CONSEQUENCES: ReadonlySet<string> = new Set(['TradeExecuted']);

function once(invariant: Invariant, seen: Set<string>, id: string, what: string): void {
  invariant.check(!seen.has(id), () => `${what} ${id} comes twice`);
  seen.add(id);
}
