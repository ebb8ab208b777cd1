import type { RecordedFact } from '@bellwether/projections';
import type { Invariant } from '../result.ts';
import { cashOf, feesOf, sideOf, type DataOf } from './fact-words.ts';
import { dayText, newYorkDay } from './new-york-day.ts';

/** What somebody is to receive, or below zero to deliver and to pay, of an instrument. */
interface Due {
  quantity: bigint;
  amount: bigint;
  fees: bigint;
}

/** For whom the clearing house of options stands. */
const OUTSIDE = '@OCC';

/** By participant and instrument, `<participant>/<instrument>`. */
type Dues = Map<string, Due>;

type Traded = DataOf<'TradeExecuted'>;

interface Trade extends Pick<
  Traded,
  'tradeId' | 'settlementDate' | 'instrumentId' | 'price' | 'quantity' | 'principal'
> {
  readonly buyer: string;
  readonly seller: string;
  readonly buyFees?: Traded['buyFees'] | undefined;
  readonly sellFees?: Traded['sellFees'] | undefined;
}

/**
 * Nets every trade a second time, by day and not by question, and holds what runs have recorded against it (I15): each line
 * is what was due, what moved and what is late are that line, and over all participants no share and no money comes or goes.
 */
export class SettlementAudit {
  readonly #invariant: Invariant;
  /** What no run has taken up, by the day on which it is due. */
  readonly #coming = new Map<number, Dues>();
  /** Trades without a settlement date that no run has taken up: they are due on the day on which they were made. */
  readonly #undated = new Map<string, number>();
  /** What is to be added to the next run whichever its day: what is late, and what was taken back. */
  #next: Dues = new Map();
  /** Numbers of the last trades of each partition: now, and when the last run was started. */
  readonly #trades = new Map<string, bigint>();
  #tradesThen: ReadonlyMap<string, bigint> = new Map();
  #day = -1;
  /** Of the run under way: lines not yet netted, and netted ones of which nothing is known yet. */
  #expected: Dues = new Map();
  readonly #instructed: Dues = new Map();
  /** Shares and money that moved in the run, by instrument. */
  readonly #moved = new Map<string, Due>();

  constructor(invariant: Invariant) {
    this.#invariant = invariant;
  }

  add({ fact, at }: RecordedFact): void {
    switch (fact.type) {
      case 'TradeExecuted': {
        const { buyAccountId: buyer, sellAccountId: seller } = fact.data;
        return this.#traded({ ...fact.data, buyer, seller }, newYorkDay(at));
      }
      case 'OrderExecuted': {
        const { accountId, venue, side, fees, ...trade } = fact.data;
        const isBuy = sideOf(side) === 'BUY';
        const [buyer, seller] = isBuy ? [accountId, `@${venue}`] : [`@${venue}`, accountId];
        const [buyFees, sellFees] = isBuy ? [fees, undefined] : [undefined, fees];
        return this.#traded({ ...trade, buyer, seller, buyFees, sellFees }, newYorkDay(at));
      }
      case 'OptionExercised': {
        const { underlyingId: instrumentId, buyAccountId, sellAccountId } = fact.data;
        const [buyer, seller] = [buyAccountId ?? OUTSIDE, sellAccountId ?? OUTSIDE];
        return this.#traded({ ...fact.data, instrumentId, buyer, seller }, newYorkDay(at));
      }
      case 'TradeBusted':
        return this.#busted(fact.data);
      case 'SettlementStarted':
        return this.#started(fact.data);
      case 'ObligationsNetted':
        for (const line of fact.data.obligations) this.#netted(fact.data.runId, line);
        return;
      case 'DeliveriesSettled':
        for (const line of fact.data.deliveries) this.#settled(fact.data.runId, line);
        return;
      case 'SettlementCompleted':
        return this.#completed(fact.data.runId);
      default:
    }
  }

