import type { CommandClient } from '@bellwether/client';
import type { AccountId, OrderId } from '@bellwether/domain';
import { newId } from '@bellwether/platform/runtime';
import { TICK, type DemoInstrument } from './market.ts';
import type { OutsidePrices } from './outside-prices.ts';
import type { Random } from './random.ts';

interface Quote {
  readonly orderId: OrderId;
  readonly side: 'BUY' | 'SELL';
  readonly ticks: number;
}

const LEVELS = 5;
/** A quote further than this from the fair price is taken back, ticks. */
const RANGE = 12;

/** Keeps quotes on both sides of a fair price that wanders. */
export class Maker {
  readonly #client: CommandClient;
  readonly #account: AccountId;
  readonly #instrument: DemoInstrument;
  readonly #random: Random;
  readonly #quotes = new Map<string, Quote>();
  readonly #outside: OutsidePrices;
  #fair: number;

  constructor(
    client: CommandClient,
    account: AccountId,
    instrument: DemoInstrument,
    random: Random,
    outside: OutsidePrices,
  ) {
    this.#client = client;
    this.#account = account;
    this.#instrument = instrument;
    this.#random = random;
    this.#outside = outside;
    this.#fair = instrument.startTicks;
  }

  /** Moves the fair price a little, or to next to where it is outside, takes stale quotes back and puts missing ones up. */
  async step(): Promise<void> {
    const step = this.#random.between(-2, 2);
    const outside = this.#outside.of(this.#instrument.instrumentId);
    // Half the step: a quote that crossed the venues' own would be taken at once.
    const fair = outside === undefined ? this.#fair + step : outside + Math.trunc(step / 2);
    this.#fair = Math.max(RANGE * 2, fair);
    const stale = [...this.#quotes.values()].filter(({ side, ticks }) => {
      const distance = side === 'BUY' ? this.#fair - ticks : ticks - this.#fair;
      return distance < 1 || distance > RANGE;
    });
    await Promise.all(stale.map((quote) => this.#cancel(quote)));
    const missing = (['BUY', 'SELL'] as const).flatMap((side) =>
      Array.from({ length: LEVELS }, (_, level) => ({ side, level: level + 1 })),
    );
    await Promise.all(missing.map(({ side, level }) => this.#quote(side, level)));
  }

  /** Takes all quotes back. */
  async withdraw(): Promise<void> {
    await Promise.all([...this.#quotes.values()].map((quote) => this.#cancel(quote)));
  }

  async #quote(side: 'BUY' | 'SELL', level: number): Promise<void> {
    const ticks = side === 'BUY' ? this.#fair - level * 2 : this.#fair + level * 2;
    const key = `${side}/${ticks}`;
    if (this.#quotes.has(key)) return;
    const orderId = newId() as OrderId;
    this.#quotes.set(key, { orderId, side, ticks });
    const outcome = await this.#client.placeOrder(
      {
        accountId: this.#account,
        instrumentId: this.#instrument.instrumentId,
        side,
        type: 'LIMIT',
        timeInForce: 'GTC',
        quantity: BigInt(this.#random.between(1, 20) * 10),
        limitPrice: BigInt(ticks) * TICK,
      },
      { id: orderId },
    );
    const rests = outcome.status === 'accepted' && outcome.order?.leaves !== '0';
    if (!rests && outcome.status !== 'unknown') this.#quotes.delete(key);
  }

  /** Whatever the answer, the quote is gone afterwards: cancelled now, or executed before. */
  async #cancel({ orderId, side, ticks }: Quote): Promise<void> {
    const { instrumentId } = this.#instrument;
    await this.#client.cancelOrder({ accountId: this.#account, instrumentId, orderId });
    this.#quotes.delete(`${side}/${ticks}`);
  }
}
