import { Instant } from '../../exact/instant.ts';
import { FormatError } from '../../reader/format-error.ts';
import type { Capture, TakeFrame } from './capture.ts';

const FILE_HEADER = 24;
const PACKET_HEADER = 16;
const ETHERNET = 1;
/** As libpcap has it. */
const PACKET_MAX = 262_144;
const SECONDS_PER_DAY = 86_400;

/** libpcap's format: a header, then packets, each behind its time and length. */
export class ClassicCapture implements Capture {
  readonly #isLittle: boolean;
  readonly #fraction: number;
  readonly #frame: TakeFrame;
  readonly #time = new Instant();
  #hasHeader = false;

  private constructor(isLittle: boolean, fraction: number, frame: TakeFrame) {
    this.#isLittle = isLittle;
    this.#fraction = fraction;
    this.#frame = frame;
  }

  /** By the magic number as big-endian bytes have it; undefined for another. */
  static of(magic: number, frame: TakeFrame): ClassicCapture | undefined {
    if (magic === 0xa1b2c3d4) return new ClassicCapture(false, 1_000, frame);
    if (magic === 0xd4c3b2a1) return new ClassicCapture(true, 1_000, frame);
    if (magic === 0xa1b23c4d) return new ClassicCapture(false, 1, frame);
    if (magic === 0x4d3cb2a1) return new ClassicCapture(true, 1, frame);
    return undefined;
  }

  take(view: DataView, start: number, end: number, base: number): number {
    let at = start;
    if (!this.#hasHeader) {
      if (end - at < FILE_HEADER) return at;
      // The upper bits say whether frames end in a check sum.
      const link = view.getUint32(at + 20, this.#isLittle) & 0xff_ff;
      if (link !== ETHERNET) throw new FormatError('FIELD', base + at, `link type ${link}`);
      this.#hasHeader = true;
      at += FILE_HEADER;
    }
    while (at + PACKET_HEADER <= end) {
      const bytes = view.getUint32(at + 8, this.#isLittle);
      if (bytes > PACKET_MAX)
        throw new FormatError('FRAMING', base + at, `a packet of ${bytes} bytes`);
      const next = at + PACKET_HEADER + bytes;
      if (next > end) break;
      const seconds = view.getUint32(at, this.#isLittle);
      const fraction = view.getUint32(at + 4, this.#isLittle) * this.#fraction;
      const day = Math.floor(seconds / SECONDS_PER_DAY);
      if (!this.#time.set(day, (seconds - day * SECONDS_PER_DAY) * 1e9 + fraction))
        throw new FormatError('FIELD', base + at, 'a time beyond its day');
      this.#frame(view, at + PACKET_HEADER, next, this.#time, base + at);
      at = next;
    }
    return at;
  }
}
