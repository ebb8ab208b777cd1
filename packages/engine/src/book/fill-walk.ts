/** What a walk over the other side still wants, has found, and whether an own order stopped it. */
export class FillWalk {
  wanted = 0;
  found = 0;
  stopped = false;

  begin(wanted: number): this {
    this.wanted = wanted;
    this.found = 0;
    this.stopped = false;
    return this;
  }

  take(available: number): void {
    // `wanted` falls below 0 where self-trade prevention takes more than was left.
    const quantity = Math.max(0, Math.min(this.wanted, available));
    this.wanted -= quantity;
    this.found += quantity;
  }
}
