import { BucketSums, type RecordedFact } from '@bellwether/projections';
import { Invariant } from '../result.ts';
import { CommandIds } from './command-ids.ts';
import { ExpiryAudit } from './expiry-audit.ts';
import { InstrumentAudit } from './instrument-audit.ts';
import { InterestAudit } from './interest-audit.ts';
import { LedgerAudit } from './ledger-audit.ts';
import { MarketAudit } from './market-audit.ts';
import { OrderAudit } from './order-audit.ts';
import { OrderLives } from './order-lives.ts';
import { CommandOutcomes, OrderOutcomes } from './outcome-audit.ts';
import { PlanAudit } from './plan-audit.ts';
import { CloseOutAudit } from './close-out-audit.ts';
import { CustodyAudit } from './custody-audit.ts';
import { SettlementAudit } from './settlement-audit.ts';
import { TradeNumbers } from './trade-numbers.ts';

/** Checks the log itself: I1 to I4, I13, I15, I17 and I18. Facts are given in the order of the log, all facts of an event together. */
export class JournalAudit {
  readonly #outcomes = new Invariant('I1', 'every recorded command has exactly one outcome');
  readonly #unique = new Invariant('I2', 'no command, trade or order id twice');
  readonly #conserved = new Invariant('I3', 'cash and shares are conserved to the last unit');
  readonly #matched = new Invariant(
    'I4',
    'executed + open + cancelled = ordered, in price-time priority, no crossed book',
  );
  readonly #alive = new Invariant(
    'I13',
    'no order outlives its last day or its instrument, no symbol is borne twice',
  );
  readonly #netted = new Invariant(
    'I15',
    'settlement nets what is due, and moves no share or money from nowhere',
  );
  readonly #planned = new Invariant(
    'I17',
    'process managers place what approved plans and buy-ins name, and a plan says what it traded',
  );
  readonly #earned = new Invariant('I18', 'interest is what settled cash has earned by the rates');
  readonly #lives = new OrderLives();
  readonly #orders = new OrderAudit(this.#matched, this.#lives);
  readonly #expiry = new ExpiryAudit(this.#alive);
  readonly #instruments = new InstrumentAudit(this.#alive, this.#lives);
  readonly #settlement = new SettlementAudit(this.#netted);
  readonly #custody = new CustodyAudit(this.#netted);
  readonly #closeOuts = new CloseOutAudit(this.#netted);
  readonly #interest = new InterestAudit(this.#earned);
  readonly #ids: CommandIds;
  readonly #numbers = new TradeNumbers(this.#unique);
  readonly #plans = new PlanAudit(this.#planned);
  readonly ledger: LedgerAudit = new LedgerAudit(this.#conserved);
  readonly market: MarketAudit;
  readonly orders: OrderOutcomes = new OrderOutcomes(this.#lives);
  /** Of every command. */
  readonly commands: BucketSums = new BucketSums();
  readonly #commandOutcomes = new CommandOutcomes((key, text) => this.commands.add(key, text));
  trades = 0;

  /**
   * @param asked as of which commit position the best prices of instruments are asked for.
   * @param partitions how many trading journals there are.
   */
  constructor(asked: ReadonlyMap<string, bigint> = new Map(), partitions = 1) {
    this.#ids = new CommandIds(this.#unique, partitions);
    this.market = new MarketAudit(this.#matched, asked);
  }

  addEvent(facts: readonly RecordedFact[]): void {
    const [first] = facts;
    if (first === undefined) return;
    this.#instruments.beginEvent(first);
    for (const [at, recorded] of facts.entries()) {
      const { commandId } = recorded;
      if (facts[at - 1]?.commandId !== commandId) this.#begin(commandId, recorded);
      this.#add(recorded, facts[at + 1]?.commandId !== commandId);
    }
    this.#commandOutcomes.addEvent(facts);
    this.#expiry.endEvent(facts.at(-1) ?? first);
  }

  /** @param unfinished why the log was not read to its end, where it was not. */
  conclude(unfinished?: string): readonly Invariant[] {
    const log = [this.#outcomes, this.#unique, this.#conserved, this.#matched, this.#alive];
    const all = [...log, this.#netted, this.#planned, this.#earned];
    if (unfinished !== undefined) for (const invariant of all) invariant.end(unfinished);
    this.ledger.conclude();
    this.#instruments.conclude();
    return all;
  }

  #add(recorded: RecordedFact, isLast: boolean): void {
    const { fact } = recorded;
    this.#unique.count('facts');
    if (fact.type === 'TradeExecuted') this.trades += 1;
    this.#numbers.add(recorded);
    if (fact.type === 'OrderAccepted') this.#checkName(recorded, fact.data.orderId);
    this.ledger.add(fact);
    const changed = this.#orders.add(fact);
    this.orders.add(recorded, changed);
    this.market.add(recorded, changed, isLast);
    this.#expiry.add(recorded, changed);
    this.#instruments.add(recorded, changed);
    this.#settlement.add(recorded);
    this.#custody.add(recorded);
    this.#closeOuts.add(recorded);
    this.#plans.add(recorded);
    this.#interest.add(recorded);
  }

  /** The first fact of a command says what became of it; a command comes once. */
  #begin(commandId: string, recorded: RecordedFact): void {
    const { type } = recorded.fact;
    this.#outcomes.count('commands');
    this.#outcomes.check(!CONSEQUENCES.has(type), () => `command ${commandId} starts with ${type}`);
    this.#ids.add(recorded);
  }

  /** An order has its command's id, and a command places one: as commands come once, so do orders. */
  #checkName({ commandId, entryIndex }: RecordedFact, orderId: string): void {
    this.#unique.check(
      orderId === commandId && entryIndex === 0,
      () => `order ${orderId} was placed by command ${commandId} as its fact ${entryIndex}`,
    );
  }
}

/** Facts that only follow from others: alone they would be an effect without a cause. */
const CONSEQUENCES: ReadonlySet<string> = new Set(['TradeExecuted']);
