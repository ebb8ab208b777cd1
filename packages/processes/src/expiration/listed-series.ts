import {
  addDays,
  exerciseCutOff,
  midnightOf,
  newYorkTime,
  type CivilDate,
  type Instant,
  type InstrumentId,
} from '@bellwether/domain';
import type { Remembered } from '../runtime/process.ts';

/** An option or future that has not been taken off the list. */
export interface Series {
  readonly instrumentId: InstrumentId;
  /** Of an option what it is on; absent: a future. */
  readonly underlyingId?: InstrumentId | undefined;
  readonly expiresOn: CivilDate;
  /** ns since 1970 UTC. */
  readonly listedAt: Instant;
  readonly attempts: number;
  /** `due`: the partition has been asked; `ended`: it has expired. */
  readonly status: 'listed' | 'due' | 'ended';
  /** When what was asked for is exercised; absent: nothing was. */
  readonly exerciseAt?: Instant | undefined;
  /** Not tried before. */
  readonly notBefore?: Instant | undefined;
}

export type ListedSeries = Map<InstrumentId, Series>;

function change(
  series: ListedSeries,
  instrumentId: InstrumentId,
  by: (one: Series) => Partial<Series>,
): void {
  const one = series.get(instrumentId);
  if (one !== undefined) series.set(instrumentId, { ...one, ...by(one) });
}

/** The evening at which what is asked for at a time is exercised. */
function eveningAfter(at: Instant): Instant {
  const { date } = newYorkTime(at);
  const today = exerciseCutOff(date);
  return at < today ? today : exerciseCutOff(addDays(date, 1));
}

/** What the calendar of expirations is made of. */
export const LISTED_SERIES: Remembered<ListedSeries> = {
  InstrumentListed(series, { instrumentId, option, future }, { at: listedAt }) {
    const expiresOn = (option ?? future)?.expiresOn;
    if (expiresOn === undefined) return;
    const named = { instrumentId, underlyingId: option?.underlyingId };
    series.set(instrumentId, { ...named, expiresOn, listedAt, attempts: 0, status: 'listed' });
  },
  ExerciseRequested: (series, { instrumentId }, { at }) =>
    change(series, instrumentId, ({ exerciseAt }) => ({
      // What waits already takes with it what is asked for meanwhile.
      exerciseAt: exerciseAt ?? eveningAfter(at),
    })),
  ExpirationDue: (series, { instrumentId, attempt }) =>
    // What is asked for from now on is for another evening.
    change(series, instrumentId, () => ({
      status: 'due',
      attempts: attempt,
      exerciseAt: undefined,
    })),
  ExpirationEffective: (series, { instrumentId, kind }) =>
    change(series, instrumentId, () => ({
      status: kind === 'EXPIRATION' ? 'ended' : 'listed',
      notBefore: undefined,
    })),
  ExpirationDeferred(series, { instrumentId, kind, code }, { at }) {
    if (code === 'INSTRUMENT_NOT_TRADED') return void series.delete(instrumentId);
    // Tomorrow before the open, unless one of its instruments is halted before.
    const notBefore = midnightOf(addDays(newYorkTime(at).date, 1));
    const again = kind === 'EXERCISE' ? { exerciseAt: at } : {};
    change(series, instrumentId, () => ({ status: 'listed', notBefore, ...again }));
  },
  InstrumentHalted(series, { instrumentId }) {
    for (const one of series.values())
      if (one.instrumentId === instrumentId || one.underlyingId === instrumentId)
        change(series, one.instrumentId, () => ({ notBefore: undefined }));
  },
  InstrumentDelisted: (series, { instrumentId }) => void series.delete(instrumentId),
};
