import {
  exerciseCutOff,
  formatDate,
  latestSessionDay,
  type CivilDate,
  type Command,
  type Instant,
} from '@bellwether/domain';
import { defineProcess, type Occasion, type ProcessManager } from '../runtime/process.ts';
import { LISTED_SERIES, type ListedSeries, type Series } from './listed-series.ts';

/** Futures are settled for the latest of so many days only: a settlement pays for all days before it, too. */
const LOOK_BACK_DAYS = 7;

/**
 * Carries options and futures through their evenings, at 17:30 in New York: what accounts want exercised is exercised, each
 * future is settled for the day, and what has expired is ended and taken off the list. What was missed is done at once. Names
 * say the attempt, so that nothing is done twice and what was declined is tried again.
 */
export const expirations: ProcessManager = defineProcess({
  name: 'expirations',
  description: 'Exercises options, settles futures day by day, and ends both',
  sends: ['ApplyExpiration', 'SettleFuture', 'DelistInstrument'],
  memory: { open: (): ListedSeries => new Map(), takes: LISTED_SERIES },
  at(now, series) {
    const settled = latestSessionDay(now, LOOK_BACK_DAYS, ({ date }) => exerciseCutOff(date));
    return [...series.values()].flatMap((one) => [
      ...variationOf(one, settled),
      ...applicationOf(one, now),
      ...endOf(one),
    ]);
  },
});

type Sent<T extends Command['type']> = Occasion<Extract<Command, { readonly type: T }>>;

/** On its last day a future is settled by its end. */
function variationOf(
  { instrumentId, underlyingId, expiresOn, listedAt, status }: Series,
  tradeDate: CivilDate | undefined,
): readonly Sent<'SettleFuture'>[] {
  if (underlyingId !== undefined || tradeDate === undefined || tradeDate >= expiresOn) return [];
  if (status !== 'listed' || exerciseCutOff(tradeDate) < listedAt) return [];
  return [
    {
      name: `settle/${instrumentId}/${formatDate(tradeDate)}`,
      command: { type: 'SettleFuture', data: { instrumentId, tradeDate } },
    },
  ];
}

function applicationOf(series: Series, now: Instant): readonly Sent<'ApplyExpiration'>[] {
  const { instrumentId, expiresOn, exerciseAt, attempts, status, notBefore = 0n } = series;
  if (status !== 'listed' || notBefore > now) return [];
  const isDue = exerciseCutOff(expiresOn) <= now || (exerciseAt ?? now + 1n) <= now;
  if (!isDue) return [];
  return [
    {
      name: `apply/${instrumentId}/${attempts}/${exerciseAt ?? 'end'}`,
      command: { type: 'ApplyExpiration', data: { instrumentId } },
    },
  ];
}

/** What has expired is traded no more; its own stream says so. */
function endOf({ instrumentId, status }: Series): readonly Sent<'DelistInstrument'>[] {
  if (status !== 'ended') return [];
  const data = { instrumentId, reason: 'expired' };
  return [{ name: `delist/${instrumentId}`, command: { type: 'DelistInstrument', data } }];
}
