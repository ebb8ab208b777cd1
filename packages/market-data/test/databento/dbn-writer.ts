// Writes DBN for tests, from the layout of its structs.

export interface RecordFields {
  readonly action?: string;
  readonly side?: string;
  readonly size?: number;
  /** Billionths of a dollar. */
  readonly price?: bigint;
  readonly flags?: number;
  readonly sequence?: number;
  readonly bid?: readonly [price: bigint, size: number];
  readonly ask?: readonly [price: bigint, size: number];
}

const INSTRUMENT = 5_482;
const TIME = 1_700_000_000_000_000_000n;

const header = (bytes: number, type: number): Buffer => {
  const record = Buffer.alloc(bytes);
  record.writeUInt8(bytes / 4, 0);
  record.writeUInt8(type, 1);
  record.writeUInt16LE(1, 2);
  record.writeUInt32LE(INSTRUMENT, 4);
  record.writeBigUInt64LE(TIME, 8);
  return record;
};

/** An order; by default one of 5 is added at 0.03 USD on the bid. */
export const mbo = ({
  action = 'A',
  side = 'B',
  size = 5,
  price = 30_000_000n,
  flags = 0x80,
  sequence = 9,
}: RecordFields): Buffer => {
  const record = header(56, 0xa0);
  record.writeBigUInt64LE(77n, 16);
  record.writeBigInt64LE(price, 24);
  record.writeUInt32LE(size, 32);
  record.writeUInt8(flags, 36);
  record.write(action + side, 38, 'latin1');
  record.writeBigUInt64LE(TIME + 1n, 40);
  record.writeUInt32LE(sequence, 52);
  return record;
};

const traded = (bytes: number, type: number, fields: RecordFields): Buffer => {
  const {
    action = 'T',
    side = 'B',
    size = 5,
    price = 30_000_000n,
    flags = 0x80,
    sequence = 9,
  } = fields;
  const record = header(bytes, type);
  record.writeBigInt64LE(price, 16);
  record.writeUInt32LE(size, 24);
  record.write(action + side, 28, 'latin1');
  record.writeUInt8(flags, 30);
  record.writeBigUInt64LE(TIME + 1n, 32);
  record.writeUInt32LE(sequence, 44);
  return record;
};

export const trade = (fields: RecordFields): Buffer => traded(48, 0x00, fields);

export const mbp1 = (fields: RecordFields): Buffer => {
  const record = traded(80, 0x01, fields);
  const { bid = [100_000n, 1], ask = [200_000n, 1] } = fields;
  record.writeBigInt64LE(bid[0], 48);
  record.writeBigInt64LE(ask[0], 56);
  record.writeUInt32LE(bid[1], 64);
  record.writeUInt32LE(ask[1], 68);
  return record;
};

/** A file whose metadata maps ABC to the instrument of these records. */
export const dbnFile = (version: number, ...records: readonly Uint8Array[]): Buffer => {
  const symbolBytes = version === 1 ? 22 : 71;
  const symbol = (text: string): Buffer => Buffer.from(text.padEnd(symbolBytes, '\0'));
  const u32 = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    return bytes;
  };
  const fixed = Buffer.alloc(100);
  fixed.write('TEST.SET');
  const types = version === 1 ? 50 : 42;
  fixed.writeUInt8(1, types);
  if (version > 1) fixed.writeUInt16LE(symbolBytes, 45);
  // Symbols that were asked for, found in part, not at all; then mappings, each with its intervals.
  const lists = [u32(0), u32(1), symbol('ABC'), u32(0), u32(0), u32(1), symbol('ABC')];
  const interval = [u32(1), u32(20_231_114), u32(20_231_115), symbol(`${INSTRUMENT}`)];
  const metadata = Buffer.concat([fixed, ...lists, ...interval]);
  return Buffer.concat([
    Buffer.from(`DBN${String.fromCharCode(version)}`),
    u32(metadata.length),
    metadata,
    ...records,
  ]);
};
