import type { Money, Price, Quantity } from '../kernel/fixed-point.ts';
import type { CivilDate } from '../time/civil-date.ts';
import type { NettedLine, SettledLine } from './lines.ts';

/** What a run needs to know of one instrument. */
export interface DeliveryTerms {
  readonly settlementDate: CivilDate;
  /** What late shares are priced at from now on, 1/10 000 USD. */
  readonly mark: Price;
  /** Units of one contract. */
  readonly multiplier: bigint;
  /** How many of the shares that a participant is to deliver were delivered. */
  readonly delivered: (line: NettedLine) => Quantity;
  /** Place of a participant among those who wait equally long: an order that is the same whenever it is asked for. */
  readonly lot: (participant: string) => bigint;
}

/**
 * What becomes of all lines of one instrument, in their order. What is delivered goes to those who wait longest, then by
 * lot, each in full before the next; money moves for what moves, in proportion, and the last share takes the rest. What is
 * late is priced anew: the difference moves now, so that over its life as much money has moved as was agreed (CNS), and what
 * some pay in a run others receive, to the last unit.
 */
export function settleInstrument(
  lines: readonly NettedLine[],
  terms: DeliveryTerms,
): readonly SettledLine[] {
  const moved = new Map<NettedLine, Quantity>();
  let stock = 0n;
  for (const line of lines)
    if (line.quantity < 0n) {
      const delivered = smaller(terms.delivered(line), -line.quantity);
      moved.set(line, -delivered);
      stock += delivered;
    }
  for (const line of receivers(lines, terms)) {
    const received = smaller(stock, line.quantity);
    moved.set(line, received);
    stock -= received;
  }
  return lines.map((line) => settled(line, moved.get(line) ?? 0n, terms));
}

/** Who is to receive, those first who wait longest. */
function receivers(
  lines: readonly NettedLine[],
  { settlementDate, lot }: DeliveryTerms,
): readonly NettedLine[] {
  const since = (line: NettedLine) => line.failingSince ?? settlementDate;
  return lines
    .filter(({ quantity }) => quantity > 0n)
    .toSorted((a, b) => since(a) - since(b) || (lot(a.participant) < lot(b.participant) ? -1 : 1));
}

function settled(line: NettedLine, moved: Quantity, terms: DeliveryTerms): SettledLine {
  const { participant, instrumentId, quantity, fees } = line;
  const left = quantity - moved;
  // Nothing to deliver, and money from trades at different prices: it moves whole.
  const amount = left === 0n ? line.amount : (line.amount * moved) / quantity;
  const open = line.amount - amount;
  if (left === 0n)
    return {
      participant,
      instrumentId,
      quantity: moved,
      amount,
      fees,
      marked: 0n,
      left,
      leftAmount: 0n,
    };
  const { mark, multiplier, settlementDate } = terms;
  // Received by who delivers.
  const leftAmount: Money = -left * mark * multiplier;
  return {
    participant,
    instrumentId,
    quantity: moved,
    amount,
    fees,
    marked: open - leftAmount,
    left,
    leftAmount,
    mark,
    failingSince: line.failingSince ?? settlementDate,
    reason: left < 0n ? 'NOT_DELIVERED' : 'NOT_RECEIVED',
  };
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
