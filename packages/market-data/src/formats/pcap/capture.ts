import type { Instant } from '../../exact/instant.ts';

/** A captured Ethernet frame: bytes `start` to `end` of the view, when it was captured, and where its record lies in the feed. */
export type TakeFrame = (
  view: DataView,
  start: number,
  end: number,
  time: Instant,
  position: number,
) => void;

/** The two formats of captures, once the first bytes have shown which it is. */
export interface Capture {
  /** @param base what to add to offsets for positions in the feed. @returns where the first record begins that is cut. */
  take(view: DataView, start: number, end: number, base: number): number;
}
