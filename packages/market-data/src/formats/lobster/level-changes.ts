import type { LobsterLevel } from '@bellwether/engine/verify';
import type { UpdateSide } from '../../update/side.ts';

/** A price of a side has this size now; 0 where it is gone, or out of view. */
export interface LevelChange {
  readonly side: UpdateSide;
  /** 1/10 000 USD. */
  readonly price: number;
  readonly size: number;
}

/** What turns the levels before into those after. */
export function levelChanges(
  side: UpdateSide,
  before: readonly LobsterLevel[],
  after: readonly LobsterLevel[],
): LevelChange[] {
  const isGone = (price: number): boolean => !after.some((level) => level.price === price);
  const isNew = ({ price, size }: LobsterLevel): boolean =>
    !before.some((level) => level.price === price && level.size === size);
  return [
    ...before.filter(({ price }) => isGone(price)).map(({ price }) => ({ side, price, size: 0 })),
    ...after.filter(isNew).map(({ price, size }) => ({ side, price, size })),
  ];
}
