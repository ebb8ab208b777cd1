import { MINUTE, type Instant } from '../../../time/new-york.ts';
import type { BookSide } from '../../../orders/terms.ts';
import { keyed, prune, pushBounded, valueOf, type Keyed } from '../keyed.ts';
import { sidesOf, type EventOf } from '../market/event.ts';
import type { Place, SeenOrder } from '../market/state.ts';
import { basisPoints, defineRule, distinct, duration, shareOf, usd, type Watch } from '../rule.ts';

const FILLS_MAX = 512;
const BLOCKS_MAX = 64;

/** What the house, or one of its people, took in its own name. */
interface OwnFill {
  readonly at: Instant;
  readonly place: Place;
  readonly owner: string;
  readonly accountId: string;
  readonly side: BookSide;
  readonly price: bigint;
  readonly quantity: bigint;
  readonly orderId: string;
  readonly tradeId: string;
}

/** Who was there before the block was done. */
interface Runner {
  readonly fills: OwnFill[];
  quantity: bigint;
  value: bigint;
  closed: bigint;
  proceeds: bigint;
}

interface Block {
  readonly at: Instant;
  readonly orderId: string;
  readonly owner: string;
  readonly accountId: string;
  readonly side: BookSide;
  readonly quantity: bigint;
  /** Nothing of it is to be executed any more: who comes now does not run in front of it. */
  isOver: boolean;
  readonly runners: Map<string, Runner>;
}

interface Seen {
  readonly fills: OwnFill[];
  readonly blocks: Block[];
}

type Names = 'before' | 'block' | 'size' | 'closed' | 'within';

/** FINRA 5270: the house knows of a customer's block, and trades for itself first. */
export const frontRunning = defineRule({
  ruleId: 'front-running',
  version: 1,
  description:
    'The house or one of its people takes the side of a customer’s block before it is done, and closes at a profit.',
  parameters: {
    before: duration(10n * MINUTE, 'Before the block came in, at most'),
    block: usd(200_000_0000n, 'A customer’s order worth at least'),
    size: basisPoints(500n, 'Of the block, taken by the house, at least'),
    closed: basisPoints(5_000n, 'Of it closed at a profit, at least'),
    within: duration(30n * MINUTE, 'After the block came in'),
  },
  open: (): Keyed<Seen> => keyed(),
  take(event, watch) {
    const { set, state } = watch;
    const { at, instrument } = event;
    const seen = (): Seen => {
      const { instrumentId } = instrument;
      const kept = valueOf<Seen>(state, instrumentId, at, set.within, () => ({
        fills: [],
        blocks: [],
      }));
      prune(kept.fills, at - set.before);
      prune(kept.blocks, at - set.within);
      return kept;
    };
    if (event.kind === 'entered') {
      const { order } = event;
      if (!order.isOwnBook && order.quantity * order.price >= set.block)
        begin(order, at, seen(), set.before);
    } else if (event.kind === 'ended') over(event.order.orderId, state, instrument.instrumentId);
    else if (event.kind === 'traded')
      for (const { order, isTaker } of sidesOf(event.trade)) {
        if (order.isOwnBook) own(event, order, isTaker, seen(), watch);
        else if (order.leaves === 0n) over(order.orderId, state, instrument.instrumentId);
      }
  },
});

function over(orderId: string, state: Keyed<Seen>, instrumentId: string): void {
  for (const block of state.entries.get(instrumentId)?.value.blocks ?? [])
    if (block.orderId === orderId) block.isOver = true;
}

function begin(order: SeenOrder, at: Instant, { fills, blocks }: Seen, before: bigint): void {
  const { orderId, owner, accountId, side, quantity } = order;
  const runners = new Map<string, Runner>();
  const block = { at, orderId, owner, accountId, side, quantity, isOver: false, runners };
  pushBounded(blocks, block, BLOCKS_MAX);
  for (const fill of fills) {
    if (fill.at < at - before || fill.owner === owner) continue;
    if (fill.side === side) join(block, fill);
    else leave(block, fill);
  }
}

function join({ runners }: Block, fill: OwnFill): void {
  let runner = runners.get(fill.owner);
  if (runner === undefined) {
    runner = { fills: [], quantity: 0n, value: 0n, closed: 0n, proceeds: 0n };
    runners.set(fill.owner, runner);
  }
  pushBounded(runner.fills, fill, 20);
  runner.quantity += fill.quantity;
  runner.value += fill.quantity * fill.price;
}

/** What was closed before the block came in is none of what ran in front of it. */
function leave({ runners }: Block, fill: OwnFill): void {
  const runner = runners.get(fill.owner);
  if (runner === undefined) return;
  if (fill.quantity >= runner.quantity) runners.delete(fill.owner);
  else {
    runner.value -= (runner.value * fill.quantity) / runner.quantity;
    runner.quantity -= fill.quantity;
  }
}

function own(
  { at, place, trade }: EventOf<'traded'>,
  order: SeenOrder,
  isTaker: boolean,
  { fills, blocks }: Seen,
  { set, raise }: Watch<Names, Keyed<Seen>>,
): void {
  const { owner, accountId, side, orderId } = order;
  const { price, quantity, tradeId } = trade;
  const fill = { at, place, owner, accountId, side, price, quantity, orderId, tradeId };
  // Who stands in the book is taken by whoever comes: it is who goes out and takes that runs.
  if (isTaker || fills.some((one) => one.owner === owner && one.side !== side))
    pushBounded(fills, fill, FILLS_MAX);
  let isRaised = false;
  for (const block of blocks) {
    if (block.owner === owner) continue;
    if (side === block.side) {
      if (isTaker && !block.isOver) join(block, fill);
      continue;
    }
    const runner = block.runners.get(owner);
    if (runner === undefined || shareOf(runner.quantity, block.quantity) < set.size) continue;
    runner.closed += quantity;
    runner.proceeds += quantity * price;
    if (shareOf(runner.closed, runner.quantity) < set.closed) continue;
    block.runners.delete(owner);
    // Per unit, both sides multiplied out.
    const [bought, sold] =
      side === 'SELL'
        ? [runner.value * runner.closed, runner.proceeds * runner.quantity]
        : [runner.proceeds * runner.quantity, runner.value * runner.closed];
    // Of several blocks that it ran in front of, the first tells it all.
    if (sold <= bought || isRaised) continue;
    isRaised = true;
    const [first] = runner.fills as [OwnFill];
    raise({
      owner,
      accounts: distinct([...runner.fills.map((one) => one.accountId), accountId, block.accountId]),
      from: first.place,
      fromAt: first.at,
      orders: distinct([block.orderId, ...runner.fills.map((one) => one.orderId), orderId]),
      trades: distinct([...runner.fills.map((one) => one.tradeId), tradeId]),
      features: {
        blockQuantity: block.quantity,
        takenQuantity: runner.quantity,
        takenValue: runner.value,
        closedQuantity: runner.closed,
        closedValue: runner.proceeds,
      },
    });
  }
}
