import type { Unit } from './unit.ts';

/** Units need each other in a circle, or need one that is not there: a defect in the topology. */
export class TopologyError extends Error {
  override readonly name = 'TopologyError';
  readonly code = 'TOPOLOGY';
}

/**
 * Units in an order in which each comes after all that it needs. Stopping goes the other way round.
 * @throws TopologyError
 */
export function startOrder(units: readonly Unit[]): readonly Unit[] {
  const byName = new Map(units.map((unit) => [unit.name, unit]));
  const ordered = new Set<Unit>();
  const visit = (unit: Unit, path: readonly string[]): void => {
    if (ordered.has(unit)) return;
    if (path.includes(unit.name))
      throw new TopologyError(`a circle: ${[...path, unit.name].join(' → ')}`);
    for (const name of unit.needs) {
      const needed = byName.get(name);
      if (needed === undefined)
        throw new TopologyError(`${unit.name} needs ${name}, which there is not`);
      visit(needed, [...path, unit.name]);
    }
    ordered.add(unit);
  };
  for (const unit of units) visit(unit, []);
  return [...ordered];
}
