import { max } from '../../../kernel/rounding.ts';
import { MINUTE, type Instant } from '../../../time/new-york.ts';
import { keyed, valueOf, type Keyed } from '../keyed.ts';
import { isWithdrawn, sidesOf, type MarketEvent } from '../market/event.ts';
import type { Place, SeenOrder } from '../market/state.ts';
import { count, defineRule, duration, ownerKey, type Watch } from '../rule.ts';
import { slotAt } from '../slots.ts';

/** The window is counted by tenths. */
const SLOTS = 10n;

interface Slot {
  readonly slot: bigint;
  readonly at: Instant;
  readonly place: Place;
  readonly orderId: string;
  cancels: bigint;
  trades: bigint;
}

interface Counted {
  readonly slots: Slot[];
  alertedAt: Instant;
}

type Names = 'window' | 'cancels' | 'ratio' | 'makerMultiple';

/** Orders that are hardly ever meant to trade (MiFID II RTS 9 bounds the ratio; here it is watched). */
export const excessCancels = defineRule({
  ruleId: 'excess-cancels',
  version: 1,
  description: 'Very many orders are withdrawn for one that executes.',
  parameters: {
    window: duration(10n * MINUTE, 'Time over which both are counted'),
    cancels: count(1_000n, 'Withdrawn orders, at least'),
    ratio: count(100n, 'More of them for an execution than'),
    makerMultiple: count(10n, 'Who is bound to quote may so many times as much'),
  },
  open: (): Keyed<Counted> => keyed(),
  take(event, watch) {
    if (event.kind === 'ended' && isWithdrawn(event)) note(event, event.order, 1n, 0n, watch);
    if (event.kind === 'traded')
      for (const { order } of sidesOf(event.trade)) note(event, order, 0n, 1n, watch);
  },
});

function note(
  { at, place, instrument }: MarketEvent,
  { owner, orderId, accountId, kind }: SeenOrder,
  cancels: bigint,
  trades: bigint,
  { state, set, raise }: Watch<Names, Keyed<Counted>>,
): void {
  const key = ownerKey(owner, instrument);
  const counted = valueOf<Counted>(state, key, at, set.window, () => ({
    slots: [],
    alertedAt: 0n,
  }));
  const length = max(set.window / SLOTS, 1n);
  const slot = at / length;
  const { slots } = counted;
  const last = slotAt(slots, slot, SLOTS, () => ({
    slot,
    at,
    place,
    orderId,
    cancels: 0n,
    trades: 0n,
  }));
  last.cancels += cancels;
  last.trades += trades;
  if (cancels === 0n || at - counted.alertedAt < set.window) return;
  let [withdrawn, executed] = [0n, 0n];
  for (const one of slots) {
    withdrawn += one.cancels;
    executed += one.trades;
  }
  const times = kind === 'MARKET_MAKER' ? set.makerMultiple : 1n;
  if (withdrawn < times * set.cancels) return;
  if (withdrawn <= times * set.ratio * max(executed, 1n)) return;
  counted.alertedAt = at;
  const [first] = slots as [Slot];
  raise({
    owner,
    accounts: [accountId],
    from: first.place,
    fromAt: first.at,
    orders: slots.map((one) => one.orderId),
    trades: [],
    features: { withdrawnOrders: withdrawn, executions: executed },
  });
}
