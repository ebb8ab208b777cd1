import type { LoadPlan } from './plan.ts';

/** How orders travel, as many at once as the plan says. */
export type Way = Pick<LoadPlan, 'mode' | 'batch'>;

export type WayName = 'batched' | 'onePerMessage' | 'durableBatched' | 'durableOnePerMessage';

/** The ways that a client can choose: asked and answered or queued, alone or gathered by the SDK. */
export const WAYS: Readonly<Record<WayName, Way>> = {
  batched: { mode: 'request', batch: 500 },
  onePerMessage: { mode: 'request', batch: 1 },
  durableBatched: { mode: 'durable', batch: 500 },
  durableOnePerMessage: { mode: 'durable', batch: 1 },
};

/** As fast as answers come back, with so many messages under way as keep the servers busy. */
export function closedLoop(way: Way): Pick<LoadPlan, 'mode' | 'batch' | 'inFlight' | 'rate'> {
  return { ...way, inFlight: way.batch === 1 ? 256 : 8, rate: 0 };
}

/** So many orders per second as are due, answered or not. */
export function openLoop(
  way: Way,
  rate: number,
): Pick<LoadPlan, 'mode' | 'batch' | 'inFlight' | 'rate'> {
  return { ...way, inFlight: way.batch === 1 ? 4_096 : 64, rate };
}

/** Subject of the orders of partition 0. */
export function subjectOf({ mode }: Way, user: string): string {
  return mode === 'request' ? `cmd.trading.submit.0.${user}` : `cmd.durable.trading.0.${user}`;
}
