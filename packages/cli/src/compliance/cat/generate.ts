import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  catCorrections,
  catDue,
  catLine,
  catTimestamp,
  checkCatFile,
  parseDate,
} from '@bellwether/domain';
import { catDayRecords } from '@bellwether/projections';
import { CommandFailure } from '../../command-line/exit.ts';
import { report, table } from '../../output/report.ts';
import { asOf } from '../as-of.ts';
import { firmOf, type FirmOptions } from '../firm-file.ts';
import { catFileName, inFiles, linesOf } from './files.ts';

export interface GenerateOptions extends FirmOptions {
  readonly date: string;
  readonly out: string;
  readonly maxBytes: number;
  readonly submitted?: readonly string[];
}

/**
 * Writes the files of a day and says what they stand on. Nothing is written that does not pass the check.
 * @throws CommandFailure naming the first record that is wrong.
 */
export async function generateCat(options: GenerateOptions): Promise<void> {
  const firm = firmOf(options);
  const day = options.date.replaceAll('-', '');
  const made = await asOf(options, async (eventStore, position) => ({
    position,
    ...(await catDayRecords(eventStore, firm, day, position)),
  }));
  const whole = made.records.map((record) => catLine(record));
  const [wrong] = checkCatFile(whole, { keys: made.keys });
  if (wrong !== undefined)
    throw new CommandFailure(`${wrong.record}: ${wrong.field}: ${wrong.message}`);
  const submitted = options.submitted === undefined ? [] : linesOf(options.submitted);
  const lines = options.submitted === undefined ? whole : catCorrections(made.records, submitted);
  mkdirSync(options.out, { recursive: true });
  const first = (options.submitted?.length ?? 0) + 1;
  const files = inFiles(lines, options.maxBytes).map((text, n) => {
    const name = catFileName(firm, day, first + n);
    writeFileSync(join(options.out, name), text);
    const sha256 = createHash('sha256').update(text).digest('hex');
    return { name, records: text.split('\n').length - 1, sha256 };
  });
  const due = catDue(parseDate(options.date));
  const told = {
    day: options.date,
    position: made.position,
    firm: firm.version,
    reportBy: catTimestamp(due.report),
    repairBy: catTimestamp(due.repair),
    files,
  };
  report(told, options.json === true, () =>
    [
      table([
        ['file', 'records', 'SHA-256'],
        ...files.map(({ name, records, sha256 }) => [name, `${records}`, sha256]),
      ]),
      `as of log position ${told.position}, parameters ${told.firm}`,
      `due ${told.reportBy} Eastern, repairs ${told.repairBy}`,
    ].join('\n'),
  );
}
