import { BASIS } from '../../../kernel/rounding.ts';
import { MINUTE, type Instant } from '../../../time/new-york.ts';
import type { EventOf, MarketEvent } from '../market/event.ts';
import type { MarketState, MinuteOfTape, OwnerMinute } from '../market/state.ts';
import { interestOf } from '../market/interest.ts';
import { ownerIn, stretch } from '../market/tape.ts';
import { basisPoints, defineRule, duration, shareOf, usd, type Watch } from '../rule.ts';

/** Of one instrument: when it opened, and at which price; undefined: that was looked at. */
interface Opened {
  readonly at: Instant;
  price: bigint | undefined;
}

interface Marked {
  readonly opened: Map<string, Opened>;
}

type Names = 'closing' | 'opening' | 'prior' | 'share' | 'move' | 'notional';

/** What happened, measured against what it is measured by. */
interface Looked {
  readonly minutes: readonly MinuteOfTape[];
  readonly volume: bigint;
  readonly reference: bigint;
  readonly price: bigint;
}

/** Marking the close, the open, or their auctions: a price that others will go by is made. */
export const marking = defineRule({
  ruleId: 'marking-the-close',
  version: 1,
  description:
    'A large part of the last or first minutes, or of their auction, is one owner’s, in the direction in which the price moves and in which the owner’s holdings gain.',
  parameters: {
    closing: duration(10n * MINUTE, 'Before the close'),
    opening: duration(5n * MINUTE, 'Behind the open'),
    prior: duration(30n * MINUTE, 'Whose average price is what the close is measured by'),
    share: basisPoints(2_000n, 'Of the volume, at least'),
    move: basisPoints(50n, 'Of the price, at least'),
    notional: usd(100_000_0000n, 'Traded by the owner for, at least'),
  },
  open: (): Marked => ({ opened: new Map() }),
  take(event, watch) {
    const { instrument, at } = event;
    const { opened } = watch.state;
    if (event.kind === 'phase') {
      if (
        instrument.phase === 'CONTINUOUS' &&
        event.before !== 'HALTED' &&
        event.before !== 'PAUSED'
      )
        opened.set(instrument.instrumentId, { at, price: undefined });
      else if (event.before === 'CONTINUOUS' && isClosing(instrument.phase)) {
        opened.delete(instrument.instrumentId);
        lookAtClose(event, watch);
      }
      return;
    }
    if (event.kind === 'auction' && instrument.phase === 'CLOSING_AUCTION')
      return lookAtAuction(event, watch);
    if (event.kind !== 'traded') return;
    const open = opened.get(instrument.instrumentId);
    if (open === undefined) return;
    open.price ??= event.trade.price;
    if (at - open.at < watch.set.opening) return;
    opened.delete(instrument.instrumentId);
    lookAtOpen(event, open, watch);
  },
});

function isClosing(phase: string): boolean {
  return phase === 'CLOSING_AUCTION' || phase === 'POST_CLOSE' || phase === 'CLOSED';
}

function lookAtClose(event: MarketEvent, watch: Watch<Names, Marked>): void {
  const { instrument, at } = event;
  const { closing, prior } = watch.set;
  const [end, start] = [at / MINUTE, (at - closing) / MINUTE];
  const last = stretch(instrument.tape, start, end);
  const before = stretch(instrument.tape, start - prior / MINUTE, start);
  if (last.volume === 0n || before.volume === 0n) return;
  const reference = before.value / before.volume;
  look({ ...last, reference, price: instrument.lastSale }, event, watch);
}

/** The trades of an auction stand in the minute in which it was made. */
function lookAtAuction(event: EventOf<'auction'>, watch: Watch<Names, Marked>): void {
  const { instrument, at, price, volume } = event;
  if (price === undefined || volume === 0n) return;
  const minute = at / MINUTE;
  const auction = stretch(instrument.tape, minute - 1n, minute);
  const before = stretch(instrument.tape, minute - 1n - watch.set.prior / MINUTE, minute - 1n);
  if (before.volume === 0n) return;
  look({ ...auction, volume, reference: before.value / before.volume, price }, event, watch);
}

function lookAtOpen(event: MarketEvent, open: Opened, watch: Watch<Names, Marked>): void {
  const { instrument } = event;
  const from = open.at / MINUTE;
  const first = stretch(instrument.tape, from - 1n, from + watch.set.opening / MINUTE - 1n);
  const price = first.minutes.at(-1)?.lastPrice;
  if (price === undefined || open.price === undefined) return;
  look({ ...first, reference: open.price, price }, event, watch);
}

function look(
  { minutes, volume, reference, price }: Looked,
  { instrument, at }: MarketEvent,
  { set, market, raise }: Watch<Names, Marked>,
): void {
  const isUp = price > reference;
  const move = ((isUp ? price - reference : reference - price) * BASIS) / reference;
  if (move < set.move) return;
  const owners = new Set(minutes.flatMap((one) => [...one.owners.keys()]));
  for (const owner of owners) {
    const own = ownerIn(minutes, owner) as OwnerMinute;
    const pushed = isUp ? own.bought : own.sold;
    const net = own.bought - own.sold;
    const share = shareOf(pushed, volume);
    if (share < set.share || pushed * price < set.notional || (isUp ? net <= 0n : net >= 0n))
      continue;
    // What was bought to move the price gains by nothing: what was held before does.
    const held = interestOf(market, owner, instrument) - net * instrument.multiplier;
    if (isUp ? held <= 0n : held >= 0n) continue;
    raise({
      owner,
      accounts: accountsOf(market, owner),
      from: own.first,
      fromAt: at,
      orders: [],
      trades: [],
      features: {
        shareBasisPoints: share,
        moveBasisPoints: isUp ? move : -move,
        quantity: pushed,
        reference,
        price,
        heldBefore: held,
      },
    });
  }
}

function accountsOf(market: MarketState, owner: string): readonly string[] {
  const own = [...market.accounts].filter(([, one]) => one.owner === owner);
  return own.map(([accountId]) => accountId);
}
