import { styleText } from 'node:util';
import { runningAddresses } from '../command-line/connection.ts';
import { CommandFailure } from '../command-line/exit.ts';
import { settingsOf, type InstallationOptions } from '../command-line/options.ts';
import { untilInterrupted } from '../output/interrupt.ts';
import { WrittenProgress } from '../output/part-progress.ts';
import { mark, report } from '../output/report.ts';
import { verifyKeys } from './keys.ts';
import { verifyInstallation, type Verification } from './verify.ts';

export async function verify(options: InstallationOptions): Promise<void> {
  const settings = settingsOf(options);
  const addresses = runningAddresses(settings);
  const interrupted = untilInterrupted();
  try {
    const verification = await verifyInstallation(
      addresses,
      settings.partitions,
      verifyKeys(settings.directory),
      {
        progress: new WrittenProgress('verify', process.stderr),
        signal: interrupted.signal,
      },
    );
    report(verification, options.json === true, showVerification);
    if (interrupted.signal.aborted)
      throw new CommandFailure('stopped: not everything was looked at');
    if (!verification.ok) throw new CommandFailure(failureOf(verification));
  } finally {
    interrupted.dispose();
  }
}

function failureOf({ checks }: Verification): string {
  const isBroken = checks.some(({ violations }) => violations.length > 0);
  return isBroken ? 'an invariant is broken' : 'not everything could be looked at';
}

function showVerification({ checks }: Verification): string {
  return checks
    .map(({ id, name, ok, counts, violations, notes, unfinished }) => {
      const looked = Object.entries(counts).map(([what, count]) => `${count} ${what}`);
      return [
        `${markOf(ok, violations)} ${id} ${name} (${looked.join(', ')})`,
        ...(unfinished === undefined ? [] : [`    not all was looked at: ${unfinished}`]),
        ...violations.map((text) => `    ${text}`),
        ...notes.map((text) => `    ! ${text}`),
      ].join('\n');
    })
    .join('\n');
}

/** What is not known is neither right nor wrong. */
function markOf(ok: boolean, violations: readonly string[]): string {
  return ok || violations.length > 0
    ? mark(ok)
    : styleText('yellow', '?', { stream: process.stdout });
}
