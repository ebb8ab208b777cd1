import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandClient } from '@bellwether/client';
import type { Logger } from '@bellwether/platform/log';
import { Maker } from './maker.ts';
import { INSTRUMENTS, MAKERS, TAKERS } from './market.ts';
import { OutsidePrices } from './outside-prices.ts';
import { Random } from './random.ts';
import { Taker } from './taker.ts';

/** The bots' decisions are the same in every run. */
const SEED = 20_260_704;

/** Trading bots that make a market look alive, until they are stopped. */
export class Bots {
  readonly #makers: readonly Maker[];
  readonly #takers: readonly Taker[];
  readonly #logger: Logger;
  readonly #stepMs: number;
  readonly #stop = new AbortController();
  #running: Promise<unknown> = Promise.resolve();

  /**
   * @param stepMs from one step of a bot to its next, ms.
   * @param outside prices that makers follow while there are any.
   */
  constructor(
    client: CommandClient,
    logger: Logger,
    stepMs: number,
    outside: OutsidePrices = new OutsidePrices(),
  ) {
    const random = new Random(SEED);
    const own = (): Random => new Random(random.between(0, 0xffff_ffff));
    this.#makers = MAKERS.flatMap((account) =>
      INSTRUMENTS.map((instrument) => new Maker(client, account, instrument, own(), outside)),
    );
    this.#takers = TAKERS.map((account) => new Taker(client, account, own()));
    this.#logger = logger;
    this.#stepMs = stepMs;
  }

  start(): void {
    this.#running = Promise.all([...this.#makers, ...this.#takers].map((bot) => this.#run(bot)));
  }

  /** Ends trading and takes all quotes back. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    await Promise.all(this.#makers.map((maker) => maker.withdraw()));
  }

  async #run(bot: { step(): Promise<void> }): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await bot
        .step()
        .catch((error: unknown) => this.#logger.error({ err: error }, 'a bot stumbled'));
      await sleep(this.#stepMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