  #traded(trade: Trade, today: number): void {
    const { tradeId, settlementDate } = trade;
    const [partition = '', number = '0'] = tradeId.split('-');
    this.#trades.set(partition, BigInt(number));
    if (settlementDate === undefined) this.#undated.set(tradeId, today);
    this.#owe(this.#on(settlementDate ?? today), trade, 1n);
  }

  /** What a run has taken up comes back with the next; what none has was never due. */
  #busted(data: DataOf<'TradeBusted'>): void {
    const { tradeId, settlementDate, buyAccountId: buyer, sellAccountId: seller } = data;
    const day = settlementDate ?? this.#undated.get(tradeId);
    const [partition = '', number = '0'] = tradeId.split('-');
    const wasThere = BigInt(number) <= (this.#tradesThen.get(partition) ?? -1n);
    const isTaken = day === undefined || (day <= this.#day && wasThere);
    this.#owe(isTaken ? this.#next : this.#on(day), { ...data, buyer, seller }, -1n);
  }

  #on(day: number): Dues {
    const dues: Dues = this.#coming.get(day) ?? new Map();
    this.#coming.set(day, dues);
    return dues;
  }

  #owe(dues: Dues, trade: Trade, sign: 1n | -1n): void {
    const { instrumentId, quantity, buyer, seller, buyFees, sellFees, principal } = trade;
    const cash = sign * cashOf(trade);
    // Contracts that no cash is paid for deliver nothing.
    const shares = principal === 0n ? 0n : sign * quantity;
    add(dues, `${buyer}/${instrumentId}`, {
      quantity: shares,
      amount: -cash,
      fees: sign * feesOf(buyFees),
    });
    add(dues, `${seller}/${instrumentId}`, {
      quantity: -shares,
      amount: cash,
      fees: sign * feesOf(sellFees),
    });
  }

  #started({ settlementDate: day, runId }: DataOf<'SettlementStarted'>): void {
    this.#invariant.count('settlement runs');
    this.#invariant.check(
      this.#expected.size === 0 && day >= this.#day && runId.startsWith(dayText(day)),
      () => `run ${runId} of ${dayText(day)} begins behind one of ${dayText(this.#day)}`,
    );
    this.#expected = this.#next;
    this.#next = new Map();
    for (const [due, dues] of this.#coming)
      if (due <= day) {
        for (const [key, one] of dues) add(this.#expected, key, one);
        this.#coming.delete(due);
      }
    for (const [tradeId, due] of this.#undated) if (due <= day) this.#undated.delete(tradeId);
    for (const [key, { quantity, amount, fees }] of this.#expected)
      if (quantity === 0n && amount === 0n && fees === 0n) this.#expected.delete(key);
    this.#day = day;
    this.#tradesThen = new Map(this.#trades);
  }

  #netted(runId: string, line: DataOf<'ObligationsNetted'>['obligations'][number]): void {
    const key = `${line.participant}/${line.instrumentId}`;
    const due = this.#expected.get(key);
    this.#expected.delete(key);
    this.#instructed.set(key, line);
    this.#invariant.count('settlement lines');
    this.#invariant.check(
      due?.quantity === line.quantity && due.amount === line.amount && due.fees === line.fees,
      () => `${runId} ${key}: netted ${words(line)}, by the log ${due && words(due)}`,
    );
  }

  #settled(runId: string, line: DataOf<'DeliveriesSettled'>['deliveries'][number]): void {
    const { participant, instrumentId, quantity, amount, marked, fees, left, leftAmount } = line;
    const key = `${participant}/${instrumentId}`;
    const due = this.#instructed.get(key);
    this.#instructed.delete(key);
    const isWhole =
      due?.quantity === quantity + left &&
      due.amount === amount + marked + leftAmount &&
      due.fees === fees;
    this.#invariant.check(
      // Nothing moves the other way, or more of it than was due.
      isWhole && quantity * left >= 0n,
      () => `${runId} ${key}: ${quantity} and ${left} late do not account for ${due && words(due)}`,
    );
    const moved = { quantity, amount: amount + marked, fees: 0n };
    add(this.#moved, instrumentId, moved);
    if (left !== 0n) add(this.#next, key, { quantity: left, amount: leftAmount, fees: 0n });
  }

  #completed(runId: string): void {
    this.#invariant.check(
      this.#expected.size === 0 && this.#instructed.size === 0,
      () => `${runId}: ${this.#expected.size} lines were due and not netted`,
    );
    for (const [instrumentId, { quantity, amount }] of this.#moved)
      this.#invariant.check(
        quantity === 0n && amount === 0n,
        () => `${runId} ${instrumentId}: ${quantity} shares and ${amount} in money too much`,
      );
    this.#expected.clear();
    this.#instructed.clear();
    this.#moved.clear();
  }
}

function add(dues: Dues, key: string, { quantity, amount, fees }: Due): void {
  const due = dues.get(key) ?? { quantity: 0n, amount: 0n, fees: 0n };
  due.quantity += quantity;
  due.amount += amount;
  due.fees += fees;
  dues.set(key, due);
}

function words({ quantity, amount, fees }: Due): string {
  return `${quantity} for ${amount}, fees ${fees}`;
}
