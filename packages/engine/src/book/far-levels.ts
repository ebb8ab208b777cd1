const INITIAL_ROOM = 16;
const NO_ROOM = new Int32Array(0);

/** Price levels outside the window, sorted by key: logarithmic to find, linear to insert. Also serves the stop books. */
export class FarLevels {
  count = 0;
  #keys: Int32Array = NO_ROOM;
  #levels: Int32Array = NO_ROOM;

  keyAt(index: number): number {
    return this.#keys[index]!;
  }

  levelAt(index: number): number {
    return this.#levels[index]!;
  }

  /** Index of the lowest key not below `key`; `count` when there is none. */
  lowerBound(key: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#keys[middle]! < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The level at exactly that key, or 0. */
  find(key: number): number {
    const index = this.lowerBound(key);
    return index < this.count && this.#keys[index] === key ? this.#levels[index]! : 0;
  }

  insert(key: number, level: number): void {
    if (this.count === this.#keys.length) this.#grow();
    const index = this.lowerBound(key);
    this.#keys.copyWithin(index + 1, index, this.count);
    this.#levels.copyWithin(index + 1, index, this.count);
    this.set(index, key, level);
    this.count++;
  }

  /** Makes room for `length` levels better than all others, to be filled by `set`. */
  openFront(length: number): void {
    while (this.count + length > this.#keys.length) this.#grow();
    this.#keys.copyWithin(length, 0, this.count);
    this.#levels.copyWithin(length, 0, this.count);
    this.count += length;
  }

  set(index: number, key: number, level: number): void {
    this.#keys[index] = key;
    this.#levels[index] = level;
  }

  remove(key: number): void {
    this.removeRange(this.lowerBound(key), 1);
  }

  removeRange(index: number, length: number): void {
    this.#keys.copyWithin(index, index + length, this.count);
    this.#levels.copyWithin(index, index + length, this.count);
    this.count -= length;
  }

  /** Doubles the room: the only allocation of the book, bounded by the number of levels and off the fast path. */
  #grow(): void {
    const room = Math.max(INITIAL_ROOM, this.#keys.length * 2);
    const keys = new Int32Array(room);
    const levels = new Int32Array(room);
    keys.set(this.#keys);
    levels.set(this.#levels);
    this.#keys = keys;
    this.#levels = levels;
  }
}
