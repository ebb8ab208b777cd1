import { BASIS, max } from '../../../kernel/rounding.ts';
import { MINUTE, SECOND, type Instant } from '../../../time/new-york.ts';
import { keyed, prune, pushBounded, valueOf, type Keyed } from '../keyed.ts';
import { weightOf } from '../market/activity.ts';
import { crosses, touchOf } from '../market/book.ts';
import { isWithdrawn, sidesOf, type EventOf } from '../market/event.ts';
import type { BookView, Place, SeenOrder } from '../market/state.ts';
import {
  basisPoints,
  count,
  defineRule,
  distinct,
  duration,
  ownerKey,
  shareOf,
  ticks,
  type Watch,
} from '../rule.ts';

/** Of each kind, what is kept of an owner in an instrument. */
const KEPT_MAX = 128;

/** What an owner executed. */
interface Fill {
  readonly at: Instant;
  readonly side: 'BUY' | 'SELL';
  readonly price: bigint;
  /** Of its order: what stood on that side in earnest. */
  readonly ordered: bigint;
  readonly orderId: string;
  readonly tradeId: string;
  readonly accountId: string;
}

/** A large order that was withdrawn. */
interface Withdrawn {
  readonly at: Instant;
  readonly enteredAt: Instant;
  readonly place: Place;
  readonly orderId: string;
  readonly accountId: string;
  readonly side: 'BUY' | 'SELL';
  readonly quantity: bigint;
  readonly middleTwice: bigint;
}

interface Cycle {
  readonly at: Instant;
  readonly large: Withdrawn;
  readonly fill: Fill;
}

interface Seen {
  readonly fills: Fill[];
  readonly withdrawn: Withdrawn[];
  readonly cycles: Cycle[];
}

type Names =
  | 'medianMultiple'
  | 'depthShare'
  | 'touchTicks'
  | 'lifetime'
  | 'fillRatio'
  | 'after'
  | 'asymmetry'
  | 'cycles'
  | 'window';

/** Market Abuse, Dodd-Frank 747: to bid or offer with the intent to cancel before execution. */
export const spoofing = defineRule({
  ruleId: 'spoofing',
  version: 1,
  description:
    'Large orders near the touch are withdrawn unfilled while a small order of their owner executes on the other side at a better price.',
  parameters: {
    medianMultiple: count(5n, 'Large: so many times the median that the ten best prices show'),
    depthShare: basisPoints(2_000n, 'Or so much of what its side shows at five prices'),
    touchTicks: ticks(5n, 'Distance from the touch, at most'),
    lifetime: duration(5n * SECOND, 'Withdrawn within'),
    fillRatio: basisPoints(500n, 'Filled by less than'),
    after: duration(2n * SECOND, 'The other side may execute so long after'),
    asymmetry: count(
      3n,
      'So many times as large as what the owner means by the other side: quotes on both sides are not',
    ),
    cycles: count(3n, 'Times that raise an alert'),
    window: duration(30n * MINUTE, 'In which they count'),
  },
  open: (): Keyed<Seen> => keyed(),
  take(event, watch) {
    if (event.kind === 'traded') return executed(event, watch);
    if (event.kind === 'ended' && isWithdrawn(event)) withdrawn(event, watch);
  },
});

function seenOf(
  owner: string,
  { at, instrument }: EventOf<'ended' | 'traded'>,
  { state, set }: Watch<Names, Keyed<Seen>>,
): Seen {
  const key = ownerKey(owner, instrument);
  const seen = valueOf<Seen>(state, key, at, set.window, () => ({
    fills: [],
    withdrawn: [],
    cycles: [],
  }));
  prune(seen.fills, at - set.lifetime);
  prune(seen.withdrawn, at - set.after);
  prune(seen.cycles, at - set.window);
  return seen;
}

function executed(event: EventOf<'traded'>, watch: Watch<Names, Keyed<Seen>>): void {
  const { trade, at } = event;
  if (trade.isAuction) return;
  for (const { order } of sidesOf(trade)) {
    const seen = seenOf(order.owner, event, watch);
    const { orderId, accountId, side, quantity: ordered } = order;
    const { price, tradeId } = trade;
    const fill = { at, side, price, ordered, orderId, tradeId, accountId };
    pushBounded(seen.fills, fill, KEPT_MAX);
    const match = seen.withdrawn.findIndex(
      (large) => profits(large, fill) && leans(large, fill, order.owner, event, watch),
    );
    if (match < 0) continue;
    const [large] = seen.withdrawn.splice(match, 1);
    cycle(order.owner, seen, { at, large: large as Withdrawn, fill }, watch);
  }
}

