import type { RecordedFact } from '@bellwether/projections';
import type { Invariant } from '../result.ts';
import { dayText, newYorkDay } from './new-york-day.ts';

/** What settled cash changed by on a day, in days since 1970. */
interface Change {
  readonly day: number;
  amount: bigint;
}

interface Rates {
  readonly from: number;
  readonly credit: bigint;
  readonly debit: bigint;
}

/** 1/10 000 of a rate × days of a year × units of a cent. */
const DIVISOR = 10_000n * 360n * 100n;
/** Days that are kept apart while no rates are set: rates may be said for a month that is over. */
const DAYS_KEPT = 70;

/**
 * Reckons interest a second time, span by span and not day by day (I18): each account is paid once for each day, what its settled
 * cash has earned by the rates, and no account is left out when a month is closed.
 */
export class InterestAudit {
  readonly #invariant: Invariant;
  readonly #changes = new Map<string, Change[]>();
  readonly #rates: Rates[] = [];
  /** What was posted and not closed. */
  readonly #posted = new Map<string, bigint>();
  #closed: number | undefined;

  constructor(invariant: Invariant) {
    this.#invariant = invariant;
  }

  add({ fact, at }: RecordedFact): void {
    switch (fact.type) {
      case 'InterestRatesSet': {
        const { from, creditBasisPoints, debitBasisPoints } = fact.data;
        const [credit, debit] = [BigInt(creditBasisPoints), BigInt(debitBasisPoints)];
        return void this.#rates.push({ from, credit, debit });
      }
      case 'InterestPosted':
        this.#post(fact.data);
        return this.#move(fact.data.accountId, fact.data.amount, at);
      case 'InterestClosed':
        return this.#close(fact.data);
      case 'CashDeposited':
      case 'WithdrawalReturned':
      case 'DividendPaid':
      case 'VariationPaid':
        return this.#move(fact.data.accountId, fact.data.amount, at);
      case 'CashWithdrawn':
      case 'DepositReturned':
        return this.#move(fact.data.accountId, -fact.data.amount, at);
      case 'PositionAdjusted':
      case 'PositionExpired':
        return this.#move(fact.data.accountId, fact.data.cash, at);
      case 'PositionExchanged':
        return this.#move(fact.data.accountId, fact.data.cash + fact.data.cashInLieu, at);
      case 'DeliveriesSettled':
        for (const { participant, amount, marked, fees } of fact.data.deliveries)
          if (!participant.startsWith('@')) this.#move(participant, amount + marked - fees, at);
        return;
      default:
    }
  }

  #move(accountId: string, amount: bigint, at: bigint): void {
    const day = newYorkDay(at);
    const changes = this.#changes.get(accountId) ?? [];
    this.#changes.set(accountId, changes);
    const last = changes.at(-1);
    if (last?.day === day) last.amount += amount;
    else changes.push({ day, amount });
    const [oldest, next] = changes;
    if (this.#rates.length > 0 || changes.length <= DAYS_KEPT || !oldest || !next) return;
    next.amount += oldest.amount;
    changes.shift();
  }

  #post({ accountId, through, amount }: PostedData): void {
    const due = this.#earned(accountId, through);
    this.#invariant.count('interest postings');
    this.#invariant.check(
      amount === due && !this.#posted.has(accountId),
      () => `${accountId}: ${amount} of interest through ${dayText(through)}, not ${due}`,
    );
    this.#posted.set(accountId, amount);
  }

  #close({ through, accounts, paid, owed }: ClosedData): void {
    let [count, above, below] = [0, 0n, 0n];
    for (const accountId of this.#changes.keys()) {
      const due = this.#earned(accountId, through);
      if (due === 0n) continue;
      count += 1;
      if (due > 0n) above += due;
      else below -= due;
      this.#invariant.check(
        this.#posted.has(accountId),
        () => `${accountId} was not paid ${due} of interest through ${dayText(through)}`,
      );
    }
    this.#invariant.check(
      count === accounts && above === paid && below === owed,
      () => `interest through ${dayText(through)}: ${paid} and ${owed}, not ${above} and ${below}`,
    );
    this.#closed = through;
    this.#posted.clear();
    for (const changes of this.#changes.values()) forget(changes, through);
  }

  /** To the cent, halves away from zero. */
  #earned(accountId: string, through: number): bigint {
    const [first] = this.#rates;
    if (first === undefined) return 0n;
    const from = this.#closed === undefined ? first.from : this.#closed + 1;
    const changes = this.#changes.get(accountId) ?? [];
    let [balance, sum] = [0n, 0n];
    for (const [n, { day, amount }] of changes.entries()) {
      balance += amount;
      const until = Math.min((changes[n + 1]?.day ?? Infinity) - 1, through);
      for (const [r, { from: since, credit, debit }] of this.#rates.entries()) {
        const begin = Math.max(day, from, since);
        const end = Math.min(until, (this.#rates[r + 1]?.from ?? Infinity) - 1);
        if (end < begin) continue;
        sum += balance * BigInt(end - begin + 1) * (balance < 0n ? debit : credit);
      }
    }
    const cents = ((sum < 0n ? -sum : sum) * 2n + DIVISOR) / (2n * DIVISOR);
    return (sum < 0n ? -cents : cents) * 100n;
  }
}

type DataOf<T extends RecordedFact['fact']['type']> = Extract<
  RecordedFact['fact'],
  { readonly type: T }
>['data'];
type PostedData = DataOf<'InterestPosted'>;
type ClosedData = DataOf<'InterestClosed'>;

/** What is over is one sum. */
function forget(changes: Change[], through: number): void {
  const next = changes.findIndex(({ day }) => day > through);
  const over = changes.splice(0, next < 0 ? changes.length : next);
  const amount = over.reduce((sum, one) => sum + one.amount, 0n);
  if (over.length > 0) changes.unshift({ day: through, amount });
}
