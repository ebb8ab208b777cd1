import { join } from 'node:path';
import { readSettingsFile } from '@bellwether/platform/config';
import { SignatureVerifier } from '@bellwether/platform/signing';
import { CommandFailure } from '../command-line/exit.ts';
import type { InstallationOptions } from '../command-line/options.ts';
import { mark, report } from '../output/report.ts';
import { checkExport } from './check-export.ts';

/**
 * Proves an export where the platform is not. With the key that lies in it an export proves that it is whole and of one piece;
 * that it is ours it proves with a key that was had otherwise. @throws CommandFailure where anything does not hold.
 */
export async function verifyExport(
  directory: string,
  options: InstallationOptions & { readonly key?: string },
): Promise<void> {
  const file = options.key ?? join(directory, 'auditor.pem');
  const auditor = readSettingsFile(file, (pem) => new SignatureVerifier(pem));
  const found = await checkExport(directory, auditor);
  report(found, options.json === true, ({ rows, anchored, anchors, broken }) =>
    [
      `${mark(broken.length === 0)} ${rows} rows, ${anchored} of them under ${anchors} signed anchors`,
      ...broken.map((what) => `    ${what}`),
    ].join('\n'),
  );
  if (found.broken.length > 0) throw new CommandFailure('the export is not what was recorded');
}
