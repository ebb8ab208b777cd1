import type { Sequencing } from '../../update/sink.ts';
import { MarketStatus, StatusReason } from '../../update/status.ts';
import { SourceBooks } from '../books/source-books.ts';
import { LostRanges } from './lost-ranges.ts';
import { SequenceCheck } from './sequence-check.ts';

/** Why the book of a source in an instrument counts, or does not. */
export const BookState = {
  /** The source has told nothing yet. */
  NONE: 0,
  GOOD: 1,
  /** Something was lost: until a CLEAR, or the next QUOTE where the source tells quotes. */
  GAP: 2,
  /** Its bid is not below its ask: until it is. */
  CROSSED: 3,
  /** Its bid or ask is outside the band around the last price: until it is not. */
  OUT_OF_BAND: 4,
  /** It spoke of an order that is not in the book: until a CLEAR. */
  UNKNOWN_ORDER: 5,
} as const;
export type BookState = (typeof BookState)[keyof typeof BookState];

/** What is known of one source. Columns are by instrument; prices in 1/10 000 USD. */
export class SourceState {
  readonly name: string;
  /** Its bit in sets of venues. */
  readonly bit: number;
  readonly hasTrades: boolean;
  readonly isPerInstrument: boolean;
  readonly sequence: SequenceCheck;
  readonly books: SourceBooks;
  readonly lost: LostRanges;
  readonly state: Uint8Array;
  readonly bidPrice: Float64Array;
  readonly bidSize: Float64Array;
  readonly askPrice: Float64Array;
  readonly askSize: Float64Array;
  /** Why the book is not to be trusted until a CLEAR: GAP, UNKNOWN_ORDER, or NONE where it may be. */
  readonly doubt: Uint8Array;
  /** Whether the source has announced the instrument. */
  readonly isListed: Uint8Array;
  /** What it has said of the market in the instrument: `MarketStatus` and `StatusReason`. */
  readonly status: Uint8Array;
  readonly statusReason: Uint8Array;
  /** Prices beyond which the instrument may not trade, as it has said; an upper one of 0: none. */
  readonly bandLow: Float64Array;
  readonly bandHigh: Float64Array;
  /** The same of the market as a whole. */
  marketStatus: number = MarketStatus.UNKNOWN;
  marketReason: number = StatusReason.NONE;
  /** Whether instruments that are announced from now on may lack what was lost before. */
  doubtsNew = false;
  /** When it last said anything: day since 1970-01-01 UTC, −1 before, and nanoseconds of that day. */
  day = -1;
  nanos: number = Number.MAX_SAFE_INTEGER;
  isSilent = false;
  /** Instrument whose event is not complete yet, or −1. */
  pending = -1;
  updates = 0;
  trades = 0;
  duplicates = 0;
  quarantined = 0;

  constructor(options: {
    readonly name: string;
    readonly index: number;
    readonly sequencing: Sequencing;
    readonly hasTrades: boolean;
    readonly instrumentsMax: number;
    readonly listMax: number;
  }) {
    const { instrumentsMax } = options;
    this.name = options.name;
    this.bit = 1 << options.index;
    this.hasTrades = options.hasTrades;
    this.isPerInstrument = options.sequencing === 'PER_INSTRUMENT';
    this.sequence = new SequenceCheck(options.sequencing, instrumentsMax);
    this.books = new SourceBooks(instrumentsMax);
    this.lost = new LostRanges(options.listMax);
    this.state = new Uint8Array(instrumentsMax);
    this.doubt = new Uint8Array(instrumentsMax);
    this.isListed = new Uint8Array(instrumentsMax);
    this.status = new Uint8Array(instrumentsMax);
    this.statusReason = new Uint8Array(instrumentsMax);
    this.bandLow = new Float64Array(instrumentsMax);
    this.bandHigh = new Float64Array(instrumentsMax);
    this.bidPrice = new Float64Array(instrumentsMax);
    this.bidSize = new Float64Array(instrumentsMax);
    this.askPrice = new Float64Array(instrumentsMax);
    this.askSize = new Float64Array(instrumentsMax);
  }
}
