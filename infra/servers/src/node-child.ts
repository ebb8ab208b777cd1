import { fileURLToPath } from 'node:url';
import type { ChildSpec } from './child.ts';

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
  const { args = [], ...rest } = options;
  const main = fileURLToPath(new URL('./main.ts', entry));
  return {
    name,
    command: process.execPath,
    args: ['--enable-source-maps', main, ...args],
    ...rest,
  };
}
