/** How far a server that starts has come, as /health/ready of a service says it under `recovering`. */
export interface StartProgress {
  readonly facts: number;
  readonly of: number;
  readonly factsPerSecond: number;
  readonly etaSeconds?: number;
}

/** A server answers, and says that it cannot work yet. */
export class NotReadyError extends Error {
  override readonly name = 'NotReadyError';
  readonly code = 'NOT_READY';
  /** Undefined where it says nothing of its progress. */
  readonly progress: StartProgress | undefined;

  constructor(message: string, progress: StartProgress | undefined) {
    super(message);
    this.progress = progress;
  }
}

/** `1,200,000 of 5,000,000 facts (24 %), 118,000 facts/s, 33 s left` */
export function showProgress(progress: StartProgress): string {
  const { facts, of, factsPerSecond, etaSeconds } = progress;
  const percent = of === 0 ? '' : ` (${Math.floor((facts / of) * 100)} %)`;
  const parts = [`${count(facts)} of ${count(of)} facts${percent}`];
  if (factsPerSecond > 0) parts.push(`${count(factsPerSecond)} facts/s`);
  if (etaSeconds !== undefined) parts.push(`${etaSeconds} s left`);
  return parts.join(', ');
}

const count = (n: number): string => n.toLocaleString('en-US');

/**
 * Asks a service whether it is ready.
 * @param url of its /health/ready.
 * @throws NotReadyError with its progress, or the network's error.
 */
export async function probeReady(url: string): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  const text = await response.text();
  if (response.ok) return;
  throw new NotReadyError(`${url} answered ${response.status}`, progressIn(text));
}

function progressIn(text: string): StartProgress | undefined {
  try {
    const { recovering } = JSON.parse(text) as { recovering?: Partial<StartProgress> };
    const { facts, of, factsPerSecond, etaSeconds } = recovering ?? {};
    if (!isCount(facts) || !isCount(of) || !isCount(factsPerSecond)) return undefined;
    return { facts, of, factsPerSecond, ...(isCount(etaSeconds) ? { etaSeconds } : {}) };
  } catch {
    // Not a service of ours, or not yet: its answer says nothing of progress.
    return undefined;
  }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