function withdrawn(event: EventOf<'ended'>, watch: Watch<Names, Keyed<Seen>>): void {
  const { order, at } = event;
  const { set } = watch;
  const { enteredAt, quantity, executed: filled, view, side, place, orderId, accountId } = order;
  if (at - enteredAt > set.lifetime || !isLarge(order, view, event.instrument.tick, set)) return;
  if (filled * BASIS >= quantity * set.fillRatio) return;
  const { bid, ask } = view;
  const middleTwice = (bid as bigint) + (ask as bigint);
  const large = { at, enteredAt, place, orderId, accountId, side, quantity, middleTwice };
  const seen = seenOf(order.owner, event, watch);
  const fill = seen.fills.find(
    (one) =>
      one.at >= enteredAt && profits(large, one) && leans(large, one, order.owner, event, watch),
  );
  if (fill === undefined) return pushBounded(seen.withdrawn, large, KEPT_MAX);
  cycle(order.owner, seen, { at, large, fill }, watch);
}

/** Whether it was large for its market, shown near the touch, and not meant to trade at once. */
function isLarge(
  order: SeenOrder,
  view: BookView,
  tick: bigint,
  set: Readonly<Record<Names, bigint>>,
): boolean {
  const { side, price, quantity, rests, displayQuantity = quantity } = order;
  const touch = touchOf(side, view);
  if (!rests || view.phase !== 'CONTINUOUS' || touch === undefined) return false;
  if (view.bid === undefined || view.ask === undefined || crosses(side, price, view)) return false;
  const away = side === 'BUY' ? touch - price : price - touch;
  if (away > set.touchTicks * tick) return false;
  return (
    displayQuantity >= set.medianMultiple * view.medianShown ||
    shareOf(displayQuantity, view.ownDepth) >= set.depthShare
  );
}

/** Whether the large order was many times what its owner means by the other side. */
function leans(
  { quantity, enteredAt }: Withdrawn,
  { side, ordered }: Fill,
  owner: string,
  { instrument }: EventOf<'ended' | 'traded'>,
  { market, set }: Watch<Names, Keyed<Seen>>,
): boolean {
  const since = enteredAt - set.lifetime;
  const meant = max(ordered, weightOf(market, instrument, owner, side, since));
  return quantity >= set.asymmetry * meant;
}

/** Whether a fill on the other side was better than the middle of before. */
function profits({ side, middleTwice }: Withdrawn, fill: Fill): boolean {
  if (fill.side === side) return false;
  return fill.side === 'SELL' ? 2n * fill.price > middleTwice : 2n * fill.price < middleTwice;
}

function cycle(
  owner: string,
  seen: Seen,
  found: Cycle,
  { set, raise }: Watch<Names, Keyed<Seen>>,
): void {
  // One fill is the reason of one cycle.
  const at = seen.fills.indexOf(found.fill);
  if (at >= 0) seen.fills.splice(at, 1);
  pushBounded(seen.cycles, found, KEPT_MAX);
  if (BigInt(seen.cycles.length) < set.cycles) return;
  const cycles = seen.cycles.splice(0);
  const [{ large: first }] = cycles as [Cycle];
  raise({
    owner,
    accounts: distinct(cycles.flatMap(({ large, fill }) => [large.accountId, fill.accountId])),
    from: first.place,
    fromAt: first.enteredAt,
    orders: distinct(cycles.flatMap(({ large, fill }) => [large.orderId, fill.orderId])),
    trades: distinct(cycles.map(({ fill }) => fill.tradeId)),
    features: {
      cycles: BigInt(cycles.length),
      withdrawnQuantity: cycles.reduce((sum, { large }) => sum + large.quantity, 0n),
      executedOrderQuantity: cycles.reduce((sum, { fill }) => sum + fill.ordered, 0n),
    },
  });
}
