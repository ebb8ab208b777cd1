import {
  parseDecimal,
  type AccountId,
  type Command,
  type InstrumentId,
  type OrderId,
} from '@bellwether/domain';
import { newId } from '@bellwether/platform/runtime';
import { PlatformConnection } from '../command-line/connection.ts';
import { CommandFailure } from '../command-line/exit.ts';
import { settingsOf, type InstallationOptions } from '../command-line/options.ts';
import { answerTo } from '../messages/answer-to.ts';

/** Prices of a book, as the question answers them: 1/10 000 USD as digits. */
interface Depth {
  readonly bids: readonly DepthLevel[];
  readonly asks: readonly DepthLevel[];
}

interface DepthLevel {
  readonly price: string;
  readonly quantity: string;
}

type Side = 'BUY' | 'SELL';

const TICK = 100n;
const [ABUSER, FRIEND, VICTIM] = ['planted-a', 'planted-b', 'planted-c'] as AccountId[];
const OWNER = 'planted-owner';

/**
 * Plays a pattern that surveillance has to see, with orders of accounts of its own. For installations that are there to try
 * things: nothing about the orders is simulated. @throws CommandFailure where there is no such pattern, or no market.
 */
export async function plant(
  pattern: string,
  options: InstallationOptions & { readonly symbol: string },
): Promise<void> {
  const play = PATTERNS[pattern];
  if (play === undefined)
    throw new CommandFailure(
      `no pattern ${pattern}; there are ${Object.keys(PATTERNS).join(', ')}`,
    );
  const connection = await PlatformConnection.open(settingsOf(options));
  try {
    const instrumentId = options.symbol as InstrumentId;
    const stage = new Stage(connection, instrumentId, options);
    await stage.set();
    await play(stage);
  } finally {
    await connection.close();
  }
  process.stdout.write(
    `planted; within seconds: ./bellwether surveillance alerts --rule ${pattern}\n`,
  );
}

/** Who plays, and where. */
class Stage {
  readonly #connection: PlatformConnection;
  readonly #instrumentId: InstrumentId;
  readonly #options: InstallationOptions;

  constructor(
    connection: PlatformConnection,
    instrumentId: InstrumentId,
    options: InstallationOptions,
  ) {
    this.#connection = connection;
    this.#instrumentId = instrumentId;
    this.#options = options;
  }

  /** Opens and funds the accounts; those that are there stay as they are. */
  async set(): Promise<void> {
    const instrumentId = this.#instrumentId;
    for (const accountId of [ABUSER, FRIEND, VICTIM] as AccountId[]) {
      const owner = accountId === VICTIM ? {} : { beneficialOwner: OWNER };
      const isNew = await this.#send({ type: 'OpenAccount', data: { accountId, ...owner } });
      if (!isNew) continue;
      await this.#send({
        type: 'DepositCash',
        data: { accountId, amount: parseDecimal('100000000') },
      });
      await this.#send({
        type: 'DepositSecurities',
        data: { accountId, instrumentId, quantity: 100_000n },
      });
    }
  }

  /** The best prices now. @throws CommandFailure where a side is empty. */
  async touch(): Promise<{ readonly bid: bigint; readonly ask: bigint; readonly asked: bigint }> {
    const input = { instrumentId: this.#instrumentId, levels: 1 };
    const { bids, asks } = (await answerTo('instrument.depth', input, this.#options)) as Depth;
    if (bids[0] === undefined || asks[0] === undefined)
      throw new CommandFailure(`${this.#instrumentId} has no market: start the demo`);
    const [{ price, quantity }] = asks as readonly [DepthLevel];
    return { bid: BigInt(bids[0].price), ask: BigInt(price), asked: BigInt(quantity) };
  }

  /** Sells ten above the middle of the market to somebody who takes all that stands there. */
  async sell(
    { bid, ask, asked }: Awaited<ReturnType<Stage['touch']>>,
    buyer: AccountId = VICTIM as AccountId,
  ): Promise<void> {
    const isInside = 2n * (ask - TICK) > bid + ask;
    const [price, before] = isInside ? [ask - TICK, 0n] : [ask, asked];
    const genuine = await this.place(ABUSER as AccountId, 'SELL', 10n, price);
    await this.place(buyer, 'BUY', before + 10n, price, 'IOC');
    await this.cancel(ABUSER as AccountId, genuine);
  }

  async place(
    accountId: AccountId,
    side: Side,
    quantity: bigint,
    limitPrice: bigint,
    timeInForce: 'DAY' | 'GTC' | 'IOC' = 'GTC',
  ): Promise<OrderId> {
    const instrumentId = this.#instrumentId;
    const id = newId() as OrderId;
    const terms = { type: 'LIMIT', timeInForce, selfTrade: 'NONE' } as const;
    const data = { accountId, instrumentId, side, quantity, limitPrice, ...terms };
    await this.#connection.client.placeOrder(data, { id });
    return id;
  }

  async cancel(accountId: AccountId, orderId: OrderId): Promise<void> {
    const instrumentId = this.#instrumentId;
    await this.#connection.client.cancelOrder({ accountId, instrumentId, orderId });
  }

  async #send(command: Command): Promise<boolean> {
    const { status } = await this.#connection.client.send(command);
    return status === 'accepted';
  }
}

const PATTERNS: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
  async 'wash-trade'(stage) {
    await stage.sell(await stage.touch(), FRIEND);
  },
  async spoofing(stage) {
    for (let n = 0; n < 3; n++) {
      const touch = await stage.touch();
      // A large bid leans on the market; nobody is to meet it.
      const large = await stage.place(ABUSER as AccountId, 'BUY', 9_000n, touch.bid - 2n * TICK);
      await stage.sell(touch);
      await stage.cancel(ABUSER as AccountId, large);
    }
  },
  async layering(stage) {
    const touch = await stage.touch();
    const layers: OrderId[] = [];
    for (const away of [2n, 4n, 6n, 8n])
      layers.push(await stage.place(ABUSER as AccountId, 'BUY', 2_000n, touch.bid - away * TICK));
    await stage.sell(touch);
    for (const layer of layers) await stage.cancel(ABUSER as AccountId, layer);
  },
  async 'fat-finger'(stage) {
    const { bid } = await stage.touch();
    await stage.place(ABUSER as AccountId, 'SELL', 10n, (bid / 2n / TICK) * TICK, 'IOC');
  },
};
