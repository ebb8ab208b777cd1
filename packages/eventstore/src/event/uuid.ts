const HEX = '0123456789abcdef';
const NIBBLE = new Int8Array(256).fill(-1);
for (let i = 0; i < 16; i++) {
  NIBBLE[HEX.charCodeAt(i)] = i;
  NIBBLE[HEX.toUpperCase().charCodeAt(i)] = i;
}
const PAIRS = Array.from({ length: 256 }, (_, byte) => HEX[byte >> 4]! + HEX[byte & 15]!);

/**
 * Parses the text of a UUID at `offset` of `source` into 16 bytes; undefined where it is none. Takes what .NET's `Guid.Parse` takes, by
 * which the real server reads ids: 36 characters with hyphens, 32 digits, either form in braces or parentheses where it has hyphens, and
 * `{0x…,0x…,0x…,{0x…,…}}`, with white space around them.
 */
export function parseUuidText(source: Buffer, offset: number, length: number): Buffer | undefined {
  return length === 36
    ? (parseHyphenated(source, offset) ?? parseOther(source, offset, length))
    : parseOther(source, offset, length);
}

function parseHyphenated(source: Buffer, offset: number): Buffer | undefined {
  const bytes = Buffer.allocUnsafe(16);
  let at = offset;
  for (let i = 0; i < 16; i++) {
    if (i === 4 || i === 6 || i === 8 || i === 10) {
      if (source[at++] !== 0x2d) return undefined;
    }
    const high = NIBBLE[source[at++]!]!;
    const low = NIBBLE[source[at++]!]!;
    if (high < 0 || low < 0) return undefined;
    bytes[i] = (high << 4) | low;
  }
  return bytes;
}

const OTHER_TEXT_MAX = 256;
const DIGITS = /^[0-9a-f]{32}$/i;
const ENCLOSED = /^(?:\{([^{}()]{36})\}|\(([^{}()]{36})\))$/;
const BYTE = '0x([0-9a-f]{1,2})';
const HEXADECIMAL = new RegExp(
  `^\\{0x([0-9a-f]{1,8}),0x([0-9a-f]{1,4}),0x([0-9a-f]{1,4}),\\{${Array.from({ length: 8 }, () => BYTE).join(',')}\\}\\}$`,
  'i',
);

/** The rarer forms. */
function parseOther(source: Buffer, offset: number, length: number): Buffer | undefined {
  if (length < 32 || length > OTHER_TEXT_MAX) return undefined;
  const text = source.toString('latin1', offset, offset + length).trim();
  if (DIGITS.test(text)) return Buffer.from(text, 'hex');
  const enclosed = ENCLOSED.exec(text);
  const hyphenated = enclosed?.[1] ?? enclosed?.[2] ?? text;
  if (hyphenated.length === 36) return parseHyphenated(Buffer.from(hyphenated, 'latin1'), 0);
  const parts = HEXADECIMAL.exec(text.replaceAll(/\s/g, ''))?.slice(1);
  const widths = [8, 4, 4];
  const digits = parts?.map((part, i) => part.padStart(widths[i] ?? 2, '0')).join('');
  return digits === undefined ? undefined : Buffer.from(digits, 'hex');
}

/** Writes 16 bytes at `offset` of `bytes` as the lower-case 36-character text at `target[at]`. */
export function writeUuidText(bytes: Buffer, offset: number, target: Buffer, at: number): void {
  let to = at;
  for (let i = 0; i < 16; i++) {
    if (i === 4 || i === 6 || i === 8 || i === 10) target[to++] = 0x2d;
    const byte = bytes[offset + i]!;
    target[to++] = HEX.charCodeAt(byte >> 4);
    target[to++] = HEX.charCodeAt(byte & 15);
  }
}

/** The lower-case text of a 16-byte UUID. */
export function uuidText(bytes: Buffer): string {
  let text = '';
  for (let i = 0; i < 16; i++) {
    if (i === 4 || i === 6 || i === 8 || i === 10) text += '-';
    text += PAIRS[bytes[i]!];
  }
  return text;
}

/** The 16 bytes of a UUID's text; undefined where it is no UUID. */
export function parseUuid(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'latin1');
  return parseUuidText(bytes, 0, bytes.length);
}

/** A structured UUID (two signed 64-bit halves, most significant first) as 16 bytes. */
export function uuidFromHalves(most: bigint, least: bigint): Buffer {
  const bytes = Buffer.allocUnsafe(16);
  bytes.writeBigInt64BE(most, 0);
  bytes.writeBigInt64BE(least, 8);
  return bytes;
}
