import type { Child } from '@bellwether/servers/child';
import { startServer } from '@bellwether/servers/server';
import type { StartProgress } from '@bellwether/servers/start-progress';
import { eventually } from '@bellwether/testkit';
import type { MeteredProxy } from './metered-proxy.ts';
import { recovering, type WriterSpec } from './writer-spec.ts';

/** Bytes of answers that come through at once. */
const BIT = 16_384;
/** What each wait takes on the starter's clock: more than half of the longest standstill that it puts up with, ms. */
const STEP_MS = 40_000;
const PATIENCE_MS = 30_000;

/** What came of a slow start. */
export interface SlowStart {
  readonly started: Child | Error;
  /** Each time that it was heard to be further. */
  readonly heard: readonly StartProgress[];
  /** How long it took on the starter's clock. */
  readonly tookMs: number;
  /** Whether it was alive whenever it was asked while it recovered. */
  readonly alive: boolean;
}

/**
 * Starts a writer whose event store is behind a wire. Its answers come through bit by bit, just enough that the starter hears
 * of progress each time it asks; after so many steps nothing more comes through, or everything.
 */
export async function startSlowly(
  spec: WriterSpec,
  wire: MeteredProxy,
  { steps, afterwards }: { readonly steps: number; readonly afterwards: 'nothing' | 'everything' },
): Promise<SlowStart> {
  const heard: StartProgress[] = [];
  let [now, alive] = [0, true];
  const furthest = (): number => heard.at(-1)?.facts ?? -1;
  const further = async (): Promise<boolean> => {
    wire.allow(BIT);
    return ((await recovering(spec))?.facts ?? -1) > furthest();
  };
  const time = {
    nowMs: () => now,
    async pause() {
      now += STEP_MS;
      if (heard.length < steps) await eventually('it comes further', further, PATIENCE_MS);
      else if (afterwards === 'everything') {
        wire.allow(Infinity);
        await eventually('it is ready', () => isReady(spec), PATIENCE_MS);
      }
      alive &&= (await fetch(`${spec.ops}/health/live`)).ok;
    },
  };
  const onProgress = (progress: StartProgress): void => {
    if (progress.facts > furthest()) heard.push(progress);
  };
  const started = await startServer(spec, { onProgress, time }).catch((error: Error) => error);
  return { started, heard, tookMs: now, alive };
}

function isReady(spec: WriterSpec): Promise<boolean> {
  return spec.probe().then(
    () => true,
    () => false,
  );
}
