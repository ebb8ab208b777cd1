import { preflight, type CheckResult } from '@bellwether/local/preflight';
import { CommandFailure } from '../command-line/exit.ts';
import { settingsOf, type InstallationOptions } from '../command-line/options.ts';
import { mark, report } from '../output/report.ts';

export async function doctor(options: InstallationOptions): Promise<void> {
  const checks = await preflight(settingsOf(options));
  report(checks, options.json === true, showChecks);
  if (checks.some(({ ok }) => !ok)) throw new CommandFailure('not everything is ready');
}

/** Checks as lines, each with its remedy where it failed. */
export function showChecks(checks: readonly CheckResult[]): string {
  return checks
    .map(
      ({ name, ok, found, remedy }) =>
        `${mark(ok)} ${name}: ${found}${remedy === undefined ? '' : `\n    → ${remedy}`}`,
    )
    .join('\n');
}
