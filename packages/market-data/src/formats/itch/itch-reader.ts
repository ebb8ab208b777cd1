import type { CivilDate } from '@bellwether/domain';
import { Chunks } from '../../reader/chunks.ts';
import type { FeedReader, LeftOut } from '../../reader/feed-reader.ts';
import { FormatError } from '../../reader/format-error.ts';
import type { Sequencing, UpdateSink } from '../../update/sink.ts';
import { SoupPacket, carriesNothing, framingOf, type ItchFraming } from './framing.ts';
import { ItchMessages } from './itch-messages.ts';
import { MESSAGE_BYTES } from './message-type.ts';

export interface ItchOptions {
  /** 0–255. */
  readonly source: number;
  /** The day in New York: messages bear times after its midnight only. */
  readonly date: CivilDate;
  /** By default what the first bytes look like. */
  readonly framing?: ItchFraming;
  /** Living orders at most, 64 bytes of memory each; 4 194 304 by default, several times a day's peak. */
  readonly ordersMax?: number;
}

/** A packet of SoupBinTCP has a length of two bytes. */
const PACKET_MAX = 2 + 0xff_ff;
/** I, the longest message. */
const MESSAGE_MAX = 50;

/**
 * Reads NASDAQ TotalView-ITCH 5.0 (NASDAQ's specification of that name, SoupBinTCP 3.0): messages behind their lengths
 * in two bytes, big-endian, up to a length of zero, or packets up to the end of the session. Instruments are the day's
 * stock locates. An execution is a TRADE and an EXECUTE of the order with one sequence, a replacement a DELETE and an
 * ADD. The sequence is the number of the message, from 1 or from what the login says; messages that no update stands for
 * have numbers too.
 */
export class ItchReader implements FeedReader {
  readonly sequencing: Sequencing = 'ASCENDING';
  readonly #chunks: Chunks;
  readonly #messages: ItchMessages;
  #framing: ItchFraming | undefined;
  #hasEnded = false;

  constructor(sink: UpdateSink, { source, date, framing, ordersMax = 1 << 22 }: ItchOptions) {
    this.#framing = framing;
    this.#messages = new ItchMessages(sink, source, date, ordersMax);
    this.#chunks = new Chunks(PACKET_MAX, (view, start, end) => this.#take(view, start, end));
  }

  get position(): number {
    return this.#chunks.position;
  }

  get leftOut(): LeftOut {
    return this.#messages.leftOut;
  }

  /** Whether the mark of the end has been read. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  push(bytes: Uint8Array): void {
    this.#chunks.push(bytes);
  }

  end(): void {
    this.#chunks.end();
  }

  #take(view: DataView, start: number, end: number): number {
    if (this.#framing === undefined) {
      // An end mark may be all there is.
      if (end - start < 4 && !(end - start >= 2 && view.getUint16(start) === 0)) return start;
      this.#framing = end - start < 4 ? 'FILE' : framingOf(view, start);
    }
    const isFile = this.#framing === 'FILE';
    // Errors say where the message lies in the feed.
    const base = this.#chunks.position - start;
    let at = start;
    while (at + 2 <= end) {
      const length = view.getUint16(at);
      const next = at + 2 + length;
      if (isFile && length > MESSAGE_MAX)
        throw new FormatError('FRAMING', base + at, `no message has ${length} bytes`);
      if (next > end) break;
      if (this.#hasEnded && length > 0)
        throw new FormatError('AFTER_END', base + at, 'bytes follow the end mark');
      if (length === 0) this.#takeEmpty(isFile, base + at);
      else if (isFile) this.#takeMessage(view, at + 2, length, base + at);
      else this.#takePacket(view, at + 2, length, base + at);
      at = next;
    }
    return at;
  }

  #takeEmpty(isFile: boolean, position: number): void {
    if (!isFile) throw new FormatError('FRAMING', position, 'a packet without a type');
    this.#hasEnded = true;
  }

  #takeMessage(view: DataView, at: number, length: number, position: number): void {
    const type = view.getUint8(at);
    if (MESSAGE_BYTES[type] !== length)
      throw new FormatError('TYPE', position, `no message of type ${type} has ${length} bytes`);
    this.#messages.take(view, at, position);
  }

  #takePacket(view: DataView, at: number, length: number, position: number): void {
    const type = view.getUint8(at);
    if (type === SoupPacket.SEQUENCED) {
      if (length === 1) throw new FormatError('FRAMING', position, 'sequenced data without any');
      this.#takeMessage(view, at + 1, length - 1, position);
    } else if (type === SoupPacket.END_OF_SESSION) this.#hasEnded = true;
    else if (type === SoupPacket.LOGIN_ACCEPTED) this.#takeLogin(view, at, length, position);
    else if (!carriesNothing(type))
      throw new FormatError('FRAMING', position, `no packet has type ${type}`);
  }

  /** Login accepted: the session's name in ten letters, and the number of the next message in twenty. */
  #takeLogin(view: DataView, at: number, length: number, position: number): void {
    const bytes = new Uint8Array(view.buffer, view.byteOffset + at, length);
    const text = String.fromCharCode(...bytes.subarray(11));
    const next = Number(text);
    if (length !== 31 || !/^ *\d+$/.test(text) || !Number.isSafeInteger(next) || next < 1)
      throw new FormatError('FIELD', position, 'a login without the number of the next message');
    this.#messages.next = next;
  }
}
