import type { Command } from 'commander';
import { runningAddresses } from '../connection.ts';
import { CommandFailure } from '../exit.ts';
import { settingsOf, type InstallationOptions } from '../options.ts';
import { mark, report } from '../output/report.ts';
import { verifyInstallation, type Verification } from '../verify/verify.ts';

export function addVerify(program: Command): void {
  program
    .command('verify')
    .description('check the invariants I1–I6 against all stores of the running platform')
    .action(async (_: unknown, command: Command) => {
      const options: InstallationOptions = command.optsWithGlobals();
      const verification = await verifyInstallation(runningAddresses(settingsOf(options)));
      report(verification, options.json === true, showVerification);
      if (!verification.ok) throw new CommandFailure('an invariant is broken');
    });
}

function showVerification({ checks }: Verification): string {
  return checks
    .map(({ id, name, ok, counts, violations }) => {
      const looked = Object.entries(counts).map(([what, count]) => `${count} ${what}`);
      return [
        `${mark(ok)} ${id} ${name} (${looked.join(', ')})`,
        ...violations.map((text) => `    ${text}`),
      ].join('\n');
    })
    .join('\n');
}
