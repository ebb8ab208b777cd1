import { Gauge, type Registry } from '@bellwether/platform';
import type { Reactor } from './runtime/reactor.ts';

/** What the process managers say of themselves on /metrics. @param head commit position of the end of the log, as far as it is known. */
export function registerMetrics(
  registry: Registry,
  running: () => ReadonlyMap<string, Reactor>,
  acts: () => boolean,
): void {
  new Gauge({
    name: 'process_acts',
    help: 'Whether the process managers of this instance act, or those of another one',
    registers: [registry],
    collect() {
      this.set(acts() ? 1 : 0);
    },
  });
  new Gauge({
    name: 'process_position',
    help: 'Commit position up to which a process manager has dealt with every fact',
    labelNames: ['process'],
    registers: [registry],
    collect() {
      for (const [process, reactor] of running()) this.set({ process }, Number(reactor.position));
    },
  });
  new Gauge({
    name: 'process_open_facts',
    help: 'Facts that a process manager deals with now',
    labelNames: ['process'],
    registers: [registry],
    collect() {
      for (const [process, reactor] of running()) this.set({ process }, reactor.open);
    },
  });
  new Gauge({
    name: 'process_parked_facts',
    help: 'Facts that a process manager has put aside',
    labelNames: ['process'],
    registers: [registry],
    collect() {
      for (const [process, reactor] of running()) this.set({ process }, reactor.parked.length);
    },
  });
}
