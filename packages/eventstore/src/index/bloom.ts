const BITS_PER_KEY = 10;
const HASHES = 4;
/** Bounds the memory of one table's filter; past it the filter only gets less sharp. */
const BYTES_MAX = 4 * 1024 * 1024;

/** Tells for most absent keys that they are absent. Keys are hashes already, so their own bytes serve as hash values. */
export const bloomBytes = (keys: number): number =>
  Math.min(BYTES_MAX, Math.max(64, Math.ceil((keys * BITS_PER_KEY) / 8)));

export function bloomAdd(bits: Buffer, key: Buffer, offset: number): void {
  let at = key.readUInt32BE(offset);
  const step = key.readUInt32BE(offset + 4) | 1;
  for (let i = 0; i < HASHES; i++) {
    const bit = at % (bits.length * 8);
    bits[bit >>> 3]! |= 1 << (bit & 7);
    at = (at + step) >>> 0;
  }
}

export function bloomMayHave(bits: Buffer, key: Buffer): boolean {
  let at = key.readUInt32BE(0);
  const step = key.readUInt32BE(4) | 1;
  for (let i = 0; i < HASHES; i++) {
    const bit = at % (bits.length * 8);
    if ((bits[bit >>> 3]! & (1 << (bit & 7))) === 0) return false;
    at = (at + step) >>> 0;
  }
  return true;
}
