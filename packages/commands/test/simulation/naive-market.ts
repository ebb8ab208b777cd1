import type { TradingFact, TradingState, OrderReport } from '@bellwether/domain';
import { NaiveBook, type NaiveOrder } from './naive-book.ts';
import { NaiveLedger } from './naive-ledger.ts';
import { Violation } from './violation.ts';

/**
 * The market as a person would keep it on paper. Slow, obvious, and written without looking at how the platform does
 * it.
 */
export class NaiveMarket {
  readonly #book = new NaiveBook();
  readonly #ledger = new NaiveLedger();
  /** What these owe may exceed what they have; how far is a matter of margin rules, which have tests of their own. */
  readonly #margin = new Set<string>();

  /** Who has spent what was taken back: accounts, and accounts with an instrument; until it is covered. */
  readonly #owing = new Set<string>();
  readonly #delisted = new Set<string>();
  /** Without sessions the calendar alone ends orders. */
  #hasSessions = false;

  apply(fact: TradingFact): void {
    switch (fact.type) {
      case 'AccountAdmitted':
        if (fact.data.accountType === 'MARGIN') this.#margin.add(fact.data.accountId);
        return;
      case 'FundsAllocated':
        return this.#ledger.pay(fact.data.accountId, fact.data.amount);
      case 'FundsReleased':
        return this.#ledger.pay(fact.data.accountId, -fact.data.amount);
      case 'CashBooked':
        return this.#ledger.pay(fact.data.accountId, fact.data.amount);
      case 'SharesAllocated':
        return this.#ledger.transfer(fact.data);
      case 'TradingSuspended':
        throw new Violation('I11', `${fact.data.instrumentId}: ${fact.data.reason}`);
      case 'DelistingAdopted':
        this.#delisted.add(fact.data.instrumentId);
        return;
      case 'SessionPhaseAdopted':
        this.#hasSessions = true;
        if (fact.data.phase === 'PRE_OPEN') this.#book.beginDay();
        return;
      case 'BandsSet':
        return this.#book.band(fact.data);
      case 'PhaseChanged':
        return this.#book.enter(fact.data);
      case 'CorporateActionApplied':
        if (fact.data.kind.endsWith('MERGER')) this.#delisted.add(fact.data.instrumentId);
        return this.#book.act(fact.data);
      case 'PositionExchanged':
        return this.#ledger.exchange(fact.data);
      case 'PositionAdjusted':
        return this.#ledger.adjust(fact.data);
      case 'DividendAccrued':
        return this.#ledger.claim(fact.data);
      case 'DividendPaid':
        return this.#ledger.settle(fact.data);
      case 'TradeExecuted':
        this.#book.trade(fact.data);
        return this.#ledger.trade(fact.data);
      case 'TradeBusted':
        this.#owing.add(fact.data.sellAccountId);
        this.#owing.add(`${fact.data.buyAccountId}/${fact.data.instrumentId}`);
        this.#book.bust(fact.data);
        return this.#ledger.bust(fact.data);
      case 'OrderExecuted':
        this.#book.away(fact.data);
        return this.#ledger.away(fact.data);
      default:
        return this.#applyToOrder(fact);
    }
  }

  /** After each entry. @param at when its cause came in, ns since 1970 UTC. @throws Violation of I4 */
  entered(at: bigint): void {
    if (!this.#hasSessions) this.#book.checkDay(newYorkDay(at));
    for (const instrument of this.#delisted) this.#book.delist(instrument);
  }

  /** @throws Violation of I3 or I4 */
  check(): void {
    this.#ledger.check();
    this.#book.check();
    for (const [account, cash] of this.#ledger.cash) {
      if (this.#margin.has(account)) continue;
      const owed = this.#open(account, 'BUY').reduce(
        (sum, { limit, leaves, forFees }) => sum + limit * leaves + forFees,
        0n,
      );
      if (owed !== this.#reserved(account))
        throw new Violation('I3', `${account} has open orders for ${owed} and holds back else`);
      if (this.#isCovered(account, cash >= owed)) continue;
      if (cash < owed)
        throw new Violation('I3', `${account} has ${cash} cash and open orders for ${owed}`);
    }
    for (const [key, shares] of this.#ledger.shares) {
      const [account = '', instrument = ''] = key.split('/');
      if (this.#margin.has(account)) continue;
      const offered = this.#open(account, 'SELL', instrument).reduce((s, o) => s + o.leaves, 0n);
      if (this.#isCovered(key, shares >= offered)) continue;
      if (shares < offered)
        throw new Violation('I3', `${account} offers ${offered} of ${shares} ${instrument}`);
    }
  }

  /** @throws Violation of I8 when a partition's state says anything else than the facts do. */
  compare(state: TradingState): void {
    const differs = (what: string, is: bigint, should: bigint): void => {
      if (is !== should)
        throw new Violation('I8', `${what}: ${is} in the state, ${should} in the facts`);
    };
    for (const [accountId, ledger] of state.accounts) {
      differs(`${accountId} cash`, ledger.risk.cash, this.#ledger.cash.get(accountId) ?? 0n);
      differs(`${accountId} reserved`, ledger.risk.reserved, this.#reserved(accountId));
      for (const [instrument, exposure] of ledger.risk.exposures)
        differs(
          `${accountId} ${instrument}`,
          exposure.quantity,
          this.#ledger.shares.get(`${accountId}/${instrument}`) ?? 0n,
        );
    }
    const open = [...this.#book.orders.values()];
    differs('open orders', BigInt(state.orders.size), BigInt(open.length));
    for (const order of open) {
      const known = state.orders.get(order.id as never);
      differs(`order ${order.id}`, known?.leaves ?? 0n, order.leaves);
      differs(`order ${order.id} entry`, known?.entrySequence ?? 0n, order.entry);
    }
  }

  /** An order as its owner is told of it. */
  orderReport(orderId: string): OrderReport | undefined {
    const order = this.#book.all.get(orderId);
    return order && { orderId, executed: `${order.filled}`, leaves: `${order.leaves}` };
  }

  #applyToOrder(fact: TradingFact): void {
    switch (fact.type) {
      case 'OrderAccepted':
        return this.#book.accept(fact.data);
      case 'OrderCancelled':
        return this.#book.cancel(fact.data);
      case 'OrderReplaced':
        return this.#book.replace(fact.data);
      case 'OrderTriggered':
        return this.#book.trigger(fact.data);
      case 'OrderRefreshed':
        return this.#book.requeue(fact.data);
      case 'OrderDecremented':
        return this.#book.decrement(fact.data);
      default:
    }
  }

  /** Whether nothing is to be said: what is owed after a bust, or what is there. */
  #isCovered(key: string, isThere: boolean): boolean {
    if (isThere) this.#owing.delete(key);
    return isThere || this.#owing.has(key);
  }

  #reserved(account: string): bigint {
    let sum = 0n;
    for (const order of this.#book.orders.values())
      if (order.account === account) sum += order.reserved;
    return sum;
  }

  #open(account: string, side: NaiveOrder['side'], instrument?: string): readonly NaiveOrder[] {
    return [...this.#book.orders.values()].filter(
      (order) =>
        order.account === account &&
        order.side === side &&
        (instrument === undefined || order.instrument === instrument),
    );
  }
}

const NEW_YORK = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/New_York' });

/** The day in New York, days since 1970, as the runtime's own tables have it. @param at ns since 1970 UTC. */
function newYorkDay(at: bigint): number {
  return Date.parse(NEW_YORK.format(Number(at / 1_000_000n))) / 86_400_000;
}
