import { FormatError } from '../../reader/format-error.ts';

/** "DBN", the version's byte, and the length of the metadata behind these eight bytes. */
export const PRELUDE_BYTES = 8;

/** Where fields of the metadata lie from the beginning of the file; from DBN 2 on symbols have a length of their own. */
const Field = { STYPE_IN: 50, STYPE_OUT: 51, SYMBOL_BYTES: 53, LISTS: 108 } as const;
/** DBN 1 has the number of records where later versions go on; its fields behind lie eight bytes further. */
const V1_SHIFT = 8;
const V1_SYMBOL_BYTES = 22;
/** Symbol types. */
const INSTRUMENT_ID = 0;
/** First and last day of a symbol's interval. */
const DAYS_BYTES = 8;

/** Which symbol an instrument's number stands for. */
export type Announce = (instrument: number, symbol: string) => void;

/**
 * The version, and how many bytes the metadata takes with its prelude.
 * @throws FormatError where it is no DBN of a version from 1 to 3.
 */
export function readPrelude(view: DataView, at: number): { version: number; bytes: number } {
  const isDbn = view.getUint8(at) === 0x44 && view.getUint16(at + 1, true) === 0x4e42;
  const version = view.getUint8(at + 3);
  if (!isDbn || version < 1 || version > 3)
    throw new FormatError('FRAMING', 0, 'not DBN of a version from 1 to 3');
  const bytes = PRELUDE_BYTES + view.getUint32(at + 4, true);
  if (bytes < Field.LISTS + 4) throw new FormatError('FRAMING', 0, 'metadata without its fields');
  return { version, bytes };
}

/** Announces the symbols that the metadata maps to numbers. @throws FormatError where it does not add up. */
export function readMetadata(bytes: Uint8Array, version: number, announce: Announce): void {
  const reader = new ListReader(bytes, version);
  // Symbols that were asked for, that were found in part, and not at all.
  for (let list = 0; list < 3; list++)
    for (let left = reader.count(reader.symbolBytes); left > 0; left--) reader.symbol();
  const [stypeIn, stypeOut] = reader.symbolTypes;
  for (let left = reader.count(reader.symbolBytes + 4); left > 0; left--) {
    const raw = reader.symbol();
    for (let days = reader.count(DAYS_BYTES + reader.symbolBytes); days > 0; days--) {
      reader.skip(DAYS_BYTES);
      const mapped = reader.symbol();
      if (stypeOut === INSTRUMENT_ID) announceAs(mapped, raw, announce);
      else if (stypeIn === INSTRUMENT_ID) announceAs(raw, mapped, announce);
    }
  }
}

function announceAs(number: string, symbol: string, announce: Announce): void {
  const instrument = /^\d{1,10}$/.test(number) ? Number(number) : NaN;
  // An interval without a number means that the symbol had none on those days.
  if (instrument <= 0xff_ff_ff_ff && symbol !== '') announce(instrument, symbol);
}

/** Reads counts and symbols of fixed length one behind the other, never beyond the end. */
class ListReader {
  readonly symbolBytes: number;
  readonly symbolTypes: readonly [number, number];
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at: number;

  constructor(bytes: Uint8Array, version: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const shift = version === 1 ? V1_SHIFT : 0;
    this.symbolTypes = [bytes[Field.STYPE_IN + shift]!, bytes[Field.STYPE_OUT + shift]!];
    this.symbolBytes =
      version === 1 ? V1_SYMBOL_BYTES : this.#view.getUint16(Field.SYMBOL_BYTES, true);
    if (this.symbolBytes === 0) throw new FormatError('FIELD', 0, 'symbols without a length');
    this.#at = Field.LISTS;
    // A definition of the schema, which has never been used.
    this.skip(this.#view.getUint32(Field.LISTS, true) + 4);
  }

  /** A count of things of at least so many bytes, which must fit into what is left. */
  count(bytesEach: number): number {
    this.skip(4);
    const count = this.#view.getUint32(this.#at - 4, true);
    if (count * bytesEach > this.#bytes.length - this.#at)
      throw new FormatError('FIELD', 0, `${count} entries in the metadata`);
    return count;
  }

  symbol(): string {
    const from = this.#at;
    this.skip(this.symbolBytes);
    const text = this.#bytes.subarray(from, this.#at);
    const end = text.indexOf(0);
    return Buffer.from(end < 0 ? text : text.subarray(0, end)).toString('latin1');
  }

  skip(bytes: number): void {
    if (bytes > this.#bytes.length - this.#at)
      throw new FormatError('FIELD', 0, 'metadata that ends early');
    this.#at += bytes;
  }
}
