// CityHash128 as of version 1.0.2 (Pike and Alakuijala, 2011), the checksum of ClickHouse's compressed blocks. Later
// versions of CityHash give other numbers. All arithmetic is modulo 2^64.

const K0 = 0xc3a5c85c97cb3127n;
const K1 = 0xb492b66fbe98f273n;
const K2 = 0x9ae16a3b2f90404fn;
const K3 = 0xc949d7c7509e6557n;
const MIX = 0x9ddfea08eb382d69n;

const u64 = (value: bigint): bigint => BigInt.asUintN(64, value);
const rotate = (value: bigint, by: bigint): bigint => (value >> by) | u64(value << (64n - by));
const shiftMix = (value: bigint): bigint => value ^ (value >> 47n);

/** 128 bits to 64. */
function hash16(low: bigint, high: bigint): bigint {
  const a = shiftMix(u64((low ^ high) * MIX));
  return u64(shiftMix(u64((high ^ a) * MIX)) * MIX);
}

function hashTo16(s: Buffer): bigint {
  const length = BigInt(s.length);
  if (s.length > 8) {
    const b = s.readBigUInt64LE(s.length - 8);
    return hash16(s.readBigUInt64LE(0), rotate(u64(b + length), length)) ^ b;
  }
  if (s.length >= 4) {
    return hash16(length + (BigInt(s.readUInt32LE(0)) << 3n), BigInt(s.readUInt32LE(s.length - 4)));
  }
  if (s.length === 0) return K2;
  const y = BigInt(s.readUInt8(0)) + (BigInt(s.readUInt8(s.length >> 1)) << 8n);
  const z = length + (BigInt(s.readUInt8(s.length - 1)) << 2n);
  return u64(shiftMix(u64(y * K2) ^ u64(z * K3)) * K2);
}

/** For fewer than 128 bytes. */
function murmur(s: Buffer, seedLow: bigint, seedHigh: bigint): [bigint, bigint] {
  const length = BigInt(s.length);
  let [a, b, c, d] = [seedLow, seedHigh, 0n, 0n];
  if (s.length <= 16) {
    a = u64(shiftMix(u64(a * K1)) * K1);
    c = u64(b * K1 + hashTo16(s));
    d = shiftMix(u64(a + (s.length >= 8 ? s.readBigUInt64LE(0) : c)));
  } else {
    c = hash16(u64(s.readBigUInt64LE(s.length - 8) + K1), a);
    d = hash16(u64(b + length), u64(c + s.readBigUInt64LE(s.length - 16)));
    a = u64(a + d);
    for (let at = 0; at < s.length - 16; at += 16) {
      a = u64((a ^ u64(shiftMix(u64(s.readBigUInt64LE(at) * K1)) * K1)) * K1);
      b ^= a;
      c = u64((c ^ u64(shiftMix(u64(s.readBigUInt64LE(at + 8) * K1)) * K1)) * K1);
      d ^= c;
    }
  }
  a = hash16(a, c);
  b = hash16(d, b);
  return [a ^ b, hash16(b, a)];
}

/** 32 bytes and two seeds to 128 bits. */
function weak32(s: Buffer, at: number, a: bigint, b: bigint): [bigint, bigint] {
  const z = s.readBigUInt64LE(at + 24);
  const first = u64(a + s.readBigUInt64LE(at));
  const sum = u64(first + s.readBigUInt64LE(at + 8) + s.readBigUInt64LE(at + 16));
  return [u64(sum + z), u64(rotate(u64(b + first + z), 21n) + rotate(sum, 44n) + first)];
}

/** For 128 bytes and more: 64 at a time, then up to four pieces of 32 from the end. */
function long(s: Buffer, seedLow: bigint, seedHigh: bigint): [bigint, bigint] {
  let [x, y] = [seedLow, seedHigh];
  let z = u64(BigInt(s.length) * K1);
  let v0 = u64(rotate(y ^ K1, 49n) * K1 + s.readBigUInt64LE(0));
  let v1 = u64(rotate(v0, 42n) * K1 + s.readBigUInt64LE(8));
  let w0 = u64(rotate(u64(y + z), 35n) * K1 + x);
  let w1 = u64(rotate(u64(x + s.readBigUInt64LE(88)), 53n) * K1);
  const tail = s.length % 128;
  for (let at = 0; at < s.length - tail; at += 64) {
    x = u64(rotate(u64(x + y + v0 + s.readBigUInt64LE(at + 16)), 37n) * K1);
    y = u64(rotate(u64(y + v1 + s.readBigUInt64LE(at + 48)), 42n) * K1);
    x ^= w1;
    y ^= v0;
    z = rotate(z ^ w0, 33n);
    [v0, v1] = weak32(s, at, u64(v1 * K1), u64(x + w0));
    [w0, w1] = weak32(s, at + 32, u64(z + w1), y);
    [x, z] = [z, x];
  }
  y = u64(y + rotate(w0, 37n) * K0 + z);
  x = u64(x + rotate(u64(v0 + z), 49n) * K0);
  for (let done = 32; done < tail + 32; done += 32) {
    const at = s.length - done;
    y = u64(rotate(u64(y - x), 42n) * K0 + v1);
    w0 = u64(w0 + s.readBigUInt64LE(at + 16));
    x = u64(rotate(x, 49n) * K0 + w0);
    w0 = u64(w0 + v0);
    [v0, v1] = weak32(s, at, v0, v1);
  }
  x = hash16(x, v0);
  y = hash16(y, w0);
  return [u64(hash16(u64(x + v1), w1) + y), hash16(u64(x + w1), u64(y + v1))];
}

/** CityHash128 of `data`, in 16 bytes, low half first, each little-endian. */
export function cityHash128(data: Buffer): Buffer {
  const [low, high] = halves(data);
  const hash = Buffer.alloc(16);
  hash.writeBigUInt64LE(low, 0);
  hash.writeBigUInt64LE(high, 8);
  return hash;
}

function halves(data: Buffer): [bigint, bigint] {
  const seeded = (s: Buffer, low: bigint, high: bigint): [bigint, bigint] =>
    s.length < 128 ? murmur(s, low, high) : long(s, low, high);
  if (data.length >= 16) {
    return seeded(data.subarray(16), data.readBigUInt64LE(0) ^ K3, data.readBigUInt64LE(8));
  }
  if (data.length < 8) return seeded(data, K0, K1);
  return seeded(
    data.subarray(0, 0),
    data.readBigUInt64LE(0) ^ u64(BigInt(data.length) * K0),
    data.readBigUInt64LE(data.length - 8) ^ K1,
  );
}
