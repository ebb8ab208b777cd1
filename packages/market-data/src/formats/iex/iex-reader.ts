import { safeUnsigned } from '../../exact/halves.ts';
import type { Instant } from '../../exact/instant.ts';
import type { FeedReader, LeftOut } from '../../reader/feed-reader.ts';
import { FormatError } from '../../reader/format-error.ts';
import type { Sequencing, UpdateSink } from '../../update/sink.ts';
import { CaptureReader } from '../pcap/capture-reader.ts';
import { UdpPayload } from '../pcap/udp-payload.ts';
import { IexMessages } from './iex-messages.ts';

export interface IexOptions {
  /** 0–255. */
  readonly source: number;
}

const HEADER_BYTES = 40;
/** Message protocols of IEX-TP: TOPS 1.6 and DEEP 1.0. TOPS 1.5 (0x8002) has other fields. */
const PROTOCOLS = new Set([0x8003, 0x8004]);

/**
 * Reads IEX's TOPS 1.6 or DEEP 1.0 from a capture (pcap or pcapng; UDP, IPv4, Ethernet) of IEX-TP 1.25 segments. The
 * sequence is IEX's number of the message. Segments that come again are passed over; where some are missing, the next
 * update has GAP_BEFORE. The time of receipt is the capture's.
 */
export class IexReader implements FeedReader {
  readonly sequencing: Sequencing = 'ASCENDING';
  readonly #capture: CaptureReader;
  readonly #messages: IexMessages;
  readonly #payload = new UdpPayload();
  #protocol = 0;
  #session = -1;
  #next = 0;

  constructor(sink: UpdateSink, { source }: IexOptions) {
    this.#messages = new IexMessages(sink, source);
    this.#capture = new CaptureReader((view, start, end, time, position) => {
      if (!this.#payload.find(view, start, end)) this.#messages.leftOut.otherMessages++;
      else this.#segment(view, this.#payload.start, this.#payload.end, time, position);
    });
  }

  get position(): number {
    return this.#capture.position;
  }

  get leftOut(): LeftOut {
    return this.#messages.leftOut;
  }

  push(bytes: Uint8Array): void {
    this.#capture.push(bytes);
  }

  end(): void {
    this.#capture.end();
  }

  /** IEX-TP: a header, then messages behind their lengths. Errors have the position of the packet's record. */
  #segment(view: DataView, start: number, end: number, time: Instant, position: number): void {
    if (!this.#isOurs(view, start, end)) {
      this.#messages.leftOut.otherMessages++;
      return;
    }
    const count = view.getUint16(start + 14, true);
    const first = safeUnsigned(view.getUint32(start + 28, true), view.getUint32(start + 24, true));
    if (view.getUint16(start + 12, true) !== end - start - HEADER_BYTES || first < 0)
      throw new FormatError('FRAMING', position, 'a segment of another length');
    const session = view.getUint32(start + 8, true);
    if (session !== this.#session) this.#next = first;
    else if (first > this.#next) this.#messages.noteGap();
    this.#session = session;
    let at = start + HEADER_BYTES;
    for (let index = 0; index < count; index++) {
      const bytes = at + 2 > end ? 0 : view.getUint16(at, true);
      if (bytes === 0 || at + 2 + bytes > end)
        throw new FormatError('FRAMING', position, `message ${index} of ${count} is cut`);
      if (first + index >= this.#next)
        this.#messages.take(view, at + 2, bytes, first + index, time, position);
      at += 2 + bytes;
    }
    if (at !== end) throw new FormatError('FRAMING', position, 'bytes behind the last message');
    this.#next = Math.max(this.#next, first + count);
  }

  /** Of several protocols in one capture, the first is read. */
  #isOurs(view: DataView, start: number, end: number): boolean {
    if (end - start < HEADER_BYTES || view.getUint8(start) !== 1) return false;
    const protocol = view.getUint16(start + 2, true);
    if (this.#protocol === 0 && PROTOCOLS.has(protocol)) this.#protocol = protocol;
    return protocol === this.#protocol;
  }
}
