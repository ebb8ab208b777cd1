import { catCompleteness } from '@bellwether/domain';
import { catDayRecords } from '@bellwether/projections';
import { CommandFailure } from '../../command-line/exit.ts';
import { report, table } from '../../output/report.ts';
import { asOf } from '../as-of.ts';
import { firmOf, type FirmOptions } from '../firm-file.ts';
import { linesOf } from './files.ts';

/** Holds files against the log. @throws CommandFailure where they differ. */
export async function catComplete(
  files: readonly string[],
  options: FirmOptions & { readonly date: string },
): Promise<void> {
  const day = options.date.replaceAll('-', '');
  const { records } = await asOf(options, (eventStore, position) =>
    catDayRecords(eventStore, firmOf(options), day, position),
  );
  const found = catCompleteness(records, linesOf(files));
  const { counts, missing, unexpected, different } = found;
  const list = (what: string, ids: readonly string[]) => ids.map((id) => `${what}: ${id}`);
  report(found, options.json === true, () =>
    [
      table([
        ['event', 'log', 'files'],
        ...counts.map(({ type, log, file }) => [type, `${log}`, `${file}`]),
      ]),
      ...list('missing', missing),
      ...list('not in the log', unexpected),
      ...list('says something else', different),
    ].join('\n'),
  );
  const wrong = missing.length + unexpected.length + different.length;
  if (wrong > 0) throw new CommandFailure(`${wrong} records differ`);
}
