import { BASIS } from '../../../kernel/rounding.ts';
import { SECOND } from '../../../time/new-york.ts';
import { keyed, valueOf, type Keyed } from '../keyed.ts';
import { crosses, viewOf } from '../market/book.ts';
import type { EventOf } from '../market/event.ts';
import type { BookView } from '../market/state.ts';
import { basisPoints, count, defineRule, duration, ownerKey, usd } from '../rule.ts';

type Order = EventOf<'refused'>['order'];
type Names = 'through' | 'depthMultiple' | 'notional' | 'quiet';

/** Orders that nobody can have meant, whether they were let through (Rule 15c3-5) or not. */
export const fatFinger = defineRule({
  ruleId: 'fat-finger',
  version: 1,
  description: 'A limit far through the market, or an order for many times all that it could meet.',
  parameters: {
    through: basisPoints(1_000n, 'Limit beyond the best price of the other side by more than'),
    depthMultiple: count(20n, 'Or so many times what the other side shows at five prices, at once'),
    notional: usd(1_000_000_0000n, 'And then worth at least'),
    quiet: duration(60n * SECOND, 'After an alert, further orders of the owner belong to it'),
  },
  open: (): Keyed<{ alertedAt: bigint | undefined }> => keyed(),
  take(event, { state, set, raise }) {
    if (event.kind !== 'entered' && event.kind !== 'refused') return;
    const { order, instrument, at, place } = event;
    const view = event.kind === 'entered' ? event.order.view : viewOf(instrument, event.side);
    const reference = order.side === 'BUY' ? view.ask : view.bid;
    if (view.phase !== 'CONTINUOUS' || reference === undefined) return;
    if (!isFarThrough(order, reference, set) && !isHuge(order, view, set)) return;
    const key = ownerKey(order.owner, instrument);
    const seen = valueOf<{ alertedAt: bigint | undefined }>(state, key, at, set.quiet, () => ({
      alertedAt: undefined,
    }));
    if (seen.alertedAt !== undefined && at - seen.alertedAt < set.quiet) return;
    seen.alertedAt = at;
    const { price, quantity } = order;
    raise({
      owner: order.owner,
      accounts: [order.accountId],
      from: place,
      fromAt: at,
      orders: [order.orderId],
      trades: [],
      features: {
        price,
        quantity,
        reference,
        depth: view.otherDepth,
        refused: event.kind === 'refused' ? 1n : 0n,
      },
    });
  },
});

function isFarThrough(
  { side, price, hasLimit }: Order,
  reference: bigint,
  { through }: Readonly<Record<Names, bigint>>,
): boolean {
  // The price of an order without a limit is a collar of ours.
  if (!hasLimit) return false;
  const beyond = side === 'BUY' ? price - reference : reference - price;
  return beyond * BASIS > reference * through;
}

function isHuge(
  { side, price, quantity, hasLimit }: Order,
  view: BookView,
  { depthMultiple, notional }: Readonly<Record<Names, bigint>>,
): boolean {
  // An order that waits at its price has hurt nobody, however large it is.
  if (hasLimit && !crosses(side, price, view)) return false;
  return quantity * price >= notional && quantity >= depthMultiple * view.otherDepth;
}
