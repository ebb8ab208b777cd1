import { BASIS, max } from '../../../kernel/rounding.ts';
import { MINUTE, SECOND, type Instant } from '../../../time/new-york.ts';
import type { BookSide } from '../../../orders/terms.ts';
import { keyed, pushBounded, valueOf, type Keyed } from '../keyed.ts';
import { sidesOf, type EventOf } from '../market/event.ts';
import type { Place, SeenOrder } from '../market/state.ts';
import {
  basisPoints,
  count,
  defineRule,
  distinct,
  duration,
  shareOf,
  type Watch,
} from '../rule.ts';
import { slotAt } from '../slots.ts';

/** The window is counted by sixtieths. */
const SLOTS = 60n;
const EVIDENCE_KEPT = 50;

interface Taken {
  quantity: bigint;
  value: bigint;
  executions: bigint;
  readonly orders: string[];
  readonly trades: string[];
}

interface Slot {
  readonly slot: bigint;
  readonly at: Instant;
  readonly place: Place;
  readonly firstPrice: bigint;
  volume: bigint;
  /** What takers took, by side and owner. */
  readonly taken: Map<string, Taken>;
}

/** An owner has moved the price; whether it turns with it is what is waited for. */
interface Ignition {
  readonly side: BookSide;
  readonly from: Place;
  readonly fromAt: Instant;
  readonly startPrice: bigint;
  peak: bigint;
  at: Instant;
  readonly quantity: bigint;
  /** Σ price × quantity. */
  readonly value: bigint;
  closed: bigint;
  readonly accountId: string;
  readonly orders: string[];
  readonly trades: string[];
}

interface Watched {
  readonly slots: Slot[];
  readonly ignitions: Map<string, Ignition>;
}

type Names = 'window' | 'share' | 'move' | 'executions' | 'turn' | 'closed' | 'revert' | 'within';

/** An owner starts a move that others join, sells to them, and the move is over. */
export const momentumIgnition = defineRule({
  ruleId: 'momentum-ignition',
  version: 1,
  description:
    'An owner’s aggressive orders move the price, it trades the other way at better prices, and the move is over.',
  parameters: {
    window: duration(60n * SECOND, 'Time of the move'),
    share: basisPoints(3_000n, 'Of its volume taken by the owner, at least'),
    move: basisPoints(100n, 'Of the price, at least'),
    executions: count(3n, 'Of the owner, at least'),
    turn: duration(5n * MINUTE, 'The owner turns within'),
    closed: basisPoints(5_000n, 'Of what it took it trades back, at least'),
    revert: basisPoints(5_000n, 'Of the move that is lost again, at least'),
    within: duration(10n * MINUTE, 'Lost within'),
  },
  open: (): Keyed<Watched> => keyed(),
  take(event, watch) {
    if (event.kind !== 'traded' || event.trade.isAuction) return;
    const { at, instrument } = event;
    const watched = valueOf<Watched>(
      watch.state,
      instrument.instrumentId,
      at,
      watch.set.within,
      () => ({ slots: [], ignitions: new Map() }),
    );
    noteTrade(event, watched.slots, watch.set.window);
    turn(event, watched, watch);
    ignite(event, watched, watch);
  },
});

function takerOf({ trade }: EventOf<'traded'>): SeenOrder | undefined {
  return trade.taker === 'BUY' ? trade.buy : trade.sell;
}

function noteTrade(event: EventOf<'traded'>, slots: Slot[], window: bigint): void {
  const { at, place, trade } = event;
  const slot = at / max(window / SLOTS, 1n);
  const firstPrice = trade.price;
  const last = slotAt(slots, slot, SLOTS, (): Slot => ({
    slot,
    at,
    place,
    firstPrice,
    volume: 0n,
    taken: new Map(),
  }));
  last.volume += trade.quantity;
  const taker = takerOf(event);
  if (taker === undefined) return;
  const key = `${taker.side}/${taker.owner}`;
  let taken = last.taken.get(key);
  if (taken === undefined) {
    taken = { quantity: 0n, value: 0n, executions: 0n, orders: [], trades: [] };
    last.taken.set(key, taken);
  }
  taken.quantity += trade.quantity;
  taken.value += trade.quantity * trade.price;
  taken.executions += 1n;
  pushBounded(taken.orders, taker.orderId, EVIDENCE_KEPT);
  pushBounded(taken.trades, trade.tradeId, EVIDENCE_KEPT);
}

