import { fileURLToPath } from 'node:url';
import type { ChildSpec } from './child.ts';

/** Where Node keeps what it has compiled: a start then takes a quarter less. Beside the packages, and as trusted as they are. */
const COMPILED = fileURLToPath(new URL('../../../node_modules/.cache/bellwether', import.meta.url));

/** How Node runs a service: as it is. A smaller young generation, and V8 not guessing what gets old, won nothing (ADR 0324). */
export const NODE_FLAGS = ['--enable-source-maps'] as const;

/**
 * A workspace package's `main.ts` run under this very Node.
 * @param entry URL of the package's `index.ts`, which `main.ts` stands beside: the caller's `import.meta.resolve(…)`.
 */
export function nodeChild(
  name: string,
  entry: string,
  options: Pick<ChildSpec, 'logFile' | 'env' | 'stopTimeoutMs'> & {
    readonly args?: readonly string[];
  },
): ChildSpec {
  const { args = [], env, ...rest } = options;
  const main = fileURLToPath(new URL('./main.ts', entry));
  return {
    name,
    command: process.execPath,
    args: [...NODE_FLAGS, main, ...args],
    env: { NODE_COMPILE_CACHE: COMPILED, ...env },
    ...rest,
  };
}
