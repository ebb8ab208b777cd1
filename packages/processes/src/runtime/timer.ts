import { formatDate, newYorkTime } from '@bellwether/domain';
import type { Logger } from '@bellwether/platform';
import type { ProcessManager } from './process.ts';
import { occasionDue } from './reaction.ts';
import type { ProcessRuntime } from './runtime.ts';
import { submit } from './submit.ts';

/** How often the calendar is asked, ms. */
const LOOK_EVERY_MS = 500;

/**
 * Sends what the calendar asks for, in its order, each once a run: what an earlier run has sent on the same day is sent
 * again under the same ids, which has no effect. Rejects where a command is not understood; ends with the signal.
 */
export async function runTimer(
  process: ProcessManager,
  runtime: ProcessRuntime,
  logger: Logger,
): Promise<void> {
  const { signal, runtime: time } = runtime;
  let [day, sent] = ['', new Set<string>()];
  while (!signal.aborted) {
    const now = time.clock();
    const today = formatDate(newYorkTime(now).date);
    if (today !== day) [day, sent] = [today, new Set()];
    for (const occasion of process.at?.(now) ?? []) {
      if (sent.has(occasion.name) || signal.aborted) continue;
      const { status } = await submit(runtime, occasionDue(process, occasion), logger);
      sent.add(occasion.name);
      if (status === 'accepted')
        logger.info({ process: process.name, occasion: occasion.name }, 'sent');
    }
    await time.pause(LOOK_EVERY_MS, signal);
  }
}
