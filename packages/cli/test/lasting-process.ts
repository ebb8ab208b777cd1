// The command line as a process that lasts: each line that it is sent runs as `./bellwether` runs it, one at a time. A
// process of its own takes a second of CPU before it does anything.
import { CommanderError, type Command } from 'commander';
import { failureText } from '../src/command-line/failure.ts';
import { commandLine } from '../src/program.ts';

type Write = typeof process.stdout.write;

let stdout: Buffer[] = [];
let stderr: Buffer[] = [];
process.stdout.write = into((chunk) => stdout.push(chunk));
process.stderr.write = into((chunk) => stderr.push(chunk));

function into(keep: (chunk: Buffer) => void): Write {
  return ((chunk: string | Uint8Array, ...rest: unknown[]) => {
    keep(Buffer.from(chunk as Uint8Array));
    const done = rest.find((one) => typeof one === 'function') as (() => void) | undefined;
    if (done !== undefined) process.nextTick(done);
    return true;
  }) as Write;
}

/** Lets a wrong line end in an error instead of the end of the process. */
function throwing(command: Command): Command {
  command.exitOverride();
  for (const inner of command.commands) throwing(inner);
  return command;
}

async function run(args: readonly string[]): Promise<number> {
  process.exitCode = undefined;
  try {
    await throwing(commandLine()).parseAsync(args, { from: 'user' });
  } catch (error) {
    // What is wrong with a line has been said by then.
    if (error instanceof CommanderError) return error.exitCode;
    process.stderr.write(failureText(error));
    return 1;
  }
  return Number(process.exitCode ?? 0);
}

process.on('message', async (args: readonly string[]) => {
  [stdout, stderr] = [[], []];
  const status = await run(args);
  process.exitCode = undefined;
  const [said, warned] = [stdout, stderr].map((chunks) => Buffer.concat(chunks).toString());
  process.send?.({ status, stdout: said, stderr: warned });
});
process.on('disconnect', () => process.exit());
