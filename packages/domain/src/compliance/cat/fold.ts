import type { OrderAcceptedFact, OrderReplacedFact } from '../../orders/facts.ts';
import type { Firm } from '../firm.ts';
import { ReportedInstruments } from '../instruments.ts';
import type { PlacedFact } from '../placed-fact.ts';
import {
  dollars,
  instructionsOf,
  shares,
  sideOf,
  timeInForceOf,
  typeAndPriceOf,
  type CatOrder,
} from './order-terms.ts';
import type { CatBody, CatRecord } from './record.ts';
import { catDay, catTimestamp } from './timestamp.ts';

/** Events by product: of a stock, of an option. Futures are not reported. */
const TYPES = {
  NEW: ['MENO', 'MONO'],
  ROUTE: ['MEOR', 'MOOR'],
  MODIFIED: ['MEOM', 'MOOM'],
  ADJUSTED: ['MEOJ', 'MOOJ'],
  CANCELLED: ['MEOC', 'MOOC'],
  EFFECTIVE: ['MEOE', 'MOOE'],
} as const;

/** Reasons that are the customer’s own. */
const INTERVENTIONS: readonly string[] = ['USER', 'REPLACE'];

/**
 * Turns the facts of the log into reportable events (Rule 613), fact by fact. What it knows of an order is what the facts before
 * have said; records follow from facts and the firm's parameters alone, so that a second fold gives the same.
 */
export class CatFold {
  readonly #firm: Firm;
  readonly #instruments = new ReportedInstruments();
  readonly #orders = new Map<string, CatOrder>();
  /** Executions in our own book: what a bust has to name again. */
  readonly #trades = new Map<string, CatBody>();

  constructor(firm: Firm) {
    this.#firm = firm;
  }

