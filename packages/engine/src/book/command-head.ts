// The fields that a command's head packs; see `CommandWord.HEAD`.

export const kindIn = (head: number): number => head & 255;
/** The order's description; 13 bits, with MALFORMED. */
export const descriptionIn = (head: number): number => (head >> 8) & 0x1fff;
export const flagsIn = (head: number): number => head >>> 24;
