import { startOrder } from './start-order.ts';
import { SupervisedUnit } from './supervised-unit.ts';
import type { Unit, UnitReport } from './unit.ts';

/**
 * Runs units: each starts when all that it needs are healthy, independent ones at the same time; a crash is followed by
 * a restart; stopping goes in the opposite order, so that nothing loses what it needs before it has finished.
 */
export class Supervisor {
  readonly #units: readonly SupervisedUnit[];
  readonly #onChange: (reports: readonly UnitReport[]) => void;
  #stopped: Promise<void> | undefined;

  /** @throws TopologyError */
  constructor(
    units: readonly Unit[],
    onChange: (reports: readonly UnitReport[]) => void = () => undefined,
  ) {
    this.#onChange = onChange;
    this.#units = startOrder(units).map(
      (unit) => new SupervisedUnit(unit, () => this.#onChange(this.reports)),
    );
  }

  /** Units in the order in which they start. */
  get reports(): readonly UnitReport[] {
    return this.#units.map((unit) => unit.report);
  }

  get healthy(): boolean {
    return this.reports.every(({ state }) => state === 'healthy');
  }

  /** Starts everything. When a unit does not come up, everything is stopped again and the first error is thrown. */
  async start(): Promise<void> {
    const started = new Map<string, Promise<unknown>>();
    for (const supervised of this.#units) {
      const { name, needs } = supervised.unit;
      started.set(
        name,
        Promise.all(needs.map((needed) => Promise.resolve(started.get(needed)))).then(() =>
          supervised.start(),
        ),
      );
    }
    const results = await Promise.allSettled(started.values());
    const failures = results.filter((result) => result.status === 'rejected');
    if (failures.length === 0) return;
    await this.stop();
    throw failures[0]?.reason;
  }

  /** Stops everything, last started first. Repeating it waits for the same end. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stopAll();
    return this.#stopped;
  }

  /** Stops one unit for good while the others go on; nothing may need it. */
  async stopUnit(name: string): Promise<void> {
    await this.#units.find(({ unit }) => unit.name === name)?.stop();
  }

  async #stopAll(): Promise<void> {
    const stopped = new Map<string, Promise<void>>();
    for (const supervised of this.#units.toReversed()) {
      const dependants = this.#units.filter(({ unit }) =>
        unit.needs.includes(supervised.unit.name),
      );
      const before = dependants.map(({ unit }) => Promise.resolve(stopped.get(unit.name)));
      stopped.set(
        supervised.unit.name,
        Promise.all(before).then(() => supervised.stop()),
      );
    }
    await Promise.all(stopped.values());
  }
}
