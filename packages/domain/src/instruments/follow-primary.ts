import { accept, type Decision } from '../kernel/decider.ts';
import type { InstrumentId } from '../kernel/ids.ts';
import type { HALT_REASONS } from './commands.ts';
import type { InstrumentFact } from './facts.ts';
import type { InstrumentState } from './instrument-state.ts';

/** What the primary market says of an instrument: that it is halted, and why, or that it trades. */
export interface PrimaryReport {
  readonly type: 'FollowPrimary';
  readonly data: {
    readonly instrumentId: InstrumentId;
    /** The source of market data that says so. */
    readonly source: string;
    /** In its words. */
    readonly detail: string;
    readonly halted: (typeof HALT_REASONS)[number] | undefined;
  };
}

/**
 * Halts with the primary market, and resumes with it what was halted by its words. What was halted here stays so, and saying
 * the same again has no effect.
 */
export function followPrimary(
  { status, haltedBy: source, move }: InstrumentState,
  { instrumentId, halted, source: from, detail }: PrimaryReport['data'],
): Decision<InstrumentFact> {
  const primary = { source: from, detail };
  if (halted !== undefined)
    return status === 'halted'
      ? accept()
      : accept({ type: 'InstrumentHalted', data: { instrumentId, reason: halted, primary } });
  // On its way to another partition it stays halted: it is said again.
  const ends = status === 'halted' && source === from && move === undefined;
  return ends ? accept({ type: 'InstrumentResumed', data: { instrumentId, primary } }) : accept();
}
