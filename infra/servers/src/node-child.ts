import { fileURLToPath } from 'node:url';
import type { ChildSpec } from './child.ts';

/** The entry file `main.ts` of a workspace package, beside its `index.ts`. */
export function mainOf(packageName: string): string {
  return fileURLToPath(new URL('./main.ts', import.meta.resolve(packageName)));
}

/** A workspace package's `main.ts` run under this very Node. */
export function nodeChild(
  name: string,
  packageName: string,
  options: Pick<ChildSpec, 'logFile' | 'env' | 'stopTimeoutMs'> & {
    readonly args?: readonly string[];
  },
): ChildSpec {
  const { args = [], ...rest } = options;
  return {
    name,
    command: process.execPath,
    args: ['--enable-source-maps', mainOf(packageName), ...args],
    ...rest,
  };
}
