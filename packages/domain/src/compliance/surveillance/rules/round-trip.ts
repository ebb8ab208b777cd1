import { BASIS, max } from '../../../kernel/rounding.ts';
import { MINUTE, newYorkTime, type Instant } from '../../../time/new-york.ts';
import { keyed, prune, pushBounded, valueOf, type Keyed } from '../keyed.ts';
import type { EventOf, SeenTrade } from '../market/event.ts';
import type { Place, SeenOrder } from '../market/state.ts';
import { ownerIn, stretch } from '../market/tape.ts';
import {
  basisPoints,
  count,
  defineRule,
  distinct,
  duration,
  shareOf,
  ticks,
  type Watch,
} from '../rule.ts';

/** Legs that wait for their way back, of one pair. */
const LEGS_MAX = 64;

interface Leg {
  readonly at: Instant;
  readonly place: Place;
  readonly buyer: string;
  readonly price: bigint;
  readonly quantity: bigint;
  readonly tradeId: string;
  readonly orders: readonly string[];
  readonly accounts: readonly string[];
}

interface Pair {
  readonly legs: Leg[];
  readonly trips: { readonly at: Instant; readonly there: Leg; readonly back: Leg }[];
}

type Names = 'window' | 'quantityTolerance' | 'priceTicks' | 'trips' | 'share';

/** Shares go from one to another and back, so that nobody’s position changes and the tape shows volume. */
export const roundTrip = defineRule({
  ruleId: 'round-trip',
  version: 1,
  description:
    'Two parties, or two accounts of one owner, pass the same shares there and back at the same price, again and again.',
  parameters: {
    window: duration(5n * MINUTE, 'There and back within'),
    quantityTolerance: basisPoints(500n, 'By which both quantities may differ'),
    priceTicks: ticks(1n, 'By which both prices may differ'),
    trips: count(3n, 'Round trips of a day that raise an alert'),
    share: basisPoints(6_000n, 'Of what either party trades meanwhile, at least'),
  },
  open: (): Keyed<Pair> => keyed(),
  take(event, watch) {
    if (event.kind !== 'traded') return;
    const { buy, sell } = event.trade;
    if (buy === undefined || sell === undefined || event.trade.isAuction) return;
    if (buy.kind === 'OMNIBUS' || sell.kind === 'OMNIBUS') return;
    // Between accounts of one owner it is the accounts that are the parties.
    const isOneOwner = buy.owner === sell.owner;
    if (isOneOwner && buy.accountId === sell.accountId) return;
    leg(event, buy, sell, isOneOwner, watch);
  },
});

function leg(
  { at, place, trade, instrument }: EventOf<'traded'>,
  buy: SeenOrder,
  sell: SeenOrder,
  isOneOwner: boolean,
  { state, set, raise }: Watch<Names, Keyed<Pair>>,
): void {
  const [buyer, seller] = isOneOwner ? [buy.accountId, sell.accountId] : [buy.owner, sell.owner];
  const names = [buyer, seller].toSorted();
  const key = `${names.join('/')}/${instrument.instrumentId}`;
  const pair = valueOf<Pair>(state, key, at, 24n * 60n * MINUTE, () => ({ legs: [], trips: [] }));
  prune(pair.legs, at - set.window);
  const back = legOf(trade, buy, sell, { at, place, buyer });
  const there = pair.legs.findIndex(
    (one) =>
      one.buyer !== buyer &&
      within(one.quantity, back.quantity, set.quantityTolerance) &&
      distance(one.price, back.price) <= set.priceTicks * instrument.tick,
  );
  if (there < 0) return pushBounded(pair.legs, back, LEGS_MAX);
  const [found] = pair.legs.splice(there, 1);
  // Who trades with everybody comes back to everybody: it is the parties who trade with each other alone that count.
  const { minutes } = stretch(instrument.tape, (at - set.window) / MINUTE - 1n, at / MINUTE);
  const traded = [buy.owner, sell.owner].map((owner) => {
    const own = ownerIn(minutes, owner);
    return own === undefined ? 0n : own.bought + own.sold;
  });
  const ofTrip = back.quantity + (found as Leg).quantity;
  const busiest = traded.reduce(max, 0n);
  const today = newYorkTime(at).date;
  pushBounded(pair.trips, { at, there: found as Leg, back }, LEGS_MAX);
  const trips = pair.trips.filter((one) => newYorkTime(one.at).date === today);
  const recent = trips.filter((one) => one.at > at - set.window);
  const ofTrips = recent.reduce((sum, one) => sum + one.there.quantity + one.back.quantity, 0n);
  // Between accounts of one owner each trade counts for it twice.
  const share = shareOf((isOneOwner ? 2n : 1n) * max(ofTrips, ofTrip), busiest);
  if (BigInt(trips.length) < set.trips || share < set.share) return;
  const legs = trips.flatMap((one) => [one.there, one.back]);
  const [first] = legs as [Leg];
  pair.trips.length = 0;
  raise({
    owner: isOneOwner ? buy.owner : (names[0] as string),
    accounts: distinct(legs.flatMap(({ accounts }) => accounts)),
    from: first.place,
    fromAt: first.at,
    orders: distinct(legs.flatMap(({ orders }) => orders)),
    trades: legs.map(({ tradeId }) => tradeId),
    features: {
      roundTrips: BigInt(trips.length),
      quantity: legs.reduce((sum, one) => sum + one.quantity, 0n),
      shareBasisPoints: share > BASIS ? BASIS : share,
    },
  });
}

function legOf(
  { price, quantity, tradeId }: SeenTrade,
  buy: SeenOrder,
  sell: SeenOrder,
  when: Pick<Leg, 'at' | 'place' | 'buyer'>,
): Leg {
  const orders = [buy.orderId, sell.orderId];
  return { ...when, price, quantity, tradeId, orders, accounts: [buy.accountId, sell.accountId] };
}

function within(a: bigint, b: bigint, tolerance: bigint): boolean {
  return distance(a, b) * BASIS <= tolerance * max(a, b);
}

function distance(a: bigint, b: bigint): bigint {
  return a > b ? a - b : b - a;
}
