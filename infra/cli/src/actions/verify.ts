import { runningAddresses } from '../connection.ts';
import { CommandFailure } from '../exit.ts';
import { settingsOf, type InstallationOptions } from '../options.ts';
import { mark, report } from '../output/report.ts';
import { verifyInstallation, type Verification } from '../verify/verify.ts';

export async function verify(options: InstallationOptions): Promise<void> {
  const settings = settingsOf(options);
  const verification = await verifyInstallation(runningAddresses(settings), settings.partitions);
  report(verification, options.json === true, showVerification);
  if (!verification.ok) throw new CommandFailure('an invariant is broken');
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
