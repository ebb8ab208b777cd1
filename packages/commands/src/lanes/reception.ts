import { TRADING_CONTEXT, type Outcome } from '@bellwether/domain';
import type { Logger } from '@bellwether/platform/log';
import type { Runtime } from '@bellwether/platform/runtime';
import type { Bounded } from './bounded.ts';
import type { CommandMetrics } from './metrics.ts';
import type { PartitionLoop } from './partition-loop.ts';
import { receive, type IntakeOptions, type Message } from '../intake/intake.ts';
import { OVERLOADED, type Refusal } from './refusal.ts';

export interface ReceptionOptions {
  readonly intakes: ReadonlyMap<string, IntakeOptions>;
  readonly loop: PartitionLoop;
  readonly later: Bounded;
  readonly runtime: Runtime;
  readonly logger: Logger;
  readonly metrics: Pick<CommandMetrics, 'refused' | 'waited'>;
}

/** How long the sender of a message waits that does not say, ms. */
const UNSAID_WAITS_MS = 1_000;
/** Share of the time in which a queue of durable commands may fill up what waits here: the rest is for who asks now. */
const DURABLE_SHARE = 0.5;

/**
 * The way in for messages. What cannot be decided in time is refused here as a whole, unread: a flood costs what its
 * refusals cost, and they cost little.
 */
export class Reception {
  readonly #options: ReceptionOptions;
  #refusals: (() => void)[] = [];

  constructor(options: ReceptionOptions) {
    this.#options = options;
  }

  /** Has the commands of a message decided; `respond` is called once. */
  receive(
    context: string,
    message: Message,
    respond: (outcomes: readonly Outcome[]) => void,
  ): void {
    const { intakes, loop, later, metrics, logger } = this.#options;
    const intake = intakes.get(context) as IntakeOptions;
    const refuse = ({ reason, outcome }: Refusal): void => {
      metrics.refused(context, reason);
      this.#refuse(() => respond([outcome]));
    };
    if (context !== TRADING_CONTEXT) {
      if (!later.admits()) return refuse(OVERLOADED);
      return receive(message, intake, intake.clock(), respond);
    }
    const receivedAt = intake.clock();
    loop.arrive({
      bytes: message.data.length,
      waitsMs: () => message.waitsMs?.() ?? UNSAID_WAITS_MS,
      open: (waitedMs) => {
        metrics.waited(waitedMs);
        try {
          receive(message, intake, receivedAt, respond);
        } catch (error) {
          // One message's failure is not the partition's.
          logger.error({ err: error, subject: message.subject }, 'a message could not be read');
        }
      },
      refuse,
    });
  }

  /**
   * Refusals of one turn go out together: each write to a socket wakes whoever reads it, which on a busy machine takes the
   * processor from the decisions.
   */
  #refuse(respond: () => void): void {
    this.#refusals.push(respond);
    if (this.#refusals.length > 1) return;
    void this.#options.runtime.nextTurn().then(() => {
      const refusals = this.#refusals;
      this.#refusals = [];
      for (const refusal of refusals) refusal();
    });
  }

  /** Whether there is time for what could as well stay where it is. */
  hasRoom(context: string): boolean {
    const { loop, later } = this.#options;
    return (context === TRADING_CONTEXT ? loop : later).admits(DURABLE_SHARE);
  }
}
