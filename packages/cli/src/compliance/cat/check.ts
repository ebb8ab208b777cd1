import { catKeys, checkCatFile } from '@bellwether/domain';
import { CommandFailure } from '../../command-line/exit.ts';
import type { InstallationOptions } from '../../command-line/options.ts';
import { report, table } from '../../output/report.ts';
import { linesOf } from './files.ts';

/** Checks files of order events. @throws CommandFailure where something is wrong. */
export async function checkCat(
  files: readonly string[],
  options: InstallationOptions & { readonly with?: readonly string[] },
): Promise<void> {
  const lines = linesOf(files);
  const errors = checkCatFile(lines, { keys: catKeys(linesOf(options.with ?? [])) });
  report({ records: lines.length, errors }, options.json === true, () =>
    errors.length === 0
      ? `${lines.length} records, no errors`
      : table([
          ['line', 'record', 'field', 'what'],
          ...errors.map(({ line, record, field, message }) => [`${line}`, record, field, message]),
        ]),
  );
  if (errors.length > 0) throw new CommandFailure(`${errors.length} errors`);
}
