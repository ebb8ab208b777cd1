// Writes captures of IEX-TP segments for tests.

const u16 = (value: number, little = true): Buffer => {
  const bytes = Buffer.alloc(2);
  if (little) bytes.writeUInt16LE(value);
  else bytes.writeUInt16BE(value);
  return bytes;
};
const u32 = (value: number, little = true): Buffer => {
  const bytes = Buffer.alloc(4);
  if (little) bytes.writeUInt32LE(value);
  else bytes.writeUInt32BE(value);
  return bytes;
};
const u64 = (value: bigint): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
};

export interface Segment {
  readonly first: number;
  readonly messages: readonly Uint8Array[];
  readonly protocol?: number;
  readonly session?: number;
}

/** IEX-TP: version, reserved, protocol, channel, session, length, count, stream offset, first sequence, send time. */
export const segment = ({ first, messages, protocol = 0x8003, session = 1 }: Segment): Buffer => {
  const payload = Buffer.concat(messages.flatMap((message) => [u16(message.length), message]));
  return Buffer.concat([
    Buffer.of(1, 0),
    u16(protocol),
    u32(1),
    u32(session),
    u16(payload.length),
    u16(messages.length),
    u64(0n),
    u64(BigInt(first)),
    u64(1_471_980_632_572_800_000n),
    payload,
  ]);
};

interface FrameOptions {
  readonly tags?: number;
  readonly protocol?: number;
  readonly fragment?: number;
}

/** An Ethernet frame of a datagram, with VLAN tags before the type. */
export const frame = (
  payload: Uint8Array,
  { tags = 0, protocol = 17, fragment = 0 }: FrameOptions = {},
): Buffer => {
  const udp = Buffer.concat([
    u16(10_378, false),
    u16(10_378, false),
    u16(8 + payload.length, false),
    u16(0),
    payload,
  ]);
  const vlan = Array.from({ length: tags }, () => Buffer.from('81000064', 'hex'));
  const ip = Buffer.concat([
    Buffer.of(0x45, 0),
    u16(20 + udp.length, false),
    u16(0),
    u16(fragment, false),
    Buffer.of(64, protocol),
    Buffer.alloc(10),
  ]);
  return Buffer.concat([Buffer.alloc(12), ...vlan, Buffer.from('0800', 'hex'), ip, udp]);
};

export interface CaptureKind {
  readonly format: 'pcap' | 'pcapng';
  readonly little: boolean;
  readonly nanos: boolean;
}

/** 2016-08-23 19:30:33 UTC and 5 micro- or nanoseconds. */
const SECONDS = 1_471_980_633;

/** A capture of frames in either format, byte order and unit of time. */
export const capture = (
  frames: readonly Uint8Array[],
  { format, little, nanos }: CaptureKind,
): Buffer => {
  const word = (value: number): Buffer => u32(value, little);
  const half = (value: number): Buffer => u16(value, little);
  if (format === 'pcap') {
    const header = [
      word(nanos ? 0xa1b23c4d : 0xa1b2c3d4),
      half(2),
      half(4),
      word(0),
      word(0),
      word(65_535),
      word(1),
    ];
    const packets = frames.flatMap((bytes) => [
      word(SECONDS),
      word(5),
      word(bytes.length),
      word(bytes.length),
      bytes,
    ]);
    return Buffer.concat([...header, ...packets]);
  }
  const block = (type: number, ...parts: readonly Uint8Array[]): Buffer => {
    const body = Buffer.concat(parts);
    const padded = Buffer.concat([body, Buffer.alloc((4 - (body.length % 4)) % 4)]);
    const length = word(padded.length + 12);
    return Buffer.concat([word(type), length, padded, length]);
  };
  const resolution = Buffer.concat([
    half(9),
    half(1),
    Buffer.of(nanos ? 9 : 6, 0, 0, 0),
    half(0),
    half(0),
  ]);
  const time = BigInt(SECONDS) * (nanos ? 1_000_000_000n : 1_000_000n) + 5n;
  const [high, low] = [Number(time >> 32n), Number(time & 0xff_ff_ff_ffn)];
  return Buffer.concat([
    block(0x0a0d0d0a, word(0x1a2b3c4d), half(1), half(0), word(0xff_ff_ff_ff), word(0xff_ff_ff_ff)),
    block(1, half(1), half(0), word(65_535), resolution),
    block(5, word(0)),
    ...frames.map((bytes) =>
      block(6, word(0), word(high), word(low), word(bytes.length), word(bytes.length), bytes),
    ),
  ]);
};
