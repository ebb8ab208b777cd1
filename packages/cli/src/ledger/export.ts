import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { formatDate, journalOf, newYorkTime, type LedgerLine } from '@bellwether/domain';
import { headPosition } from '@bellwether/platform/event-store';
import { FACT_STREAMS, readLog, type RecordedFact } from '@bellwether/projections';
import type { InstallationOptions } from '../command-line/options.ts';
import { progressBar } from '../output/progress.ts';
import { report } from '../output/report.ts';
import { withLog } from '../read-side/session.ts';
import { BEANCOUNT, HLEDGER, type PlainText } from './plain-text.ts';

/** How a ledger may be written. */
export const FORMATS: Readonly<Record<'hledger' | 'beancount', PlainText>> = {
  hledger: HLEDGER,
  beancount: BEANCOUNT,
};

export interface ExportOptions extends InstallationOptions {
  readonly format: keyof typeof FORMATS;
  readonly out: string;
}

/** Writes the journals of all facts up to now as plain-text accounting. @throws CommandFailure; errors of the file. */
export async function exportLedger(options: ExportOptions): Promise<void> {
  const { format, out, json = false } = options;
  const written = await withLog(options, async ({ eventStore }) => {
    const head = (await headPosition(eventStore, FACT_STREAMS)) ?? 0n;
    const bar = progressBar('writing', head, json);
    const file = createWriteStream(out);
    // A path that cannot be written fails here, and not at the first full buffer.
    await once(file, 'open');
    let journals = 0;
    file.write(FORMATS[format].header);
    for await (const facts of readLog(eventStore, undefined, head)) {
      const text = journalsOf(facts, FORMATS[format]);
      journals += text.length;
      if (text.length > 0 && !file.write(text.join(''))) await once(file, 'drain');
      bar.update(facts[0]?.position ?? head, journals);
    }
    file.end();
    await finished(file);
    bar.stop();
    return { journals, position: `${head}`, out };
  });
  report(written, json, (told) => `${told.journals} journals in ${told.out}`);
}

/** The journals of facts as text; most facts have none. */
export function journalsOf(facts: readonly RecordedFact[], format: PlainText): readonly string[] {
  return facts.flatMap(({ fact, at, position, index }) => {
    const lines: readonly LedgerLine[] = journalOf(fact as Parameters<typeof journalOf>[0]);
    if (lines.length === 0) return [];
    const day = formatDate(newYorkTime(at).date);
    return [format.journal({ day, cause: `${fact.type} ${position}.${index}`, lines })];
  });
}
