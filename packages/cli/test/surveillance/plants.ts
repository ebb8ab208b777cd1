import type { Observed } from '@bellwether/domain/surveillance';
import { FactWriter } from './fact-writer.ts';

const MS = 1_000_000n;
const SECOND = 1_000n * MS;
const MINUTE = 60n * SECOND;
const TICK = 100;

/** What plants stand on: the best prices of their moment. */
interface Ground {
  readonly at: bigint;
  readonly bid: number;
  readonly ask: number;
  /** The best prices of another moment. */
  readonly touchAt: (at: bigint) => readonly [bid: number, ask: number];
}

type Plant = (writer: FactWriter, owner: string, ground: Ground) => void;

/** Patterns with room to their bounds, by the rule that has to see them. Each is hand-made from the rule’s words. */
export const PLANTS: Readonly<Record<string, Plant>> = {
  'wash-trade': (writer, owner, { at, ask }) => {
    const stands = writer.enter(at, owner, 'SELL', 100, ask);
    writer.trade(at + MS, writer.enter(at + MS, owner, 'BUY', 100, ask), stands, 100, ask);
  },
  'round-trip': (writer, owner, { at, bid }) => {
    const price = bid + TICK;
    for (let n = 0; n < 4; n++) {
      const [a, b] = n % 2 === 0 ? [owner, `${owner}-b`] : [`${owner}-b`, owner];
      for (const [seller, buyer] of [
        [a, b],
        [b, a],
      ] as const) {
        const then = at + BigInt(n) * 40n * SECOND + (seller === a ? 0n : 10n * SECOND);
        const stands = writer.enter(then, seller as string, 'SELL', 500, price);
        writer.trade(
          then,
          writer.enter(then, buyer as string, 'BUY', 500, price),
          stands,
          500,
          price,
        );
      }
    }
  },
  spoofing: (writer, owner, { at, touchAt }) => {
    for (let n = 0; n < 4; n++) {
      const then = at + BigInt(n) * 20n * SECOND;
      const [bid, ask] = touchAt(then);
      const genuine = writer.enter(then, owner, 'SELL', 100, ask + TICK);
      const large = writer.enter(then, owner, 'BUY', 20_000, bid);
      const price = ask + TICK;
      const victim = writer.enter(then + SECOND, 'victim', 'BUY', 100, price, {
        timeInForce: 'IOC',
      });
      writer.trade(then + SECOND, victim, genuine, 100, price);
      writer.cancel(then + 2n * SECOND, large);
    }
  },
  layering: (writer, owner, { at, bid, ask }) => {
    const genuine = writer.enter(at, owner, 'SELL', 100, ask);
    const layers = [1, 2, 3, 4, 5].map((n) =>
      writer.enter(at, owner, 'BUY', 2_000, bid - n * TICK),
    );
    const victim = writer.enter(at + SECOND, 'victim', 'BUY', 100, ask, { timeInForce: 'IOC' });
    writer.trade(at + SECOND, victim, genuine, 100, ask);
    for (const layer of layers) writer.cancel(at + 3n * SECOND, layer);
  },
  'quote-stuffing': (writer, owner, { at, bid }) => {
    for (let n = 0n; n < 400n; n++) {
      const then = at + n * MS;
      writer.cancel(then, writer.enter(then, owner, 'BUY', 100, bid - 50 * TICK));
    }
  },
  'momentum-ignition': (writer, owner, { at, ask }) => {
    const top = Math.round((ask * 1.02) / TICK) * TICK;
    const take = (
      then: bigint,
      taker: string,
      maker: string,
      side: 'BUY' | 'SELL',
      size: number,
      price: number,
    ): void => {
      const stands = writer.enter(then, maker, side === 'BUY' ? 'SELL' : 'BUY', size, price);
      const took = writer.enter(then, taker, side, size, price, { timeInForce: 'IOC' });
      writer.trade(then, took, stands, size, price);
    };
    take(at, 'crowd', 'crowd-2', 'BUY', 100, ask);
    for (let n = 1; n <= 5; n++)
      take(
        at + BigInt(n) * 3n * SECOND,
        owner,
        'crowd',
        'BUY',
        20_000,
        ask + Math.round(((top - ask) * n) / 5 / TICK) * TICK,
      );
    take(at + 30n * SECOND, 'crowd', owner, 'BUY', 80_000, top);
    take(at + 60n * SECOND, 'crowd', 'crowd-2', 'SELL', 100, ask);
  },
  'front-running': (writer, owner, { at, ask }) => {
    writer.fact(at - 1n, 'BeneficialOwnerSet', {
      accountId: owner,
      owner,
      accountKind: 'EMPLOYEE',
    });
    const meet = (
      then: bigint,
      taker: string,
      side: 'BUY' | 'SELL',
      size: number,
      price: number,
    ): void => {
      const stands = writer.enter(then, 'crowd', side === 'BUY' ? 'SELL' : 'BUY', size, price);
      writer.trade(then, writer.enter(then, taker, side, size, price), stands, size, price);
    };
    meet(at, owner, 'BUY', 500, ask);
    const block = writer.enter(at + MINUTE, `${owner}-client`, 'BUY', 4_000, ask + 10 * TICK);
    writer.trade(
      at + MINUTE,
      block,
      writer.enter(at + MINUTE, 'crowd', 'SELL', 4_000, ask + 10 * TICK),
      4_000,
      ask + 10 * TICK,
    );
    meet(at + 2n * MINUTE, owner, 'SELL', 500, ask + 20 * TICK);
  },
  ramping: (writer, owner, { at, ask }) => {
    // The day of the data, as days since 1970.
    const option = {
      underlyingId: 'AMZN',
      right: 'CALL',
      strike: BigInt(ask + 270 * TICK),
      expiresOn: 15_512,
    };
    const instrumentId = `AMZN_${owner.toUpperCase().replaceAll('-', '_')}`;
    writer.fact(at, 'InstrumentAdmitted', {
      instrumentId,
      tickSize: 100n,
      multiplier: 100,
      option,
    });
    writer.fact(at, 'SharesAllocated', { instrumentId, accountId: owner, quantity: 50n });
    for (let n = 0; n < 10; n++) {
      const [then, price] = [at + BigInt(n) * SECOND, ask + n * 60 * TICK];
      const stands = writer.enter(then, 'crowd', 'SELL', 200_000, price);
      writer.trade(then, writer.enter(then, owner, 'BUY', 200_000, price), stands, 200_000, price);
    }
  },
  'off-market-trade': (writer, owner, { at, ask }) => {
    const price = Math.round((ask * 1.03) / TICK) * TICK;
    const stands = writer.enter(at, 'crowd', 'SELL', 10, price);
    writer.trade(at, writer.enter(at, owner, 'BUY', 10, price), stands, 10, price);
  },
  'excess-cancels': (writer, owner, { at, bid }) => {
    for (let n = 0n; n < 1_300n; n++) {
      const then = at + n * 200n * MS;
      writer.cancel(then, writer.enter(then, owner, 'BUY', 100, bid - 50 * TICK));
    }
  },
  'fat-finger': (writer, owner, { at, bid }) => {
    const limitPrice = BigInt(Math.round((bid * 0.8) / TICK) * TICK);
    const order = { accountId: owner, side: 'SELL', type: 'LIMIT', quantity: 10n, limitPrice };
    writer.fact(at, 'OrderRejected', { orderId: '00000000-0000-7000-9000-000000000001', ...order });
  },
  'marking-the-close': (writer, owner, { at, ask }) => {
    writer.fact(at, 'SharesAllocated', { accountId: owner, quantity: 10_000_000n });
    for (let n = 0; n < 9; n++) {
      const [then, price] = [at + BigInt(n) * 20n * SECOND, ask + n * 40 * TICK];
      const stands = writer.enter(then, 'crowd', 'SELL', 100_000, price);
      writer.trade(then, writer.enter(then, owner, 'BUY', 100_000, price), stands, 100_000, price);
    }
  },
};

/** Puts facts of plants among those of a day, each at its time, and gives all of them places in one log. */
export function planted(
  day: readonly Observed[],
  plants: readonly FactWriter[],
): readonly Observed[] {
  const added = plants.flatMap(({ facts }) => facts);
  // Facts of one command stay together: both lists are in their order, and a command’s facts have one time.
  const all = [...day, ...added].map((fact, order) => ({ fact, order }));
  all.sort((a, b) => (a.fact.at < b.fact.at ? -1 : a.fact.at > b.fact.at ? 1 : a.order - b.order));
  return all.map(({ fact }, n) => ({ ...fact, position: BigInt(n) * 10n }));
}
