import type { CommandClient } from '@bellwether/client';
import type { AccountId } from '@bellwether/domain';
import { INSTRUMENTS } from './market.ts';
import type { Random } from './random.ts';

/** Buys and sells at the market now and then. */
export class Taker {
  readonly #client: CommandClient;
  readonly #account: AccountId;
  readonly #random: Random;

  constructor(client: CommandClient, account: AccountId, random: Random) {
    this.#client = client;
    this.#account = account;
    this.#random = random;
  }

  async step(): Promise<void> {
    if (this.#random.next() < 0.4) return;
    const { instrumentId } = this.#random.pick(INSTRUMENTS);
    await this.#client.placeOrder({
      accountId: this.#account,
      instrumentId,
      side: this.#random.pick(['BUY', 'SELL']),
      type: 'MARKET',
      timeInForce: 'IOC',
      quantity: BigInt(this.#random.between(1, 30) * 5),
    });
  }
}
