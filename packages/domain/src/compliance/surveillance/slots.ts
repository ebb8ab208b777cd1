/** A stretch of time by which something is counted. */
interface Slot {
  /** Number of the stretch since 1970. */
  readonly slot: bigint;
}

/**
 * The slot that is counted in now: the last of a list in the order of time, opened where it is new. Slots that are `kept` or more
 * behind it are forgotten.
 */
export function slotAt<T extends Slot>(slots: T[], slot: bigint, kept: bigint, open: () => T): T {
  const last = slots.at(-1);
  if (last?.slot === slot) return last;
  const opened = open();
  slots.push(opened);
  while ((slots[0] as T).slot <= slot - kept) slots.shift();
  return opened;
}
