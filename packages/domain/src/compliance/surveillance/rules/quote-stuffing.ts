import { max } from '../../../kernel/rounding.ts';
import { SECOND, type Instant } from '../../../time/new-york.ts';
import { keyed, valueOf, type Keyed } from '../keyed.ts';
import { isWithdrawn, sidesOf, type EventOf, type MarketEvent } from '../market/event.ts';
import type { Place } from '../market/state.ts';
import { count, defineRule, duration, ownerKey, type Watch } from '../rule.ts';
import { slotAt } from '../slots.ts';

/** A tenth of the short window: what is counted is counted by these. */
const SLOTS = 10n;

interface Slot {
  readonly slot: bigint;
  readonly at: Instant;
  readonly place: Place;
  readonly orderId: string;
  readonly accountId: string;
  messages: bigint;
  trades: bigint;
}

interface Rate {
  readonly slots: Slot[];
  alertedAt: Instant;
}

type Names = 'burst' | 'messages' | 'window' | 'ratio';

/** More messages than anybody could mean: they slow down what others see. */
export const quoteStuffing = defineRule({
  ruleId: 'quote-stuffing',
  version: 1,
  description: 'Floods of order messages in one instrument that hardly trade.',
  parameters: {
    burst: duration(SECOND, 'Time of a flood, counted by tenths of it'),
    messages: count(500n, 'More order messages in it than'),
    window: duration(10n * SECOND, 'Time over which messages are compared with trades'),
    ratio: count(100n, 'More messages in it for a trade than'),
  },
  open: (): Keyed<Rate> => keyed(),
  take(event, watch) {
    switch (event.kind) {
      case 'entered':
      case 'refused':
        return note(event, event.order, 1n, 0n, watch);
      case 'ended':
        // A replace is one message: its entry has been counted.
        if (isWithdrawn(event) && event.why !== 'REPLACE') note(event, event.order, 1n, 0n, watch);
        return;
      case 'traded':
        for (const { order } of sidesOf(event.trade)) note(event, order, 0n, 1n, watch);
        return;
      default:
    }
  },
});

function note(
  { at, place, instrument }: MarketEvent,
  { owner, orderId, accountId }: EventOf<'refused'>['order'] | EventOf<'entered'>['order'],
  messages: bigint,
  trades: bigint,
  { state, set, raise }: Watch<Names, Keyed<Rate>>,
): void {
  const key = ownerKey(owner, instrument);
  const rate = valueOf<Rate>(state, key, at, set.window, () => ({ slots: [], alertedAt: 0n }));
  const length = max(set.burst / SLOTS, 1n);
  const slot = at / length;
  const { slots } = rate;
  const last = slotAt(slots, slot, set.window / length, () => ({
    slot,
    at,
    place,
    orderId,
    accountId,
    messages: 0n,
    trades: 0n,
  }));
  last.messages += messages;
  last.trades += trades;
  if (messages === 0n || at - rate.alertedAt < set.window) return;
  let [burst, first] = [0n, last];
  for (let n = slots.length - 1; n >= 0 && (slots[n] as Slot).slot > slot - SLOTS; n--) {
    first = slots[n] as Slot;
    burst += first.messages;
  }
  if (burst <= set.messages) return;
  let [sent, traded] = [0n, 0n];
  for (const one of slots) {
    sent += one.messages;
    traded += one.trades;
  }
  if (sent <= set.ratio * traded) return;
  rate.alertedAt = at;
  raise({
    owner,
    accounts: [accountId],
    from: first.place,
    fromAt: first.at,
    orders: [...new Set(slots.map((one) => one.orderId))].slice(-20),
    trades: [],
    features: { burstMessages: burst, messages: sent, trades: traded },
  });
}
