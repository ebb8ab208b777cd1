import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Runs a benchmark script of this folder in a process of its own and parses the JSON that it prints. */
export const runChild = async <Input, Result>(script: string, input: Input): Promise<Result> => {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const options = { maxBuffer: 1 << 26 };
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--no-warnings', '--expose-gc', path, JSON.stringify(input)],
    options,
  );
  return JSON.parse(stdout) as Result;
};

/** The input of a child. */
export const childInput = <Input>(): Input => JSON.parse(process.argv[2]!) as Input;