function ignite(
  event: EventOf<'traded'>,
  { slots, ignitions }: Watched,
  { set }: Watch<Names, Keyed<Watched>>,
): void {
  const taker = takerOf(event);
  const [first] = slots;
  if (taker === undefined || first === undefined) return;
  const { price } = event.trade;
  const move = taker.side === 'BUY' ? price - first.firstPrice : first.firstPrice - price;
  if (move * BASIS < first.firstPrice * set.move) return;
  const sum: Taken = { quantity: 0n, value: 0n, executions: 0n, orders: [], trades: [] };
  let volume = 0n;
  for (const one of slots) {
    volume += one.volume;
    const taken = one.taken.get(`${taker.side}/${taker.owner}`);
    if (taken === undefined) continue;
    sum.quantity += taken.quantity;
    sum.value += taken.value;
    sum.executions += taken.executions;
    sum.orders.push(...taken.orders);
    sum.trades.push(...taken.trades);
  }
  if (sum.executions < set.executions || shareOf(sum.quantity, volume) < set.share) return;
  const known = ignitions.get(taker.owner);
  const isOn = known?.side === taker.side && known.closed === 0n;
  ignitions.set(taker.owner, {
    side: taker.side,
    from: isOn ? known.from : first.place,
    fromAt: isOn ? known.fromAt : first.at,
    startPrice: isOn ? known.startPrice : first.firstPrice,
    peak: price,
    at: event.at,
    quantity: sum.quantity,
    value: sum.value,
    closed: 0n,
    accountId: taker.accountId,
    orders: distinct(sum.orders).slice(-EVIDENCE_KEPT / 2),
    trades: distinct(sum.trades).slice(-EVIDENCE_KEPT / 2),
  } as Ignition);
}

function turn(
  { trade, at }: EventOf<'traded'>,
  { ignitions }: Watched,
  { set, raise }: Watch<Names, Keyed<Watched>>,
): void {
  if (ignitions.size === 0) return;
  const { price } = trade;
  for (const [owner, one] of ignitions) {
    if (at - one.at > set.within) {
      ignitions.delete(owner);
      continue;
    }
    const isUp = one.side === 'BUY';
    if (isUp ? price > one.peak : price < one.peak) one.peak = price;
    if (at - one.at <= set.turn) close(one, owner, trade);
    const [move, lost] = isUp
      ? [one.peak - one.startPrice, one.peak - price]
      : [one.startPrice - one.peak, price - one.peak];
    if (shareOf(one.closed, one.quantity) < set.closed || shareOf(lost, move) < set.revert)
      continue;
    ignitions.delete(owner);
    raise({
      owner,
      accounts: [one.accountId],
      from: one.from,
      fromAt: one.fromAt,
      orders: distinct(one.orders),
      trades: distinct(one.trades),
      features: {
        startPrice: one.startPrice,
        peakPrice: one.peak,
        price,
        takenQuantity: one.quantity,
        closedQuantity: one.closed,
      },
    });
  }
}

/** What the owner trades the other way at a better price than it took. */
function close(one: Ignition, owner: string, trade: EventOf<'traded'>['trade']): void {
  for (const { order } of sidesOf(trade)) {
    if (order.owner !== owner || order.side === one.side) continue;
    const worth = trade.price * one.quantity;
    if (one.side === 'BUY' ? worth <= one.value : worth >= one.value) continue;
    one.closed += trade.quantity;
    pushBounded(one.orders, order.orderId, EVIDENCE_KEPT);
    pushBounded(one.trades, trade.tradeId, EVIDENCE_KEPT);
  }
}
