import { Command } from 'commander';
import { addDoctor } from './commands/doctor.ts';
import { addDown } from './commands/down.ts';
import { addExplain } from './commands/explain.ts';
import { addImport } from './commands/import.ts';
import { addStatus } from './commands/status.ts';
import { addUp } from './commands/up.ts';
import { addVerify } from './commands/verify.ts';

const program = new Command('bellwether')
  .description('An event-sourced stock-trading platform')
  .option('--data <directory>', 'data directory (default .bellwether, or BELLWETHER_DATA)')
  .option('--port <number>', 'first of twenty ports (default 7400, or BELLWETHER_PORT)')
  .option('--json', 'one JSON document on stdout')
  .showHelpAfterError();

addUp(program);
addDown(program);
addStatus(program);
addDoctor(program);
addImport(program);
addVerify(program);
addExplain(program);

try {
  await program.parseAsync();
} catch (error) {
  const failure = error instanceof Error ? error : new Error(String(error));
  const code = (failure as { code?: unknown }).code;
  process.stderr.write(
    `bellwether: ${failure.message}${code === undefined ? `\n${failure.stack}` : ''}\n`,
  );
  process.exitCode = 1;
}
