import { BASIS } from '../../../kernel/rounding.ts';
import { MINUTE, newYorkTime, type Instant } from '../../../time/new-york.ts';
import { keyed, valueOf, type Keyed } from '../keyed.ts';
import { optionInterest } from '../market/interest.ts';
import { ownerIn, stretch } from '../market/tape.ts';
import {
  basisPoints,
  count,
  defineRule,
  duration,
  ownerKey,
  shareOf,
  type Watch,
} from '../rule.ts';
import type { EventOf } from '../market/event.ts';
import type { SeenOrder } from '../market/state.ts';

type Names = 'window' | 'days' | 'strikeDistance' | 'share' | 'move' | 'executions' | 'quiet';

/** Cross-product: the underlying is pushed towards where an option of the same owner is worth more when it expires. */
export const ramping = defineRule({
  ruleId: 'ramping',
  version: 1,
  description:
    'Close to expiration and strike, the holder of an option pushes its underlying in the direction that pays.',
  parameters: {
    window: duration(30n * MINUTE, 'Time of the push'),
    days: count(1n, 'Days to the expiration, at most'),
    strikeDistance: basisPoints(200n, 'Distance of the price from the strike, at most'),
    share: basisPoints(2_000n, 'Of the volume taken by the owner, at least'),
    move: basisPoints(30n, 'Of the price, at least'),
    executions: count(5n, 'Of the owner, at least'),
    quiet: duration(30n * MINUTE, 'After an alert, further trades of the owner belong to it'),
  },
  open: (): Keyed<{ alertedAt: Instant }> => keyed(),
  take(event, watch) {
    if (event.kind !== 'traded' || event.instrument.series.length === 0) return;
    const { taker, buy, sell } = event.trade;
    const order = taker === 'BUY' ? buy : taker === 'SELL' ? sell : undefined;
    if (order !== undefined) look(event, order, watch);
  },
});

function look(
  { instrument, at, trade }: EventOf<'traded'>,
  { owner, accountId, side, orderId }: SeenOrder,
  { state, set, market, raise }: Watch<Names, Keyed<{ alertedAt: Instant }>>,
): void {
  const { price, tradeId } = trade;
  const today = newYorkTime(at).date;
  const isUp = side === 'BUY';
  const pinned = instrument.series.filter((seriesId) => {
    const gains = optionInterest(market, owner, seriesId);
    const option = market.instruments.get(seriesId)?.option;
    if (option === undefined || (isUp ? gains <= 0n : gains >= 0n)) return false;
    const days = option.expiresOn - today;
    const away = option.strike > price ? option.strike - price : price - option.strike;
    return (
      days >= 0 && BigInt(days) <= set.days && away * BASIS <= option.strike * set.strikeDistance
    );
  });
  if (pinned.length === 0) return;
  const minute = at / MINUTE;
  const recent = stretch(instrument.tape, (at - set.window) / MINUTE, minute);
  const own = ownerIn(recent.minutes, owner);
  const start = recent.minutes[0]?.firstPrice;
  if (own === undefined || start === undefined || own.executions < set.executions) return;
  const taken = isUp ? own.tookBuying : own.tookSelling;
  const move = ((isUp ? price - start : start - price) * BASIS) / start;
  const share = shareOf(taken, recent.volume);
  if (share < set.share || move < set.move) return;
  const key = ownerKey(owner, instrument);
  const seen = valueOf<{ alertedAt: Instant }>(state, key, at, set.quiet, () => ({
    alertedAt: -set.quiet,
  }));
  if (at - seen.alertedAt < set.quiet) return;
  seen.alertedAt = at;
  raise({
    owner,
    accounts: [accountId],
    from: own.first,
    fromAt: at - set.window,
    orders: [orderId],
    trades: [tradeId],
    features: {
      series: BigInt(pinned.length),
      shareBasisPoints: share,
      moveBasisPoints: isUp ? move : -move,
      takenQuantity: taken,
      price,
      strike: market.instruments.get(pinned[0] as string)?.option?.strike ?? 0n,
    },
  });
}
