const WINDOW = 1000;

/** Items in all and per second, measured between two looks. */
export class RateMeter {
  total = 0;
  private lastTotal = 0;
  private lastLook = performance.now();
  sinceLastMeasurement = 0;
  perSecond = 0;

  count(): void {
    this.total++;
  }

  /** Called about once a second. */
  measure(now: number): void {
    const seconds = (now - this.lastLook) / 1000;
    if (seconds <= 0) return;
    this.sinceLastMeasurement = this.total - this.lastTotal;
    this.perSecond = Math.round(this.sinceLastMeasurement / seconds);
    this.lastTotal = this.total;
    this.lastLook = now;
  }
}

const QUANTILES: readonly (readonly [name: string, quantile: number])[] = [
  ['Median', 0.5],
  ['Fastest', 0],
  ['Quintile 1', 0.2],
  ['Quintile 2', 0.4],
  ['Quintile 3', 0.6],
  ['Quintile 4', 0.8],
  ['Quintile 5', 1],
  ['90%', 0.9],
  ['95%', 0.95],
  ['99%', 0.99],
  ['99.5%', 0.995],
  ['99.9%', 0.999],
  ['Highest', 1],
];

/** How long the last thousand messages took to be answered, in milliseconds. */
export class LatencyWindow {
  private readonly values: number[] = [];
  private next = 0;

  add(milliseconds: number): void {
    this.values[this.next] = milliseconds;
    this.next = (this.next + 1) % WINDOW;
  }

  /** The measurements under the names that the real server uses, whole milliseconds. */
  measurements(): readonly (readonly [name: string, milliseconds: number])[] {
    const sorted = this.values.toSorted((a, b) => a - b);
    if (sorted.length === 0) return [];
    const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
    const at = (quantile: number): number =>
      Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * quantile))]!);
    return [
      ['Mean', Math.round(mean)],
      ...QUANTILES.map(([name, quantile]) => [name, at(quantile)] as const),
    ];
  }
}
