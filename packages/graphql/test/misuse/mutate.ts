import type { Random } from './random.ts';

/** Values that somebody forgot about. */
const ODD: readonly unknown[] = [
  null,
  true,
  -0,
  1e308,
  -1,
  9_007_199_254_740_992,
  '',
  ' ',
  '١٢',
  '1e5',
  'NaN',
  '-0.00',
  '0.00001',
  '99999999999999999999',
  '\u0000',
  '\ud800',
  'a'.repeat(5_000),
  '*',
  '>',
  '../../etc',
  "'; drop table x --",
  '${jndi:x}',
  '$all',
  '__proto__',
  [],
  {},
  [[[[[[[[]]]]]]]],
  { constructor: { prototype: {} } },
];

/** A document with one to three things about it changed. Its texts, as bytes may be no UTF-8. */
export function mutated(document: unknown, random: Random): Buffer {
  let changed = document;
  for (let times = 1 + random.below(3); times > 0; times--) changed = changedOnce(changed, random);
  const text = JSON.stringify(changed) as string | undefined;
  return mangled(Buffer.from(text ?? 'undefined'), random);
}

function changedOnce(value: unknown, random: Random): unknown {
  if (typeof value !== 'object' || value === null || random.below(4) === 0) return random.of(ODD);
  if (Array.isArray(value)) {
    const index = random.below(value.length + 1);
    const list = value as readonly unknown[];
    if (random.below(5) === 0) return [...list, ...list];
    return list.toSpliced(index, 1, changedOnce(list[index], random));
  }
  const entries = Object.entries(value);
  const index = random.below(entries.length + 1);
  const [name, inner] = entries[index] ?? ['surplus', 1];
  const kept = entries.filter((_, at) => at !== index);
  const what = random.below(4);
  if (what === 0) return Object.fromEntries(kept);
  // Written as text: an object of ours would take `__proto__` for its prototype.
  if (what === 1)
    return JSON.parse(
      `{"__proto__":{"roles":["admin"]},${JSON.stringify(value).slice(1)}`.replace(',}', '}'),
    ) as unknown;
  return Object.fromEntries([...kept, [name, changedOnce(inner, random)]]);
}

/** Mostly left alone; at times cut, with a byte turned, in another encoding, or far too deep. */
function mangled(bytes: Buffer, random: Random): Buffer {
  switch (random.below(12)) {
    case 0:
      return bytes.subarray(0, random.below(bytes.length));
    case 1: {
      const turned = Buffer.from(bytes);
      turned[random.below(bytes.length)] = random.below(256);
      return turned;
    }
    case 2:
      return Buffer.from(bytes.toString(), 'utf16le');
    case 3:
      return Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]);
    case 4:
      return Buffer.from('['.repeat(20_000));
    case 5:
      return random.bytes(random.below(300));
    default:
      return bytes;
  }
}
