import { EventFlag } from '../protocol/codes.ts';
import { FOREIGN } from '../protocol/layout.ts';

// The fields that a command's head packs; see `CommandWord.HEAD`.

export const kindIn = (head: number): number => head & 255;
/** The order's description; 13 bits, with MALFORMED. */
export const descriptionIn = (head: number): number => (head >> 8) & 0x1fff;
/** The FOREIGN bit as the flags of a COMPLETED event hold it. */
export const foreignIn = (head: number): number =>
  (head & FOREIGN) === 0 ? 0 : EventFlag.FOREIGN << 16;
export const flagsIn = (head: number): number => head >>> 24;
