import { commandLine } from './program.ts';

// Programs of their own, with options of their own: the rest of the line is theirs.
const programs: Readonly<Record<string, string>> = {
  eventstore: new URL('./main.ts', import.meta.resolve('@bellwether/eventstore')).href,
  engine: new URL('./main.ts', import.meta.resolve('@bellwether/engine')).href,
};

// A reader that has seen enough (`| head`) ends the command as a signal would, not as a defect.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.kill(process.pid, 'SIGTERM');
});

try {
  const [name = ''] = process.argv.slice(2);
  const other = programs[name];
  if (other === undefined) await commandLine().parseAsync();
  else {
    process.argv.splice(2, 1);
    await import(other);
  }
} catch (error) {
  const failure = error instanceof Error ? error : new Error(String(error));
  const code = (failure as { code?: unknown }).code;
  process.stderr.write(
    `bellwether: ${failure.message}${code === undefined ? `\n${failure.stack}` : ''}\n`,
  );
  process.exitCode = 1;
}
