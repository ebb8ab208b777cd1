/** One of our orders as it should stand in the platform's book. */
export interface Piece {
  readonly order: number;
  readonly side: 'BUY' | 'SELL';
  readonly price: number;
  /** Executed so far. */
  executed: number;
  leaves: number;
  /** The file's order that it stands for; 0: several unknown ones. */
  orderId: number;
}

/** The platform's book of one symbol as the commands sent so far make it: levels of pieces, oldest first. */
export class BookModel {
  readonly #levels = { BUY: new Map<number, Piece[]>(), SELL: new Map<number, Piece[]>() };
  readonly #byId = new Map<number, Piece[]>();

  add(piece: Piece): void {
    const level = this.#levels[piece.side].get(piece.price);
    if (level === undefined) this.#levels[piece.side].set(piece.price, [piece]);
    else level.push(piece);
    if (piece.orderId !== 0)
      this.#byId.set(piece.orderId, [...this.piecesOf(piece.orderId), piece]);
  }

  remove(piece: Piece): void {
    const level = this.level(piece.side, piece.price).filter((other) => other !== piece);
    if (level.length === 0) this.#levels[piece.side].delete(piece.price);
    else this.#levels[piece.side].set(piece.price, level);
    this.#forget(piece);
  }

  /** Lets a piece stand for another of the file's orders. */
  rename(piece: Piece, orderId: number): void {
    this.#forget(piece);
    piece.orderId = orderId;
    if (orderId !== 0) this.#byId.set(orderId, [...this.piecesOf(orderId), piece]);
  }

  /** Pieces at a price, oldest first. */
  level(side: 'BUY' | 'SELL', price: number): readonly Piece[] {
    return this.#levels[side].get(price) ?? [];
  }

  piecesOf(orderId: number): readonly Piece[] {
    return this.#byId.get(orderId) ?? [];
  }

  /** Prices that have pieces, in no particular order. */
  prices(side: 'BUY' | 'SELL'): Iterable<number> {
    return this.#levels[side].keys();
  }

  size(side: 'BUY' | 'SELL', price: number): number {
    return this.level(side, price).reduce((sum, piece) => sum + piece.leaves, 0);
  }

  #forget(piece: Piece): void {
    if (piece.orderId === 0) return;
    const rest = this.piecesOf(piece.orderId).filter((other) => other !== piece);
    if (rest.length === 0) this.#byId.delete(piece.orderId);
    else this.#byId.set(piece.orderId, rest);
  }
}
