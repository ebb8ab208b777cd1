import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandFailure } from '../../command-line/exit.ts';
import type { InstallationOptions } from '../../command-line/options.ts';
import { allRows } from '../../messages/all-rows.ts';
import { report } from '../../output/report.ts';
import { instructionsCsv, instructionsText, type InstructionRow } from './rows.ts';
import { sese023 } from './sese023.ts';

export interface InstructionsOptions extends InstallationOptions {
  /** Directory to write to; absent: they are printed. */
  readonly out?: string;
  readonly format: 'sese023' | 'csv';
}

/** What a custodian outside is told in a run. */
export function instructionsIn(
  runId: string,
  options: InstallationOptions,
): Promise<readonly InstructionRow[]> {
  return allRows('settlement.instructions', { runId, first: 500 }, options);
}

/** Prints the instructions of a run, or writes them for the custodian. @throws CommandFailure; errors of the files. */
export async function showInstructions(runId: string, options: InstructionsOptions): Promise<void> {
  const rows = await instructionsIn(runId, options);
  const { out, format, json = false } = options;
  if (out === undefined) return report(rows, json, instructionsText);
  if (rows.length === 0) throw new CommandFailure(instructionsText(rows));
  const files = filesOf(runId, rows, format);
  mkdirSync(out, { recursive: true });
  for (const [name, text] of files) {
    const file = join(out, name);
    // Somebody may be looking for files meanwhile: each is there as a whole.
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  }
  report(
    { runId, instructions: rows.length, out },
    json,
    (told) => `${told.instructions} instructions in ${told.out}`,
  );
}

/** Of sese.023 a file for each instruction, as a message has one; a table is one file. */
function filesOf(
  runId: string,
  rows: readonly InstructionRow[],
  format: InstructionsOptions['format'],
): readonly (readonly [string, string])[] {
  if (format === 'csv') return [[`${runId}.csv`, instructionsCsv(rows)]];
  return rows.map((row) => [`${row.instructionId}.sese.023.xml`, sese023(row)]);
}
