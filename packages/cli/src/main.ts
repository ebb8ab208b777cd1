import { failureText } from './command-line/failure.ts';
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
  process.stderr.write(failureText(error));
  process.exitCode = 1;
}
