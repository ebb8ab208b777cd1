import { Chunks } from '../../reader/chunks.ts';
import { FormatError } from '../../reader/format-error.ts';
import type { Capture, TakeFrame } from './capture.ts';
import { ClassicCapture } from './classic-capture.ts';
import { NextGenerationCapture } from './next-generation-capture.ts';

/** A block of pcapng with the longest packet that libpcap captures (262 144 bytes) and all its options. */
const BLOCK_MAX = 1 << 20;

/**
 * Reads Ethernet frames from a capture of libpcap (draft-ietf-opsawg-pcap) or pcapng (draft-ietf-opsawg-pcapng), of
 * either byte order, times in micro- or nanoseconds.
 */
export class CaptureReader {
  readonly #chunks = new Chunks(BLOCK_MAX, (view, start, end) => this.#take(view, start, end));
  readonly #frame: TakeFrame;
  #capture: Capture | undefined;

  constructor(frame: TakeFrame) {
    this.#frame = frame;
  }

  get position(): number {
    return this.#chunks.position;
  }

  push(bytes: Uint8Array): void {
    this.#chunks.push(bytes);
  }

  end(): void {
    this.#chunks.end();
  }

  #take(view: DataView, start: number, end: number): number {
    if (this.#capture === undefined) {
      if (end - start < 4) return start;
      this.#capture = this.#captureOf(view.getUint32(start));
    }
    return this.#capture.take(view, start, end, this.#chunks.position - start);
  }

  #captureOf(magic: number): Capture {
    if (magic === 0x0a0d0d0a) return new NextGenerationCapture(this.#frame, BLOCK_MAX);
    const capture = ClassicCapture.of(magic, this.#frame);
    if (capture === undefined) throw new FormatError('FRAMING', 0, 'neither pcap nor pcapng');
    return capture;
  }
}
