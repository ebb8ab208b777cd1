import { Batcher } from '@bellwether/client/batcher';
import {
  type Command,
  type CommandId,
  ONE_PARTITION,
  routeOf,
  subjectOf,
  writeCommand,
  type Outcome,
} from '@bellwether/domain';
import type { Checker } from './checker.ts';
import type { Cluster } from './cluster.ts';
import { isFinal } from './is-final.ts';
import type { SimulationOptions } from './options.ts';
import { SimProcess } from './sim-process.ts';
import { SimQueue } from './sim-queue.ts';
import { Violation } from './violation.ts';
import type { World } from './world.ts';

/** How long a client gives a command, ms. */
const DEADLINE_MS = 2_500;
/** Share of durable messages whose reply is asked to go to somebody else. */
const FORGED = 0.03;
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
  readonly queue: SimQueue;
  readonly #batcher: Batcher;
  readonly #durable: Batcher;
  /** Who waits for a reply from the queue, by inbox. */
  readonly #inboxes = new Map<string, (outcomes: readonly Outcome[]) => void>();
  #nextInbox = 0;
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
    this.#durable = new Batcher(
      (subject, data, timeoutMs) => this.#enqueue(subject, data, timeoutMs),
      this.#process.runtime,
      4,
      Number.POSITIVE_INFINITY,
    );
    this.queue = new SimQueue(
      world,
      options,
      cluster,
      (inbox, outcomes) => this.#inboxes.get(inbox)?.(outcomes),
      fail,
    );
  }

  /** Sends a command and keeps its outcome; checks that it comes in time and tells nothing that is not stored. */
  submit(id: CommandId, command: Command, durable = false): Promise<Outcome> {
    const deadline = this.#world.now + DEADLINE_MS;
    this.open += 1;
    const mode = durable ? 'durable' : 'request';
    const subject = subjectOf(routeOf(command, ONE_PARTITION), 'trader', mode);
    const batcher = durable ? this.#durable : this.#batcher;
    return batcher.submit(subject, writeCommand(id, command), deadline).then((outcome) => {
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

  /** Leaves a message in the queue and waits for the reply; some name an inbox that is not the sender's. */
  #enqueue(
    subject: string,
    data: Uint8Array,
    timeoutMs: number,
  ): Promise<readonly Outcome[] | 'TIMEOUT' | 'RECEIVED'> {
    const owner = this.#chance(FORGED) ? 'mallory' : 'trader';
    const inbox = `_INBOX.${owner}.${this.#nextInbox++}`;
    return new Promise((resolve) => {
      let isStored = false;
      this.#inboxes.set(inbox, resolve);
      this.#world.after(timeoutMs, () => {
        this.#inboxes.delete(inbox);
        resolve(isStored ? 'RECEIVED' : 'TIMEOUT');
      });
      const store = (): void => {
        this.queue.publish(subject, data, inbox);
        if (this.#chance(this.#options.lost)) return;
        this.#world.after(this.#delay(), () => (isStored = true));
      };
      if (!this.#chance(this.#options.lost)) this.#world.after(this.#delay(), store);
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
