import type { TradingFact } from '@bellwether/domain';
import { Violation } from './violation.ts';

type Fact<T extends TradingFact['type']> = Extract<TradingFact, { type: T }>['data'];

/** Cash and shares in a table: who has what, and what came in and went out altogether. */
export class NaiveLedger {
  readonly cash: Map<string, bigint> = new Map();
  readonly shares: Map<string, bigint> = new Map();
  #cashIn = 0n;
  readonly #claims = new Map<string, bigint>();
  readonly #sharesIn = new Map<string, bigint>();

  pay(account: string, amount: bigint): void {
    this.#cashIn += amount;
    add(this.cash, account, amount);
  }

  transfer({
    accountId,
    instrumentId,
    quantity,
  }: Pick<Fact<'SharesAllocated'>, 'accountId' | 'instrumentId' | 'quantity'>): void {
    add(this.#sharesIn, instrumentId, quantity);
    add(this.shares, `${accountId}/${instrumentId}`, quantity);
  }

  trade(data: Fact<'TradeExecuted'>): void {
    const { instrumentId, price, quantity, buyAccountId, sellAccountId } = data;
    this.pay(buyAccountId, -feesIn(data.buyFees));
    this.pay(sellAccountId, -feesIn(data.sellFees));
    add(this.cash, buyAccountId, -price * quantity);
    add(this.cash, sellAccountId, price * quantity);
    add(this.shares, `${buyAccountId}/${instrumentId}`, quantity);
    add(this.shares, `${sellAccountId}/${instrumentId}`, -quantity);
  }

  /** Everything goes back. */
  bust(data: Fact<'TradeBusted'>): void {
    const { instrumentId, price, quantity, buyAccountId, sellAccountId } = data;
    this.pay(buyAccountId, feesIn(data.buyFees));
    this.pay(sellAccountId, feesIn(data.sellFees));
    add(this.cash, buyAccountId, price * quantity);
    add(this.cash, sellAccountId, -price * quantity);
    add(this.shares, `${buyAccountId}/${instrumentId}`, -quantity);
    add(this.shares, `${sellAccountId}/${instrumentId}`, quantity);
  }

  /** An issuer adds shares and pays for parts of them. */
  adjust(data: Fact<'PositionAdjusted'>): void {
    const { accountId, instrumentId, quantity, quantityBefore, cash } = data;
    const had = this.shares.get(`${accountId}/${instrumentId}`) ?? 0n;
    const exact = (had < 0n ? -had : had) * BigInt(data.newShares);
    const wholes = exact / BigInt(data.oldShares);
    if (quantityBefore !== had || quantity !== (had < 0n ? -wholes : wholes))
      throw new Violation('I3', `${accountId} had ${had} ${instrumentId} and has ${quantity}`);
    if ((cash === 0n) !== (exact % BigInt(data.oldShares) === 0n))
      throw new Violation('I3', `${accountId} is paid ${cash} for a part of ${instrumentId}`);
    this.pay(accountId, cash);
    this.transfer({ accountId, instrumentId, quantity: quantity - had });
  }

  /** Shares become cash or shares of another instrument, or have such beside them. */
  exchange(data: Fact<'PositionExchanged'>): void {
    const { accountId, instrumentId, otherInstrumentId: other, quantity, received } = data;
    const had = this.shares.get(`${accountId}/${instrumentId}`) ?? 0n;
    const exact = (had < 0n ? -had : had) * BigInt(data.newShares ?? 0);
    const divisor = BigInt(data.oldShares ?? 1);
    const wholes = exact / divisor;
    if (data.quantityBefore !== had || received !== (had < 0n ? -wholes : wholes))
      throw new Violation('I3', `${accountId} had ${had} ${instrumentId} and gets ${received}`);
    if ((data.cashInLieu === 0n) !== (exact % divisor === 0n))
      throw new Violation('I3', `${accountId} is paid ${data.cashInLieu} for a part of ${other}`);
    if (quantity !== 0n && quantity !== had)
      throw new Violation('I3', `${accountId} keeps ${quantity} of ${had} ${instrumentId}`);
    this.pay(accountId, data.cash + data.cashInLieu);
    this.transfer({ accountId, instrumentId, quantity: quantity - had });
    if (other !== undefined) this.transfer({ accountId, instrumentId: other, quantity: received });
  }

  /** A claim is of what is held then, and is paid once. */
  claim({ actionId, accountId, instrumentId, quantity, amount }: Fact<'DividendAccrued'>): void {
    const key = `${actionId}/${accountId}`;
    if (this.#claims.has(key) || quantity !== this.shares.get(`${accountId}/${instrumentId}`))
      throw new Violation('I3', `${accountId} is due ${amount} for ${quantity} ${instrumentId}`);
    this.#claims.set(key, amount);
  }

  settle({ actionId, accountId, amount }: Fact<'DividendPaid'>): void {
    const key = `${actionId}/${accountId}`;
    if (this.#claims.get(key) !== amount)
      throw new Violation('I3', `${accountId} is paid ${amount} without a claim`);
    this.#claims.set(key, 0n);
    this.pay(accountId, amount);
  }

  /** The other side is elsewhere: cash and shares come in, and go out. */
  away({ side, accountId, instrumentId, price, quantity, fees }: Fact<'OrderExecuted'>): void {
    this.pay(accountId, -feesIn(fees));
    const bought = side === 'BUY' ? quantity : -quantity;
    this.pay(accountId, -price * bought);
    this.transfer({ accountId, instrumentId, quantity: bought });
  }

  /** @throws Violation of I3 when something came from nowhere, or went nowhere. */
  check(): void {
    const total = [...this.cash.values()].reduce((sum, cash) => sum + cash, 0n);
    if (total !== this.#cashIn)
      throw new Violation('I3', `${total} cash, ${this.#cashIn} was paid in`);
    for (const [instrument, cameIn] of this.#sharesIn) {
      let sum = 0n;
      for (const [key, shares] of this.shares) if (key.endsWith(`/${instrument}`)) sum += shares;
      if (sum !== cameIn) throw new Violation('I3', `${sum} ${instrument}, ${cameIn} came in`);
    }
  }
}

/** All fees of an execution together. */
export function feesIn(fees: Readonly<Record<string, bigint>> | undefined): bigint {
  return Object.values(fees ?? {}).reduce((sum, fee) => sum + fee, 0n);
}

function add(map: Map<string, bigint>, key: string, amount: bigint): void {
  map.set(key, (map.get(key) ?? 0n) + amount);
}
