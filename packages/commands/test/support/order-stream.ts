import { fc } from '@fast-check/vitest';
import {
  parseDate,
  parseDecimal,
  type AccountId,
  type FollowedFact,
  type SelfTradeMode,
} from '@bellwether/domain';
import type { Engine } from '@bellwether/engine';
import {
  alice,
  AMZN,
  bob,
  buy,
  cancel,
  id,
  openMarket,
  replace,
  sell,
  smallEngine,
  type Market,
  type Sent,
} from './market.ts';

// Streams of commands for property tests: every order type, on cash and on margin.

export const carol: AccountId = 'carol' as AccountId;

export type Step = (n: number) => Sent;

/** Nearer to each other than the fat-finger collar: which last sale it looks at does not matter then. */
const prices = fc.integer({ min: 9_900, max: 10_100 }).map((cents) => `${cents / 100}`);
const quantities = fc.bigInt({ min: 1n, max: 60n });
const times = fc.constantFrom('GTC' as const, 'IOC' as const, 'FOK' as const);
const traders = fc.constantFrom(alice, bob);

/** One of the last sixty before it: an order further back has mostly ended. */
const earlier = (n: number, back: number): number => Math.max(1, n - (back % 60));

/** One command; `n` is its place in the stream, and earlier places name earlier orders. */
export const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.tuple(quantities, prices, times, traders).map(
      ([q, p, tif, account]): Step =>
        (n) =>
          buy(n, q, p, { tif, account }),
    ),
  },
  {
    weight: 5,
    arbitrary: fc.tuple(quantities, prices, times, traders).map(
      ([q, p, tif, account]): Step =>
        (n) =>
          sell(n, q, p, { tif, account }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(quantities, traders).map(
      ([q, account]): Step =>
        (n) =>
          buy(n, q, undefined, { account }),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.nat(), traders).map(
      ([back, account]): Step =>
        (n) =>
          cancel(n, earlier(n, back), account),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.nat(), quantities, prices, traders).map(
      ([back, q, p, account]): Step =>
        (n) =>
          replace(n, earlier(n, back), q, p, account),
    ),
  },
);
/** Every other way to place an order: by type, time in force, display, minimum, self-trade mode, and on margin. */
export const special: fc.Arbitrary<Step> = fc
  .record({
    price: prices,
    stop: prices,
    quantity: quantities,
    side: fc.constantFrom('BUY' as const, 'SELL' as const, 'SELL_SHORT' as const),
    type: fc.constantFrom('LIMIT' as const, 'STOP' as const, 'STOP_LIMIT' as const),
    account: fc.constantFrom(alice, bob, carol),
    display: fc.option(fc.bigInt({ min: 1n, max: 20n }), { nil: undefined }),
    selfTrade: fc.constantFrom(
      'CANCEL_NEWEST' as const,
      'CANCEL_OLDEST' as const,
      'CANCEL_BOTH' as const,
      'DECREMENT' as const,
      'NONE' as const,
    ),
    postOnly: fc.boolean(),
    minimum: fc.option(fc.bigInt({ min: 1n, max: 20n }), { nil: undefined }),
  })
  .map(
    (o): Step =>
      (n) =>
        specialOrder(n, o),
  );

interface Special {
  readonly price: string;
  readonly stop: string;
  readonly quantity: bigint;
  readonly side: 'BUY' | 'SELL' | 'SELL_SHORT';
  readonly type: 'LIMIT' | 'STOP' | 'STOP_LIMIT';
  readonly account: AccountId;
  readonly display: bigint | undefined;
  readonly selfTrade: SelfTradeMode;
  readonly postOnly: boolean;
  readonly minimum: bigint | undefined;
}

function specialOrder(n: number, o: Special): Sent {
  const isStop = o.type !== 'LIMIT';
  const minimum = !isStop && !o.postOnly && o.minimum !== undefined && o.minimum <= o.quantity;
  const shows = o.type !== 'STOP' && o.display !== undefined && o.display <= o.quantity;
  return {
    id: id(n),
    command: {
      type: 'PlaceOrder',
      data: {
        accountId: o.account,
        instrumentId: AMZN,
        side: o.side,
        type: o.type,
        timeInForce: 'DAY',
        quantity: o.quantity,
        selfTrade: o.selfTrade,
        ...(o.type === 'STOP' ? {} : { limitPrice: parseDecimal(o.price) }),
        ...(isStop ? { stopPrice: parseDecimal(o.stop) } : {}),
        ...(shows ? { displayQuantity: o.display ?? 1n } : {}),
        ...(minimum ? { minimumQuantity: o.minimum ?? 1n } : {}),
        ...(o.postOnly && !isStop ? { postOnly: true } : {}),
        ...(o.side === 'SELL_SHORT' ? { locateId: 'L1' } : {}),
      },
    },
  };
}

export const stream: fc.Arbitrary<readonly Sent[]> = fc
  .array(fc.oneof({ weight: 2, arbitrary: step }, { weight: 1, arbitrary: special }), {
    minLength: 1,
    maxLength: 60,
  })
  .map((steps) => steps.map((make, i) => make(i + 1)));

/** Carol trades on margin, and sells short. */
export async function openWithCarol(engine: Engine = smallEngine()): Promise<Market> {
  const market = await openMarket(engine);
  const expiresOn = parseDate('2026-11-20');
  const permissions = { assetClasses: ['EQUITY' as const], optionLevel: 0, shortSelling: true };
  const located = { instrumentId: AMZN, locateId: 'L1', quantity: 100_000n, expiresOn };
  const facts: readonly FollowedFact[] = [
    { type: 'AccountOpened', data: { accountId: carol, accountType: 'MARGIN' } },
    { type: 'CashDeposited', data: { accountId: carol, amount: parseDecimal('10000') } },
    { type: 'TradingPermissionsSet', data: { accountId: carol, ...permissions } },
    { type: 'LocateRecorded', data: { accountId: carol, ...located } },
  ];
  for (const fact of facts) await market.follow(fact);
  return market;
}