  /** The records of a fact: none, one, or one of each side. */
  add(placed: PlacedFact): readonly CatRecord[] {
    this.#instruments.add(placed);
    const { fact, at } = placed;
    switch (fact.type) {
      case 'OrderAccepted':
        return this.#accepted(placed, fact.data);
      case 'OrderReplaced':
        return this.#replaced(placed, fact.data);
      case 'OrderTriggered':
        return this.#of(placed, fact.data.orderId, 'EFFECTIVE', (order) => ({
          ...timeInForceOf(order),
          tradingSession: 'REG',
          ...typeAndPriceOf(order),
        }));
      case 'OrderCancelled': {
        const initiator = INTERVENTIONS.includes(fact.data.reason) ? 'C' : 'F';
        return this.#less(placed, fact.data.orderId, fact.data.quantity, 0n, initiator);
      }
      case 'OrderDecremented':
        return this.#less(placed, fact.data.orderId, fact.data.quantity, fact.data.leaves, 'F');
      case 'OrderExecuted': {
        const { orderId, venue, tradeId, quantity } = fact.data;
        return this.#route(placed, { orderId, venue, routedOrderId: tradeId, quantity });
      }
      case 'TradeExecuted':
        return this.#traded(placed, fact.data, at);
      case 'TradeBusted':
        return this.#busted(placed, fact.data);
      default:
        return [];
    }
  }

  #accepted(placed: PlacedFact, terms: OrderAcceptedFact['data']): readonly CatRecord[] {
    const instrument = this.#instruments.of(terms.instrumentId);
    const order = { terms, instrument, receivedAt: placed.at };
    this.#orders.set(terms.orderId, order);
    const isStock = instrument.product === 'STOCK';
    return this.#of(placed, terms.orderId, 'NEW', () => ({
      electronicDupFlag: false,
      deptType: 'A',
      ...(isStock ? { solicitationFlag: false } : {}),
      ...this.#terms(order, terms.quantity),
      ...instructionsOf(order),
      ...(isStock ? { custDspIntrFlag: false } : {}),
      firmDesignatedID: terms.accountId,
      accountHolderType: this.#firm.holders[terms.accountId] ?? this.#holder(terms.accountId),
      affiliateFlag: false,
      ...(isStock ? { negotiatedTradeFlag: false } : {}),
      representativeInd: 'N',
      ...(isStock
        ? {}
        : { openCloseIndicator: terms.positionEffect === 'CLOSE' ? 'Close' : 'Open' }),
    }));
  }

  #holder(accountId: string): string {
    return this.#firm.houseAccounts.includes(accountId) ? 'P' : 'I';
  }

  #terms(order: CatOrder, quantity: bigint): CatBody {
    return {
      side: sideOf(order),
      ...typeAndPriceOf(order),
      quantity: shares(quantity),
      ...timeInForceOf(order),
      tradingSession: 'REG',
    };
  }

  /** A change that nobody asked for follows a corporate action: of prices alone it is an adjustment. */
  #replaced(placed: PlacedFact, data: OrderReplacedFact['data']): readonly CatRecord[] {
    const before = this.#orders.get(data.orderId);
    if (before === undefined) return [];
    const { quantity, limitPrice, leaves, timeInForce, stopPrice, expiresOn } = data;
    const terms = {
      ...before.terms,
      quantity,
      limitPrice,
      ...(timeInForce === undefined ? {} : { timeInForce }),
      ...(stopPrice === undefined ? {} : { stopPrice }),
      ...(expiresOn === undefined ? {} : { expiresOn }),
      ...(data.displayQuantity === undefined ? {} : { displayQuantity: data.displayQuantity }),
    };
    const order = { ...before, terms };
    this.#orders.set(data.orderId, order);
    const isRestated = data.restated === true;
    const initiator = isRestated ? 'F' : 'C';
    if (isRestated && quantity === before.terms.quantity)
      return this.#of(placed, data.orderId, 'ADJUSTED', () => ({
        initiator,
        ...typeAndPriceOf(order),
        ...timeInForceOf(order),
        ...instructionsOf(order),
      }));
    const isStock = order.instrument.product === 'STOCK';
    return this.#of(placed, data.orderId, 'MODIFIED', () => ({
      priorOrderKeyDate: catTimestamp(before.receivedAt),
      priorOrderID: data.orderId,
      electronicDupFlag: false,
      initiator,
      ...this.#terms(order, quantity),
      leavesQty: shares(leaves),
      ...instructionsOf(order),
      ...(isStock ? { isoInd: 'NA', custDspIntrFlag: false } : {}),
      representativeInd: 'N',
    }));
  }

  /** Quantity that will not be executed. */
  #less(
    placed: PlacedFact,
    orderId: string,
    cancelled: bigint,
    leaves: bigint,
    initiator: 'C' | 'F',
  ): readonly CatRecord[] {
    return this.#of(placed, orderId, 'CANCELLED', () => ({
      electronicDupFlag: false,
      cancelQty: shares(cancelled),
      // Nothing left is said: it is never absent.
      leavesQty: shares(leaves),
      initiator,
    }));
  }

  #route(
    placed: PlacedFact,
    route: {
      readonly orderId: string;
      readonly venue: string;
      readonly routedOrderId: string;
      readonly quantity: bigint;
    },
    n = 0,
  ): readonly CatRecord[] {
    return this.#of(
      placed,
      route.orderId,
      'ROUTE',
      (order) => ({
        electronicDupFlag: false,
        senderIMID: this.#firm.imid,
        destination: route.venue,
        destinationType: 'E',
        routedOrderID: route.routedOrderId,
        side: sideOf(order),
        ...typeAndPriceOf(order),
        quantity: shares(route.quantity),
        // What a venue quotes is asked for at once or not at all.
        timeInForce: { IOC: true },
        tradingSession: 'REG',
        affiliateFlag: false,
        ...(order.instrument.product === 'STOCK' ? { isoInd: 'NA' } : {}),
        routeRejectedFlag: false,
        dupROIDCond: false,
        multiLegInd: false,
      }),
      n,
    );
  }

  /** Stocks trade in our own book; options do on an exchange, which reports the trade, so that each side is a route to it. */
  #traded(
    placed: PlacedFact,
    data: Extract<PlacedFact['fact'], { type: 'TradeExecuted' }>['data'],
    at: bigint,
  ): readonly CatRecord[] {
    const { tradeId, instrumentId, quantity, buyOrderId, sellOrderId } = data;
    const { product, symbol } = this.#instruments.of(instrumentId);
    if (product === 'FUTURE') return [];
    if (product === 'OPTION') {
      const venue = this.#firm.ownVenue;
      const route = (orderId: string, side: string, n: number) =>
        this.#route(placed, { orderId, venue, routedOrderId: `${tradeId}${side}`, quantity }, n);
      return [...route(buyOrderId, 'B', 0), ...route(sellOrderId, 'S', 1)];
    }
    const body = {
      CATReporterIMID: this.#firm.imid,
      tradeKeyDate: catTimestamp(at),
      tradeID: tradeId,
      symbol,
      eventTimestamp: catTimestamp(at),
      manualFlag: false,
      cancelFlag: false,
      quantity: shares(quantity),
      price: dollars(data.price),
      capacity: this.#capacity(buyOrderId, sellOrderId),
      multiLegInd: false,
      sideDetailsInd: 'NA',
      buyDetails: this.#side(buyOrderId),
      sellDetails: this.#side(sellOrderId),
    };
    this.#trades.set(tradeId, body);
    return [recordOf(placed, 'MEOT', body, 0)];
  }

  /** Principal where the house is one of the two, else agent of both. */
  #capacity(...orderIds: readonly string[]): string {
    const isHouse = orderIds.some((id) =>
      this.#firm.houseAccounts.includes(this.#orders.get(id)?.terms.accountId ?? ''),
    );
    return isHouse ? 'P' : 'A';
  }

  #side(orderId: string): readonly CatBody[] {
    const order = this.#orders.get(orderId);
    if (order === undefined) return [];
    const orderKeyDate = catTimestamp(order.receivedAt);
    return [{ orderKeyDate, orderID: orderId, side: sideOf(order) }];
  }

  #busted(
    placed: PlacedFact,
    data: Extract<PlacedFact['fact'], { type: 'TradeBusted' }>['data'],
  ): readonly CatRecord[] {
    const trade = this.#trades.get(data.tradeId);
    if (trade === undefined) return [];
    const at = catTimestamp(placed.at);
    const body = { ...trade, eventTimestamp: at, cancelFlag: true, cancelTimestamp: at };
    return [recordOf(placed, 'MEOT', body, 0)];
  }

  /** The record of an event of an order; none of a future, or of an order that the log has not told. */
  #of(
    placed: PlacedFact,
    orderId: string,
    event: keyof typeof TYPES,
    more: (order: CatOrder) => CatBody,
    n = 0,
  ): readonly CatRecord[] {
    const order = this.#orders.get(orderId);
    if (order === undefined || order.instrument.product === 'FUTURE') return [];
    const isStock = order.instrument.product === 'STOCK';
    const body = {
      CATReporterIMID: this.#firm.imid,
      orderKeyDate: catTimestamp(order.receivedAt),
      orderID: orderId,
      ...(isStock
        ? { symbol: this.#instruments.of(order.terms.instrumentId).symbol }
        : { optionID: this.#instruments.optionId(order.instrument) }),
      eventTimestamp: catTimestamp(placed.at),
      manualFlag: false,
      ...more(order),
    };
    return [recordOf(placed, TYPES[event][isStock ? 0 : 1], body, n)];
  }
}

function recordOf(placed: PlacedFact, type: string, body: CatBody, n: number): CatRecord {
  const day = catDay(placed.at);
  return { id: `${day}_${placed.position}_${placed.index}_${n}`, type, day, body };
}
