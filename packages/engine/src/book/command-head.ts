// The fields that a command's head packs; see `CommandWord.HEAD`.

export const kindIn = (head: number): number => head & 255;
export const sideIn = (head: number): number => (head >> 8) & 15;
export const typeIn = (head: number): number => (head >> 12) & 15;
export const timeInForceIn = (head: number): number => (head >> 16) & 15;
export const stpModeIn = (head: number): number => (head >> 20) & 15;
export const flagsIn = (head: number): number => head >>> 24;
