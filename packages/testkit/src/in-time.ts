/** Time for one step of a start, ms: shorter than a hook has, so that a step that hangs is named. */
const STEP_MS = 40_000;

/** What `step` comes to. @throws Error naming `what` when it has not ended within 40 s. */
export async function inTime<T>(what: string, step: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${STEP_MS} ms: ${what}`)), STEP_MS);
  });
  return Promise.race([step, late]).finally(() => clearTimeout(timer));
}
