import { fileURLToPath } from 'node:url';
import type { ChildSpec } from './child.ts';

/** Where Node keeps what it has compiled: a start then takes a quarter less. Beside the packages, and as trusted as they are. */
const COMPILED = fileURLToPath(new URL('../../../node_modules/.cache/bellwether', import.meta.url));

/**
 * How Node runs a service. V8 watches where objects outlive a first collection, and makes such objects old from birth; what a
 * service makes lives for one turn or for ever, and what it makes while it starts says nothing of later: V8's guess made
 * half of the writer's facts old, where only a full collection finds them (`pnpm bench:stages`). The young generation is
 * smaller than V8's own choice (16 MB): a collection of it takes a third of the time.
 */
export const NODE_FLAGS = [
  '--enable-source-maps',
  '--no-allocation-site-pretenuring',
  '--max-semi-space-size=8',
] as const;

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
