import { MINUTE, type Instant } from '../../../time/new-york.ts';
import { sidesOf, type SeenTrade } from './event.ts';
import type { MinuteOfTape, OwnerMinute, Place, SeenInstrument } from './state.ts';

/** Minutes of trades that are kept: the last ten, and the half hour before them. */
const TAPE_MINUTES = 45n;

/** Adds a trade to its minute, and forgets those that are too old. */
export function print({ tape }: SeenInstrument, trade: SeenTrade, at: Instant, place: Place): void {
  const minute = at / MINUTE;
  let last = tape.at(-1);
  if (last === undefined || last.minute < minute) {
    const { price } = trade;
    last = {
      minute,
      firstPrice: price,
      lastPrice: price,
      volume: 0n,
      value: 0n,
      owners: new Map(),
    };
    tape.push(last);
    while ((tape[0] as MinuteOfTape).minute <= minute - TAPE_MINUTES) tape.shift();
  }
  last.lastPrice = trade.price;
  last.volume += trade.quantity;
  last.value += trade.price * trade.quantity;
  for (const { order, isTaker } of sidesOf(trade)) {
    let owner = last.owners.get(order.owner);
    if (owner === undefined) {
      owner = {
        bought: 0n,
        sold: 0n,
        tookBuying: 0n,
        tookSelling: 0n,
        executions: 0n,
        first: place,
      };
      last.owners.set(order.owner, owner);
    }
    count(owner, order.side === 'BUY', isTaker, trade.quantity);
  }
}

function count(owner: OwnerMinute, isBuy: boolean, isTaker: boolean, quantity: bigint): void {
  owner.executions += 1n;
  if (isBuy) owner.bought += quantity;
  else owner.sold += quantity;
  if (isTaker && isBuy) owner.tookBuying += quantity;
  if (isTaker && !isBuy) owner.tookSelling += quantity;
}

/** Trades of some minutes, added up. */
export interface Stretch {
  readonly minutes: readonly MinuteOfTape[];
  readonly volume: bigint;
  readonly value: bigint;
}

/** The minutes behind `after`, up to and with `upTo`. */
export function stretch(tape: readonly MinuteOfTape[], after: bigint, upTo: bigint): Stretch {
  const minutes = tape.filter(({ minute }) => minute > after && minute <= upTo);
  let [volume, value] = [0n, 0n];
  for (const one of minutes) {
    volume += one.volume;
    value += one.value;
  }
  return { minutes, volume, value };
}

/** What an owner traded in some minutes; undefined: nothing. */
export function ownerIn(minutes: readonly MinuteOfTape[], owner: string): OwnerMinute | undefined {
  let sum: OwnerMinute | undefined;
  for (const { owners } of minutes) {
    const one = owners.get(owner);
    if (one === undefined) continue;
    sum ??= {
      bought: 0n,
      sold: 0n,
      tookBuying: 0n,
      tookSelling: 0n,
      executions: 0n,
      first: one.first,
    };
    sum.bought += one.bought;
    sum.sold += one.sold;
    sum.tookBuying += one.tookBuying;
    sum.tookSelling += one.tookSelling;
    sum.executions += one.executions;
  }
  return sum;
}
