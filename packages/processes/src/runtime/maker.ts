import type { RecordedFact } from '@bellwether/projections/facts';
import type { FactReading } from './reactor.ts';
import type { ProcessRuntime } from './runtime.ts';
import { streamsWith } from './streams.ts';

/** From one look at what is to be done to the next, ms. */
const LOOK_EVERY_MS = 1_000;
/** After a look that failed the next one comes later, each time more, ms. */
const [AGAIN_MIN_MS, AGAIN_MAX_MS] = [5_000, 300_000];

/** What somebody does whom a clock or the read side tells what there is to do, and the log what is done. */
export interface Making {
  readonly runtime: ProcessRuntime;
  readonly reading: Pick<FactReading, 'factsOf'>;
  /** Types of facts that say what is done: the streams that have them are read at each start. */
  readonly follows: readonly string[];
  /** Notes a fact. @param isCaughtUp whether it is newer than the start. */
  readonly take: (recorded: RecordedFact, isCaughtUp: boolean) => void;
  /** Does what there is to do; never before everything of before is noted, when what is done would seem not to be. */
  readonly look: () => Promise<void>;
  /** Is told of a look that failed, which is tried again later; absent: it ends the making. */
  readonly failed?: (error: unknown) => void;
}

/** Follows and looks until the signal. @throws errors of the log that trying again cannot help, and those of `look` without `failed`. */
export async function runMaker(making: Making): Promise<void> {
  const known = { isCaughtUp: false };
  await Promise.all([follow(making, known), work(making, known)]);
}

async function follow(
  { runtime, reading, follows, take }: Making,
  known: { isCaughtUp: boolean },
): Promise<void> {
  for await (const message of runtime.follow(streamsWith(follows), undefined, runtime.signal)) {
    if (message.kind === 'caughtUp') known.isCaughtUp = true;
    if (message.kind === 'event')
      for (const recorded of await reading.factsOf(message.event)) take(recorded, known.isCaughtUp);
  }
}

async function work(
  { runtime, look, failed }: Making,
  known: { readonly isCaughtUp: boolean },
): Promise<void> {
  let againMs = AGAIN_MIN_MS;
  while (!runtime.signal.aborted) {
    let waitMs = LOOK_EVERY_MS;
    try {
      if (known.isCaughtUp) await look();
      againMs = AGAIN_MIN_MS;
    } catch (error) {
      if (failed === undefined) throw error;
      if (runtime.signal.aborted) return;
      failed(error);
      waitMs = againMs;
      againMs = Math.min(2 * againMs, AGAIN_MAX_MS);
    }
    await runtime.runtime.pause(waitMs, runtime.signal);
  }
}
