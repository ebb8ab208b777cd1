import type { Outcome } from '@bellwether/domain';
import { Counter, Gauge, type Registry } from '@bellwether/platform/service';
import type { Processes, Standing } from './app.ts';
import type { Due } from './runtime/reaction.ts';

/** What each figure of a process manager is called, and says. */
const FIGURES = {
  position: ['process_position', 'Commit position up to which every fact is dealt with'],
  lag: ['process_lag', 'Bytes of log between there and the last fact that could concern it'],
  open: ['process_open_facts', 'Facts that a process manager deals with now'],
  parked: ['process_parked_facts', 'Facts that a process manager has put aside'],
  givenUp: ['process_given_up', 'Commands asked for by the calendar that were not taken'],
} as const satisfies Readonly<Partial<Record<keyof Standing, readonly [string, string]>>>;

/** What the process managers say of themselves on /metrics. */
export class ProcessMetrics {
  readonly #registry: Registry;
  readonly #commands: Counter;

  constructor(registry: Registry) {
    this.#registry = registry;
    this.#commands = new Counter({
      name: 'process_commands_total',
      help: 'Attempts to have a command decided, by process manager, command and what they came to',
      labelNames: ['process', 'command', 'status'],
      registers: [registry],
    });
  }

  /** Counts an attempt. */
  readonly answered = ({ process, command }: Due, { status }: Outcome): void =>
    this.#commands.inc({ process, command: command.type, status });

  /** Shows where process managers stand, at every look. */
  show(processes: Pick<Processes, 'acts' | 'standings'>): void {
    const registers = [this.#registry];
    new Gauge({
      name: 'process_acts',
      help: 'Whether the process managers of this instance act, or those of another one',
      registers,
      collect() {
        this.set(processes.acts ? 1 : 0);
      },
    });
    // The registry asks for all of them at once: one look serves them all.
    let looking: Promise<void> | undefined;
    const collect = (): Promise<void> => (looking ??= look().finally(() => (looking = undefined)));
    const gauges = Object.entries(FIGURES).map(([figure, [name, help]]) => ({
      figure: figure as keyof typeof FIGURES,
      gauge: new Gauge({ name, help, labelNames: ['process'], registers, collect }),
    }));
    const look = async (): Promise<void> => {
      for (const { process, ...figures } of await processes.standings())
        for (const { figure, gauge } of gauges) {
          const value = figures[figure];
          if (value !== undefined) gauge.set({ process }, Number(value));
        }
    };
  }
}
