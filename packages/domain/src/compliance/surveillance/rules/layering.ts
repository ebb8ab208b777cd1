import { SECOND, type Instant } from '../../../time/new-york.ts';
import { keyed, prune, pushBounded, valueOf, type Keyed } from '../keyed.ts';
import { weightOf } from '../market/activity.ts';
import { depthOf, levelsOf, other } from '../market/book.ts';
import { isWithdrawn, sidesOf, type EventOf } from '../market/event.ts';
import type { Place, SeenOrder } from '../market/state.ts';
import {
  basisPoints,
  count,
  defineRule,
  distinct,
  duration,
  ownerKey,
  shareOf,
  type Watch,
} from '../rule.ts';

/** Executions of an owner that wait for what it withdraws. */
const WATCHED_MAX = 16;

interface Layer {
  readonly orderId: string;
  readonly accountId: string;
  readonly price: bigint;
  readonly quantity: bigint;
}

/** What stood opposite when the owner executed. */
interface Layered {
  readonly at: Instant;
  readonly from: Place;
  readonly fromAt: Instant;
  readonly tradeId: string;
  readonly executed: Pick<SeenOrder, 'orderId' | 'accountId' | 'side'>;
  readonly imbalance: bigint;
  readonly layers: Map<string, Layer>;
  readonly withdrawn: Layer[];
}

type Names = 'layers' | 'withdrawn' | 'within' | 'imbalance' | 'asymmetry';

/** Several orders at several prices lean on the market while their owner executes on the other side; then they are gone. */
export const layering = defineRule({
  ruleId: 'layering',
  version: 1,
  description:
    'Orders at several prices of one side stand while their owner executes on the other, and are withdrawn unfilled right after.',
  parameters: {
    layers: count(3n, 'Orders, and prices, at least'),
    withdrawn: count(3n, 'Of them withdrawn unfilled, at least'),
    within: duration(10n * SECOND, 'After the execution'),
    imbalance: basisPoints(3_000n, 'Of what their side shows at five prices, at least'),
    asymmetry: count(
      2n,
      'So many times as much withdrawn as the owner means by the other side: quotes on both sides are not',
    ),
  },
  open: (): Keyed<Layered[]> => keyed(),
  take(event, watch) {
    if (event.kind === 'traded') {
      if (event.trade.isAuction) return;
      for (const { order } of sidesOf(event.trade)) executed(event, order, watch);
    } else if (event.kind === 'ended' && isWithdrawn(event) && event.order.executed === 0n)
      withdrawn(event, watch);
  },
});

function executed(
  { instrument, at, trade }: EventOf<'traded'>,
  order: SeenOrder,
  { state, set }: Watch<Names, Keyed<Layered[]>>,
): void {
  const own = instrument.owned.get(order.owner);
  if (own === undefined || BigInt(own.size) < set.layers) return;
  const layers: SeenOrder[] = [];
  let shown = 0n;
  for (const one of own.values())
    if (one.side !== order.side && one.shown > 0n && one.executed === 0n) {
      layers.push(one);
      shown += one.shown;
    }
  const prices = new Set(layers.map(({ price }) => price)).size;
  if (BigInt(prices) < set.layers) return;
  const imbalance = shareOf(shown, depthOf(levelsOf(instrument, other(order.side))));
  if (imbalance < set.imbalance) return;
  const [first] = layers.toSorted((a, b) => Number(a.enteredAt - b.enteredAt)) as [SeenOrder];
  const key = ownerKey(order.owner, instrument);
  const watched = valueOf<Layered[]>(state, key, at, set.within, () => []);
  const found: Layered = {
    at,
    from: first.place,
    fromAt: first.enteredAt,
    tradeId: trade.tradeId,
    executed: { orderId: order.orderId, accountId: order.accountId, side: order.side },
    imbalance,
    layers: new Map(layers.map((one) => [one.orderId, layerOf(one)])),
    withdrawn: [],
  };
  pushBounded(watched, found, WATCHED_MAX);
}

function layerOf({ orderId, accountId, price, shown: quantity }: SeenOrder): Layer {
  return { orderId, accountId, price, quantity };
}

function withdrawn(
  { order, instrument, at }: EventOf<'ended'>,
  { state, set, market, raise }: Watch<Names, Keyed<Layered[]>>,
): void {
  const key = ownerKey(order.owner, instrument);
  const watched = state.entries.get(key)?.value;
  if (watched === undefined) return;
  prune(watched, at - set.within);
  for (const layered of watched) {
    const layer = layered.layers.get(order.orderId);
    if (layer === undefined) continue;
    layered.layers.delete(order.orderId);
    layered.withdrawn.push(layer);
    const gone = layered.withdrawn;
    if (BigInt(new Set(gone.map(({ price }) => price)).size) < set.withdrawn) continue;
    const quantity = gone.reduce((sum, one) => sum + one.quantity, 0n);
    const { side } = layered.executed;
    const meant = weightOf(market, instrument, order.owner, side, layered.at - set.within);
    if (quantity < set.asymmetry * meant) continue;
    // What it takes back from now on belongs to what was seen.
    watched.length = 0;
    raise({
      owner: order.owner,
      accounts: distinct([layered.executed, ...gone].map(({ accountId }) => accountId)),
      from: layered.from,
      fromAt: layered.fromAt,
      orders: [layered.executed, ...gone].map(({ orderId }) => orderId),
      trades: [layered.tradeId],
      features: {
        withdrawnOrders: BigInt(gone.length),
        withdrawnQuantity: quantity,
        imbalanceBasisPoints: layered.imbalance,
      },
    });
    return;
  }
}
