import { contextOf, type Outcome } from '@bellwether/domain';
import { createLogger } from '@bellwether/platform/log';
import {
  DurableIntake,
  type DeadReason,
  type QueuedMessage,
} from '../../src/durable/durable-intake.ts';
import type { Cluster, Member } from './cluster.ts';
import { isFinal } from './is-final.ts';
import type { SimulationOptions } from './options.ts';
import { Violation } from './violation.ts';
import type { World } from './world.ts';

/** How long the queue waits for an acknowledgement before it delivers again, ms. */
const ACK_WAIT_MS = 400;
/** How soon it looks again when nobody takes messages, ms. */
const NOBODY_MS = 20;

const logger = createLogger('simulation', 'silent');

interface Stored {
  readonly subject: string;
  readonly data: Uint8Array;
  readonly replyTo: string;
  deliveries: number;
  /** The write side has said what became of all its commands, at least once. */
  decided: boolean;
  dead: DeadReason | undefined;
  /** Number of the delivery whose end is waited for. */
  current: number;
}

/**
 * The work queue of durable commands: what it has it keeps until somebody acknowledges it, and delivers it again until
 * then. Deliveries and acknowledgements may be lost, and processes die with messages in hand.
 */
export class SimQueue {
  readonly #world: World;
  readonly #options: SimulationOptions;
  readonly #cluster: Cluster;
  readonly #reply: (subject: string, outcomes: readonly Outcome[]) => void;
  readonly #fail: (violation: Violation) => void;
  readonly #random: World['random'];
  readonly #messages = new Set<Stored>();
  readonly dead: { readonly replyTo: string; readonly reason: DeadReason }[] = [];
  calm = true;

  constructor(
    world: World,
    options: SimulationOptions,
    cluster: Cluster,
    reply: (subject: string, outcomes: readonly Outcome[]) => void,
    fail: (violation: Violation) => void,
  ) {
    this.#world = world;
    this.#options = options;
    this.#cluster = cluster;
    this.#reply = reply;
    this.#fail = fail;
    this.#random = world.random.fork();
  }

  /** Messages that nobody has settled. */
  get length(): number {
    return this.#messages.size;
  }

  /** Stores a message; from now on it is the queue's. */
  publish(subject: string, data: Uint8Array, replyTo: string): void {
    const message: Stored = {
      subject,
      data,
      replyTo,
      deliveries: 0,
      decided: false,
      dead: undefined,
      current: 0,
    };
    this.#messages.add(message);
    this.#world.after(this.#delay(), () => this.#deliver(message));
  }

  #deliver(message: Stored): void {
    if (!this.#messages.has(message)) return;
    const { serving } = this.#cluster;
    if (serving.length === 0) return this.#world.after(NOBODY_MS, () => this.#deliver(message));
    const member = this.#random.pick(serving);
    message.deliveries += 1;
    message.current += 1;
    const delivery = message.current;
    const again = (): void => {
      if (message.current === delivery) this.#deliver(message);
    };
    this.#world.after(ACK_WAIT_MS, again);
    if (this.#lost()) return;
    this.#world.after(this.#delay(), () =>
      member.process.happens(() =>
        this.#intakeOf(member, message).take(this.#handed(message, delivery)),
      ),
    );
  }

  /** The message as the process has it; what it does with it travels back to the queue. */
  #handed(message: Stored, delivery: number): QueuedMessage {
    const tell = (then: () => void): void => {
      if (!this.#lost()) this.#world.after(this.#delay(), then);
    };
    return {
      subject: message.subject,
      data: message.data,
      replyTo: message.replyTo,
      sequence: 0,
      deliveries: message.deliveries,
      forwarded: 0,
      done: () => tell(() => this.#remove(message)),
      later: (ms) =>
        tell(() => {
          if (message.current !== delivery) return;
          // The wait for this delivery is over: the next one begins when its time has come.
          message.current += 1;
          this.#world.after(ms, () => this.#deliver(message));
        }),
    };
  }

  #intakeOf({ process, writeSide }: Member, message: Stored): DurableIntake {
    return new DurableIntake({
      runtime: process.runtime,
      logger,
      receive: (given, respond) => {
        if (!message.replyTo.startsWith('_INBOX.trader.'))
          this.#fail(new Violation('I1', `a forged message to ${message.subject} is carried out`));
        writeSide?.reception?.receive(contextOf(given.subject), given, (outcomes) =>
          process.happens(() => {
            if (outcomes.every(isFinal)) message.decided = true;
            respond(outcomes);
          }),
        );
      },
      reply: (subject, outcomes) => {
        if (!this.#lost()) this.#world.after(this.#delay(), () => this.#reply(subject, outcomes));
      },
      forward: () => Promise.reject(new Error('there is only one partition')),
      bury: (_, reason) => this.#bury(process, message, reason),
    });
  }

  #bury(process: Member['process'], message: Stored, reason: DeadReason): Promise<void> {
    return new Promise((resolve, reject) => {
      const lost = this.#lost();
      this.#world.after(this.#delay(), () => {
        message.dead = reason;
        this.dead.push({ replyTo: message.replyTo, reason });
        const answer = lost ? () => reject(new Error('timeout')) : resolve;
        this.#world.after(lost ? 100 : this.#delay(), () => process.happens(answer));
      });
    });
  }

  /** @throws nothing: a message that is let go before it is settled is a violation. */
  #remove(message: Stored): void {
    if (!message.decided && message.dead === undefined)
      this.#fail(
        new Violation('I1', `the queue lets go of ${message.subject} before it is decided`),
      );
    this.#messages.delete(message);
  }

  #lost(): boolean {
    return !this.calm && this.#random.chance(this.#options.queueLost);
  }

  #delay(): number {
    return 0.1 + this.#random.next() * 2;
  }
}
