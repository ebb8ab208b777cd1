import fc from 'fast-check';
import type { MarketStore } from '../../src/store/market-store.ts';
import { SourceRecorder } from '../../src/store/source-recorder.ts';
import { SymbolDirectory } from '../../src/consolidate/symbol-directory.ts';
import { SourceState } from '../../src/consolidate/sources/source-state.ts';
import { MarketUpdate, UpdateFlag, UpdateKind } from '../../src/index.ts';
import { anyUpdate } from '../updates.ts';

export const SYMBOLS: readonly string[] = ['ACME', 'BRK.B', 'BTC-USD', 'A', 'ÄÖ'];
/** Today: rows of other days are past their time. */
export const TODAY: number = Math.floor(Date.now() / 86_400_000);

/** Updates of some kinds as readers may tell them, received today. */
export function sampleUpdates(
  kinds: readonly UpdateKind[],
  count: number,
  seed: number,
): readonly MarketUpdate[] {
  const one = anyUpdate
    .filter(({ kind }) => kinds.includes(kind))
    .map((update) =>
      Object.assign(update, {
        instrument: update.instrument % SYMBOLS.length,
        receiveDay: TODAY,
        flags: update.flags & ~UpdateFlag.WHOLE_MARKET,
      }),
    );
  return fc.sample(one, { numRuns: count, seed });
}

/** Has a source that is in no market tell updates. */
export function tell(store: MarketStore, source: string, updates: readonly MarketUpdate[]): void {
  const symbols = new SymbolDirectory(SYMBOLS.length);
  for (const symbol of SYMBOLS) symbols.numberOf(symbol);
  const state = new SourceState({
    name: source,
    index: 0,
    sequencing: 'ASCENDING',
    hasTrades: true,
    instrumentsMax: SYMBOLS.length,
    listMax: 1,
  });
  const recorder = new SourceRecorder(store, state, symbols);
  for (const update of updates) recorder.update(update);
}

/** Ns since 1970 as digits. */
export const instant = (day: number, nanos: number): string =>
  `${BigInt(day) * 86_400_000_000_000n + BigInt(nanos)}`;

/** 64 bits of two halves as digits. */
export const whole = (high: number, low: number): string =>
  `${BigInt(high) * 2n ** 32n + BigInt(low)}`;

/** A quote of so many units at 1 USD and 2 USD, taken now. */
export function quoteOf(sequence: number): MarketUpdate {
  return Object.assign(new MarketUpdate(), {
    kind: UpdateKind.QUOTE,
    sequence,
    receiveDay: TODAY,
    receiveNanos: Date.now() % 86_400_000,
    exchangeDay: 20_000,
    bidPrice: 10_000,
    bidSize: sequence,
    askPrice: 20_000,
    askSize: sequence,
  });
}
