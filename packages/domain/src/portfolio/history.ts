import type { Money } from '../kernel/fixed-point.ts';
import type { CivilDate } from '../time/civil-date.ts';
import type { Fill, LotMethod } from './fill.ts';
import type { ClosedLot } from './lots.ts';
import { bookFill, EMPTY_POSITION, settlePosition, type Position } from './position.ts';

/** A position together with the fills that may still be busted. Changed in place, as it only ever grows or is sealed. */
export interface PositionHistory {
  /** The position before the first of `fills`. */
  base: Position;
  readonly fills: { readonly fill: Fill; readonly method: LotMethod }[];
  current: Position;
  /** Settled up to this day; replayed when a bust rebuilds the position. */
  settledUntil: CivilDate | undefined;
}

export function newHistory(): PositionHistory {
  return { base: EMPTY_POSITION, fills: [], current: EMPTY_POSITION, settledUntil: undefined };
}

/** Books an execution and remembers it. @throws UnknownLotError */
export function recordFill(
  history: PositionHistory,
  fill: Fill,
  method: LotMethod,
): readonly ClosedLot[] {
  const { position, closed } = bookFill(history.current, fill, method);
  history.fills.push({ fill, method });
  history.current = position;
  return closed;
}

/** Everything due by the end of `date` has changed hands. */
export function settleHistory(history: PositionHistory, date: CivilDate): void {
  history.current = settlePosition(history.current, date);
  history.settledUntil = date;
}

/**
 * An execution never happened (FIX 150=H). The position becomes what it would be without it: later fills may close
 * other lots than they did, so the answer says by how much realised P&L changes in all.
 * @returns undefined when the execution is not known, or sealed: it must be corrected by a counter-trade then.
 */
export function bustFill(
  history: PositionHistory,
  executionId: string,
): { readonly correction: Money } | undefined {
  const index = history.fills.findIndex(({ fill }) => fill.executionId === executionId);
  if (index < 0) return undefined;
  history.fills.splice(index, 1);
  const before = history.current.realised;
  let position = history.base;
  for (const { fill, method } of history.fills) {
    // A lot that only the busted execution had opened cannot be named any more.
    const known = new Set(position.lots.map(({ lotId }) => lotId));
    const lotIds = fill.lotIds?.filter((id) => known.has(id)) ?? [];
    position = bookFill(position, { ...fill, lotIds }, method).position;
  }
  if (history.settledUntil !== undefined) position = settlePosition(position, history.settledUntil);
  history.current = position;
  return { correction: position.realised - before };
}

/** Fills traded before `date` are final from now on and forgotten; their lots and their P&L stay. */
export function sealHistory(history: PositionHistory, date: CivilDate): void {
  const open = history.fills.findIndex(({ fill }) => fill.tradeDate >= date);
  for (const { fill, method } of history.fills.splice(0, open < 0 ? Infinity : open))
    history.base = bookFill(history.base, fill, method).position;
}
