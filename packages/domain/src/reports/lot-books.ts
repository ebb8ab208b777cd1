import type { Money, Quantity } from '../kernel/fixed-point.ts';
import { abs } from '../kernel/rounding.ts';
import { adjustLots, returnCapital, type AdjustedLots } from '../portfolio/corporate-action.ts';
import { arriveLots, departLots } from '../portfolio/exchange.ts';
import { exerciseLots } from '../portfolio/exercise.ts';
import { splitFill } from '../portfolio/fill.ts';
import type { ClosedLot, Lot } from '../portfolio/lots.ts';
import { bookFill, EMPTY_POSITION, type Position } from '../portfolio/position.ts';
import type { CivilDate } from '../time/civil-date.ts';
import type { LedgerAction, LedgerExchange, LedgerFill } from './ledger.ts';

/** Shares that were bought, and may replace such as were sold at a loss. */
export interface Purchase {
  readonly lotId: string;
  readonly day: CivilDate;
  /** What has not replaced anything yet. */
  left: Quantity;
}

/** What was held of an instrument, what was closed of it, and what was bought. */
interface LotBookOf {
  position: Position;
  readonly closed: ClosedLot[];
  purchases: Purchase[];
}

/** The lots of an account by instrument, first in, first out, or as a sale names them: fills and what issuers did are booked in the order of the log. */
export class LotBooks {
  readonly #books = new Map<string, LotBookOf>();

  of(instrumentId: string): LotBookOf {
    const known = this.#books.get(instrumentId);
    if (known !== undefined) return known;
    const book = { position: EMPTY_POSITION, closed: [], purchases: [] };
    this.#books.set(instrumentId, book);
    return book;
  }

  fill(one: LedgerFill): void {
    const fill = { ...one, fees: one.fees + this.#premium(one) };
    const book = this.of(fill.instrumentId);
    const opens = splitFill(fill, book.position.quantity).find(({ effect }) => effect === 'OPEN');
    // What is transferred in was not bought.
    if (opens !== undefined && fill.side === 'BUY' && !fill.isTransfer)
      book.purchases.push({ lotId: fill.executionId, day: fill.tradeDate, left: opens.quantity });
    const { lots } = book.position;
    const named = fill.lotIds?.filter((id) => lots.some(({ lotId }) => lotId === id));
    const { position, closed } =
      named === undefined
        ? bookFill(book.position, fill, 'FIFO')
        : bookFill(book.position, { ...fill, lotIds: named }, 'SPECIFIC');
    book.position = position;
    book.closed.push(...closed);
  }

  /** Contracts that bring or take shares are gone with what they had cost. */
  #premium({ exercise }: LedgerFill): Money {
    if (exercise === undefined) return 0n;
    const book = this.of(exercise.instrumentId);
    const { left, premium } = exerciseLots(book.position.lots, abs(exercise.change));
    const quantity = book.position.quantity + exercise.change;
    book.position = { ...book.position, lots: left, quantity };
    return premium;
  }

  act(action: LedgerAction): void {
    const book = this.of(action.instrumentId);
    const { ratio, exchange, cash, quantity, returnOfCapital } = action;
    const { lots } = book.position;
    if (exchange !== undefined) return this.#exchange(book, action, exchange);
    if (ratio === undefined)
      return change(book, action, returnCapital(lots, returnOfCapital), returnOfCapital);
    change(book, action, adjustLots(lots, quantity, ratio, cash), cash);
    for (const purchase of book.purchases)
      purchase.left = (purchase.left * ratio.newShares) / ratio.oldShares;
  }

  #exchange(book: LotBookOf, action: LedgerAction, exchange: LedgerExchange): void {
    const { actionId, day, quantity, cash } = action;
    const { otherInstrumentId, received, ratio, cashInLieu, costBasisPoints } = exchange;
    if (otherInstrumentId === undefined) return closeFor(book, action);
    const departed = departLots(book.position.lots, { quantity, cash, costBasisPoints });
    const other = this.of(otherInstrumentId);
    const arrival = { actionId, day, received, ratio, cashInLieu };
    const arrived = arriveLots(other.position.lots, departed.carried, arrival);
    change(book, action, { lots: departed.left, realised: departed.realised }, cash);
    const held = other.position.quantity + received;
    change(other, { ...action, quantity: held }, arrived, cashInLieu);
    other.closed.push(...arrived.closed);
    if (quantity !== 0n) return;
    // They may replace shares of the acquirer, under the names of their lots there.
    for (const { lotId, left, day: bought } of book.purchases)
      other.purchases.push({
        lotId: `${lotId}/${actionId}`,
        day: bought,
        left: (left * ratio.newShares) / ratio.oldShares,
      });
    book.purchases = [];
  }
}

/** Shares that become cash are closed lot by lot, as by a trade. */
function closeFor(book: LotBookOf, { actionId, day, quantityBefore, cash }: LedgerAction): void {
  const { position, closed } = bookFill(
    book.position,
    {
      executionId: actionId,
      side: quantityBefore > 0n ? 'SELL' : 'BUY',
      quantity: abs(quantityBefore),
      principal: abs(cash),
      fees: 0n,
      tradeDate: day,
      settlementDate: day,
    },
    'FIFO',
  );
  book.position = position;
  book.closed.push(...closed);
}

/** What an action realised, for a part of a share or beyond the cost, is closed without a share. */
function change(
  book: LotBookOf,
  { actionId, day, quantity }: LedgerAction,
  after: AdjustedLots<Lot>,
  brought: Money,
): void {
  const openedOn = book.position.lots[0]?.tradeDate ?? day;
  book.position = { ...book.position, lots: after.lots, quantity };
  if (after.realised === 0n) return;
  book.closed.push({
    lotId: actionId,
    openedOn,
    closedOn: day,
    closedBy: actionId,
    quantity: 0n,
    cost: brought - after.realised,
    closingCost: -brought,
    realised: after.realised,
  });
}
