import { type Command, type CommandId } from '@bellwether/domain';
import { Batcher } from '../../src/client/batcher.ts';
import { ONE_PARTITION, routeOf, subjectOf } from '../../src/intake/routes.ts';
import type { Outcome } from '../../src/outcome.ts';
import type { Checker } from './checker.ts';
import type { Cluster } from './cluster.ts';
import type { SimulationOptions } from './options.ts';
import { SimProcess } from './sim-process.ts';
import { Violation } from './violation.ts';
import type { World } from './world.ts';

/** How long a client gives a command, ms. */
const DEADLINE_MS = 2_500;
/** By how much an answer may come late: the client's own turn of the event loop. */
const SLACK_MS = 5;

/** The client library of the platform, on a network that loses, repeats and delays messages. */
export class Clients {
  readonly outcomes: Map<CommandId, Outcome> = new Map();
  readonly #world: World;
  readonly #options: SimulationOptions;
  readonly #cluster: Cluster;
  readonly #checker: Checker;
  readonly #fail: (violation: Violation) => void;
  readonly #process: SimProcess;
  readonly #batcher: Batcher;
  readonly #random: World['random'];
  calm = true;
  open = 0;
  /** Answers by status. */
  readonly tally: Record<string, number> = {};

  constructor(
    world: World,
    options: SimulationOptions,
    cluster: Cluster,
    checker: Checker,
    fail: (violation: Violation) => void,
  ) {
    this.#world = world;
    this.#options = options;
    this.#cluster = cluster;
    this.#checker = checker;
    this.#fail = fail;
    this.#random = world.random.fork();
    this.#process = new SimProcess(world, 'client');
    this.#batcher = new Batcher(
      (subject, data, timeoutMs) => this.#send(subject, data, timeoutMs),
      this.#process.runtime,
      4,
    );
  }

  /** Sends a command and keeps its outcome; checks that it comes in time and tells nothing that is not stored. */
  submit(id: CommandId, command: Command): Promise<Outcome> {
    const deadline = this.#world.now + DEADLINE_MS;
    this.open += 1;
    const subject = subjectOf(routeOf(command, ONE_PARTITION), 'trader');
    return this.#batcher.submit(subject, id, command, deadline).then((outcome) => {
      this.open -= 1;
      this.tally[outcome.status] = (this.tally[outcome.status] ?? 0) + 1;
      if (this.#world.now > deadline + SLACK_MS)
        this.#fail(
          new Violation('I12', `${id} was answered ${this.#world.now - deadline} ms late`),
        );
      try {
        this.#checker.answered(id, command, outcome);
      } catch (violation) {
        this.#fail(violation as Violation);
      }
      const before = this.outcomes.get(id);
      if (before === undefined || !isFinal(before)) this.outcomes.set(id, outcome);
      return outcome;
    });
  }

  #send(
    subject: string,
    data: Uint8Array,
    timeoutMs: number,
  ): Promise<readonly Outcome[] | 'TIMEOUT' | 'UNAVAILABLE'> {
    return new Promise((resolve) => {
      this.#world.after(timeoutMs, () => resolve('TIMEOUT'));
      const answer = (outcomes: readonly Outcome[]): void => {
        if (this.#chance(this.#options.lost)) return;
        this.#world.after(this.#delay(), () => resolve(outcomes));
      };
      const arrive = (): void => {
        if (!this.#cluster.deliver(subject, data, answer))
          this.#world.after(0.1, () => resolve('UNAVAILABLE'));
      };
      const copies = this.#chance(this.#options.duplicated) ? 2 : 1;
      for (let copy = 0; copy < copies; copy++)
        if (!this.#chance(this.#options.lost)) this.#world.after(this.#delay(), arrive);
    });
  }

  #delay(): number {
    const late = this.#chance(this.#options.late) ? this.#random.next() * 3_000 : 0;
    return 0.1 + this.#random.next() * 2 + late;
  }

  #chance(probability: number): boolean {
    return !this.calm && this.#random.chance(probability);
  }
}

/** Whether asking again would bring nothing new. */
export function isFinal(outcome: Outcome): boolean {
  return outcome.status !== 'unknown' && outcome.status !== 'overloaded';
}
