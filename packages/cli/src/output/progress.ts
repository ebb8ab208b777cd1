import { SingleBar } from 'cli-progress';

/** A bar on stderr that follows a position in the log. */
export interface ProgressBar {
  update(position: bigint, facts: number): void;
  stop(): void;
}

/**
 * Draws how far a reading of the log has come, with events per second and the time left.
 * @param head commit position of the end; one that was not told has no bar.
 */
export function progressBar(title: string, head: bigint, hidden: boolean): ProgressBar {
  if (hidden || !process.stderr.isTTY) return { update: () => undefined, stop: () => undefined };
  const started = performance.now();
  const bar = new SingleBar({
    format: `${title} {bar} {percentage}% | {facts} facts | {rate} facts/s | {eta_formatted} left`,
    stream: process.stderr,
  });
  bar.start(Number(head), 0, { facts: 0, rate: 0 });
  return {
    update(position, facts) {
      const rate = Math.round(facts / ((performance.now() - started) / 1_000));
      bar.update(Number(position < head ? position : head), { facts, rate });
    },
    stop: () => bar.stop(),
  };
}
