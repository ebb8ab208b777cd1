import {
  SurveillanceMonitor,
  type FoundAlert,
  type MonitorOptions,
  type Observed,
} from '../../src/compliance/surveillance/index.ts';
import type { AccountKind } from '../../src/compliance/surveillance/commands.ts';
import { parseDecimal } from '../../src/kernel/fixed-point.ts';
import type { BookSide, Phase } from '../../src/orders/terms.ts';

interface Standing {
  readonly accountId: string;
  readonly instrumentId: string;
  readonly side: BookSide;
  leaves: bigint;
  quantity: bigint;
}

interface OrderTerms {
  readonly type?: 'LIMIT' | 'MARKET';
  readonly timeInForce?: string;
  readonly capacity?: string;
  readonly instrumentId?: string;
}

const MS = 1_000_000n;
/** Friday, 2026-11-20, 10:00 in New York. */
const START = 1_795_186_800_000n * MS;

/** A market told fact by fact, as the log has it: what a test says happens, and nothing is matched. */
export class MarketScript {
  readonly facts: Observed[] = [];
  readonly #orders = new Map<string, Standing>();
  #at = START;
  #position = 0n;
  #id = 0;
  #trade = 0;
  readonly instrumentId: string;

  constructor(instrumentId = 'ACME') {
    this.instrumentId = instrumentId;
    this.#fact('InstrumentAdmitted', { instrumentId, tickSize: 100n, sourcePosition: 0n });
  }

  get at(): bigint {
    return this.#at;
  }

  /** Lets time pass. */
  wait(ms: number): this {
    this.#at += BigInt(ms) * MS;
    return this;
  }

