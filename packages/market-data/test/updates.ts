import fc from 'fast-check';
import { MarketUpdate, UpdateKind, type UpdateSink } from '../src/index.ts';

const safe = fc.maxSafeInteger();
const size = fc.nat(Number.MAX_SAFE_INTEGER);
const u32 = fc.nat(0xff_ff_ff_ff);
const nanos = fc.nat(86_399_999_999_999);
const day = fc.nat(0xff_ff);
const one = <T>(codes: Readonly<Record<string, T>>): fc.Arbitrary<T> =>
  fc.constantFrom(...Object.values(codes));

const always = {
  source: fc.nat(255),
  instrument: u32,
  sequence: size,
  part: u32,
  exchangeDay: day,
  exchangeNanos: nanos,
  receiveDay: day,
  receiveNanos: nanos,
  flags: fc.nat(0xff_ff),
};
const traded = { action: fc.nat(4), side: fc.nat(2), price: safe, quantity: size };
const conditions = fc.nat(0x7f_ff_ff_ff);

/** What each kind fills, as the table at MarketUpdate says. */
const FILLED = {
  QUOTE: { bidPrice: safe, bidSize: size, askPrice: safe, askSize: size, conditions },
  TRADE: {
    ...traded,
    conditions,
    tradeHigh: u32,
    tradeLow: u32,
    correctedHigh: u32,
    correctedLow: u32,
  },
  DELTA: { ...traded, orderHigh: u32, orderLow: u32, remaining: safe },
  LEVEL: traded,
  STATUS: { status: fc.nat(13), reason: fc.nat(10) },
  BAND: { bidPrice: safe, askPrice: safe },
  CLEAR: {},
} satisfies Record<keyof typeof UpdateKind, object>;

/** Any update that a reader may tell: fields that its kind does not fill are as in a new record. */
export const anyUpdate: fc.Arbitrary<MarketUpdate> = one(UpdateKind).chain((kind) => {
  const name = Object.entries(UpdateKind).find(([, code]) => code === kind)![0];
  const fields = FILLED[name as keyof typeof FILLED];
  return fc
    .record({ ...always, ...fields } as Record<string, fc.Arbitrary<number>>)
    .map((values) => Object.assign(new MarketUpdate(), values, { kind }));
});

/** The fields that mean something, of every kind. */
const SHARED = ['kind', ...Object.keys(always)];

/** What an update says, without what its record has left over from earlier ones. */
export const meaningOf = (update: MarketUpdate): Record<string, number> => {
  const name = Object.entries(UpdateKind).find(([, code]) => code === update.kind)![0];
  const fields = [...SHARED, ...Object.keys(FILLED[name as keyof typeof FILLED])];
  return Object.fromEntries(fields.map((field) => [field, update[field as 'price']]));
};

/** A sink that keeps what it is told. */
export class Collected implements UpdateSink {
  readonly symbols: Map<number, string> = new Map();
  readonly updates: Record<string, number>[] = [];
  instrument(id: number, symbol: string): void {
    this.symbols.set(id, symbol);
  }
  update(update: MarketUpdate): void {
    this.updates.push(meaningOf(update));
  }
}
