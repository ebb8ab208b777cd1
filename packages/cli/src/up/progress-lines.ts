import { showProgress, type UnitReport } from '@bellwether/local';

/** From one line about a unit to the next, ms. */
const EVERY_MS = 5_000;

/** `commands starting: 1,200,000 of 5,000,000 facts (24 %), 118,000 facts/s, 33 s left`; a healthy unit is its name. */
export function describeUnit({ name, state, progress }: UnitReport): string {
  if (state === 'healthy') return name;
  return progress === undefined
    ? `${name} ${state}`
    : `${name} ${state}: ${showProgress(progress)}`;
}

/** Writes how far units have come that say so, line by line, for runs without a terminal. */
export class ProgressLines {
  readonly #write: (line: string) => void;
  readonly #nowMs: () => number;
  readonly #writtenAt = new Map<string, number>();

  constructor(write: (line: string) => void, nowMs: () => number = () => performance.now()) {
    this.#write = write;
    this.#nowMs = nowMs;
  }

  /** Takes note of what the units are doing. */
  update(reports: readonly UnitReport[]): void {
    const now = this.#nowMs();
    for (const report of reports) {
      if (report.state === 'healthy' || report.progress === undefined) continue;
      if (now - (this.#writtenAt.get(report.name) ?? -Infinity) < EVERY_MS) continue;
      this.#writtenAt.set(report.name, now);
      this.#write(describeUnit(report));
    }
  }
}

/** On stderr, where they are in nobody's way; none where a program reads. */
export function progressLinesFor(json: boolean): ProgressLines {
  return new ProgressLines((line) => {
    if (!json) process.stderr.write(`${line}\n`);
  });
}