  account(accountId: string, owner?: string, kind?: AccountKind): this {
    this.#fact('AccountOpened', { accountId, beneficialOwner: owner });
    if (kind !== undefined)
      this.#fact('BeneficialOwnerSet', {
        accountId,
        owner: owner ?? accountId,
        accountKind: kind,
        reason: 'test',
      });
    return this;
  }

  option(instrumentId: string, terms: Readonly<Record<string, unknown>>): this {
    const data = {
      instrumentId,
      tickSize: 100n,
      multiplier: 100,
      option: terms,
      sourcePosition: 0n,
    };
    return this.#fact('InstrumentAdmitted', data);
  }

  gets(accountId: string, quantity: number, instrumentId = this.instrumentId): this {
    return this.#fact('SharesAllocated', { accountId, instrumentId, quantity: BigInt(quantity) });
  }

  /** An order is accepted. @param price in USD. @returns its id. */
  order(
    accountId: string,
    side: BookSide,
    quantity: number,
    price: string,
    terms: OrderTerms = {},
  ): string {
    const orderId = this.#nextId();
    const { instrumentId = this.instrumentId, type = 'LIMIT', timeInForce = 'DAY' } = terms;
    const amount = BigInt(quantity);
    this.#orders.set(orderId, { accountId, instrumentId, side, leaves: amount, quantity: amount });
    this.#fact('OrderAccepted', {
      orderId,
      accountId,
      instrumentId,
      side,
      type,
      timeInForce,
      quantity: amount,
      limitPrice: parseDecimal(price),
      capacity: terms.capacity,
    });
    return orderId;
  }

  refused(accountId: string, side: BookSide, quantity: number, price: string): this {
    return this.#fact('OrderRejected', {
      orderId: this.#nextId(),
      accountId,
      instrumentId: this.instrumentId,
      side,
      type: 'LIMIT',
      quantity: BigInt(quantity),
      limitPrice: parseDecimal(price),
    });
  }

  cancel(orderId: string, reason = 'USER'): this {
    const { accountId, instrumentId, side, leaves } = this.#standing(orderId);
    this.#orders.delete(orderId);
    const data = { orderId, accountId, instrumentId, side, quantity: leaves, reason };
    return this.#fact('OrderCancelled', data);
  }

  replace(orderId: string, quantity: number, price: string): this {
    const order = this.#standing(orderId);
    const before = order.leaves;
    order.leaves = BigInt(quantity);
    const { accountId, instrumentId, side } = order;
    return this.#fact('OrderReplaced', {
      orderId,
      accountId,
      instrumentId,
      side,
      quantity: order.leaves,
      leaves: order.leaves,
      previousLeaves: before,
      limitPrice: parseDecimal(price),
      priorityKept: false,
    });
  }

  /** Two orders meet; the one that was told last came in. */
  trade(buyId: string, sellId: string, quantity: number, price: string, auction = false): this {
    const [buy, sell] = [this.#standing(buyId), this.#standing(sellId)];
    for (const one of [buy, sell]) one.leaves -= BigInt(quantity);
    this.#trade += 1;
    const data = {
      tradeId: `0-${this.#trade}`,
      instrumentId: buy.instrumentId,
      price: parseDecimal(price),
      quantity: BigInt(quantity),
      aggressor: buyId > sellId ? 'BUY' : 'SELL',
      buyOrderId: buyId,
      buyAccountId: buy.accountId,
      buyLeaves: buy.leaves,
      sellOrderId: sellId,
      sellAccountId: sell.accountId,
      sellLeaves: sell.leaves,
      ...(auction ? { auction } : {}),
    };
    return this.#fact('TradeExecuted', data, 1);
  }

  /** Comes in at the price of an order that stands, and takes so much of it. @returns its id. */
  take(
    accountId: string,
    standing: string,
    quantity: number,
    price: string,
    terms: OrderTerms = {},
  ): string {
    const { side, instrumentId } = this.#standing(standing);
    const own = side === 'BUY' ? 'SELL' : 'BUY';
    const orderId = this.order(accountId, own, quantity, price, { instrumentId, ...terms });
    if (own === 'BUY') this.trade(orderId, standing, quantity, price);
    else this.trade(standing, orderId, quantity, price);
    return orderId;
  }

  phase(phase: Phase): this {
    return this.#fact('PhaseChanged', { instrumentId: this.instrumentId, phase });
  }

  auction(price: string, volume: number): this {
    const { instrumentId } = this;
    const data = {
      instrumentId,
      price: parseDecimal(price),
      volume: BigInt(volume),
      imbalance: 0n,
    };
    return this.#fact('AuctionCompleted', data);
  }

  bands(lower: string, upper: string): this {
    const { instrumentId } = this;
    return this.#fact('BandsSet', {
      instrumentId,
      lower: parseDecimal(lower),
      upper: parseDecimal(upper),
    });
  }

  leaves(orderId: string): bigint {
    return this.#orders.get(orderId)?.leaves ?? 0n;
  }

  fact(type: string, data: unknown): this {
    return this.#fact(type, data);
  }

  #standing(orderId: string): Standing {
    const standing = this.#orders.get(orderId);
    if (standing === undefined) throw new Error(`no order ${orderId}`);
    return standing;
  }

  #nextId(): string {
    this.#id += 1;
    return `00000000-0000-7000-8000-${`${this.#id}`.padStart(12, '0')}`;
  }

  #fact(type: string, data: unknown, entryIndex = 0): this {
    this.#position += 10n;
    this.#at += 1n;
    this.facts.push({
      fact: { type, data },
      position: this.#position,
      index: 0,
      entryIndex,
      at: this.#at,
    });
    return this;
  }
}

/** What surveillance says of facts. */
export function alertsOf(facts: Iterable<Observed>, options: MonitorOptions = {}): FoundAlert[] {
  const monitor = new SurveillanceMonitor(options);
  return [...facts].flatMap((fact) => [...monitor.take(fact)]);
}

/** Rules and owners of alerts. */
export function told(alerts: readonly FoundAlert[]): readonly string[] {
  return alerts.map(({ ruleId, owner }) => `${ruleId} ${owner}`);
}

/** A market of five prices on both sides around 100.00, a hundred shares at each but for the first. */
export function market(): MarketScript {
  const script = new MarketScript();
  for (let n = 0; n < 5; n++) {
    script.order('crowd', 'BUY', 100, `99.9${9 - n}`);
    script.order('crowd', 'SELL', 100, `100.0${n + 1}`);
  }
  return script;
}
