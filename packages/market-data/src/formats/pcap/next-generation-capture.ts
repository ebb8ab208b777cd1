import { NANOS_PER_DAY } from '../../update/market-update.ts';
import { Instant } from '../../exact/instant.ts';
import { FormatError } from '../../reader/format-error.ts';
import type { Capture, TakeFrame } from './capture.ts';

const BlockType = { SECTION: 0x0a0d0d0a, INTERFACE: 1, ENHANCED_PACKET: 6 } as const;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const ETHERNET = 1;
/** The option of an interface that says its unit of time: a negative power of ten. */
const TIME_RESOLUTION = 9;
const MICROSECONDS = 6;
const NANOSECONDS = 9;
const MICROS_PER_DAY = NANOS_PER_DAY / 1_000;

interface Interface {
  readonly link: number;
  readonly resolution: number;
}

/** pcapng: blocks, each with its length at both ends; sections with a byte order and interfaces of their own. */
export class NextGenerationCapture implements Capture {
  readonly #frame: TakeFrame;
  readonly #blockMax: number;
  readonly #time = new Instant();
  readonly #interfaces: Interface[] = [];
  #isLittle = true;

  constructor(frame: TakeFrame, blockMax: number) {
    this.#frame = frame;
    this.#blockMax = blockMax;
  }

  take(view: DataView, start: number, end: number, base: number): number {
    let at = start;
    while (at + 12 <= end) {
      const isSection = view.getUint32(at) === BlockType.SECTION;
      if (isSection) this.#isLittle = this.#orderOf(view, at, base);
      const bytes = view.getUint32(at + 4, this.#isLittle);
      if (bytes < 12 || bytes % 4 !== 0 || bytes > this.#blockMax)
        throw new FormatError('FRAMING', base + at, `a block of ${bytes} bytes`);
      const next = at + bytes;
      if (next > end) break;
      if (view.getUint32(next - 4, this.#isLittle) !== bytes)
        throw new FormatError('FRAMING', base + at, 'a block with two lengths');
      const type = view.getUint32(at, this.#isLittle);
      if (isSection) this.#interfaces.length = 0;
      else if (type === BlockType.INTERFACE) this.#addInterface(view, at, next, base);
      else if (type === BlockType.ENHANCED_PACKET) this.#packet(view, at, next, base);
      at = next;
    }
    return at;
  }

  #orderOf(view: DataView, at: number, base: number): boolean {
    if (view.getUint32(at + 8, true) === BYTE_ORDER_MAGIC) return true;
    if (view.getUint32(at + 8) === BYTE_ORDER_MAGIC) return false;
    throw new FormatError('FRAMING', base + at, 'a section without a byte order');
  }

  #addInterface(view: DataView, at: number, next: number, base: number): void {
    if (next - at < 20) throw new FormatError('FRAMING', base + at, 'an interface without fields');
    if (this.#interfaces.length >= 0xff)
      throw new FormatError('LIMIT', base + at, '256 interfaces');
    let resolution = MICROSECONDS;
    for (let option = at + 16; option + 4 <= next - 4;) {
      const code = view.getUint16(option, this.#isLittle);
      const bytes = view.getUint16(option + 2, this.#isLittle);
      if (code === 0 || option + 4 + bytes > next - 4) break;
      if (code === TIME_RESOLUTION && bytes === 1) resolution = view.getUint8(option + 4);
      option += 4 + Math.ceil(bytes / 4) * 4;
    }
    this.#interfaces.push({ link: view.getUint16(at + 8, this.#isLittle), resolution });
  }

  #packet(view: DataView, at: number, next: number, base: number): void {
    if (next - at < 32) throw new FormatError('FRAMING', base + at, 'a packet without fields');
    const captured = this.#interfaces[view.getUint32(at + 8, this.#isLittle)];
    if (captured === undefined) throw new FormatError('FIELD', base + at, 'an unknown interface');
    if (captured.link !== ETHERNET)
      throw new FormatError('FIELD', base + at, `link type ${captured.link}`);
    const bytes = view.getUint32(at + 20, this.#isLittle);
    if (bytes > next - at - 32) throw new FormatError('FRAMING', base + at, 'a packet that is cut');
    const high = view.getUint32(at + 12, this.#isLittle);
    const low = view.getUint32(at + 16, this.#isLittle);
    if (!this.#setTime(high, low, captured.resolution))
      throw new FormatError('FIELD', base + at, 'a time that cannot be told');
    this.#frame(view, at + 28, at + 28 + bytes, this.#time, base + at);
  }

  /** Microseconds of a time before 2149 are a safe integer. */
  #setTime(high: number, low: number, resolution: number): boolean {
    if (resolution === NANOSECONDS) return this.#time.fromHalves(high, low);
    if (resolution !== MICROSECONDS) return false;
    const micros = high * 2 ** 32 + low;
    const day = Math.floor(micros / MICROS_PER_DAY);
    return this.#time.set(day, (micros - day * MICROS_PER_DAY) * 1_000);
  }
}
