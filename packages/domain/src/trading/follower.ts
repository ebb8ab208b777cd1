import type { CivilDate } from '../time/civil-date.ts';

/** Who follows, and when. */
export interface Follower {
  /** The partition. */
  readonly partition: number;
  /** How many partitions there are. */
  readonly partitions: number;
  /** Day whose margin rules say how much cash may be paid out. */
  readonly date: CivilDate;
}
