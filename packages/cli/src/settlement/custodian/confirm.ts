import { createHash } from 'node:crypto';
import { placeOfInstruction, SETTLEMENT_LINES_MAX, type Confirmation } from '@bellwether/domain';
import { CommandFailure } from '../../command-line/exit.ts';
import type { InstallationOptions } from '../../command-line/options.ts';
import { isDone, outcomeText } from '../../messages/outcome-text.ts';
import { submit } from '../../messages/submit.ts';
import { report } from '../../output/report.ts';
import { parseColumns } from '../../statements/csv.ts';
import { readStatement } from '../../statements/read-statement.ts';
import { parseDocuments, StatementError } from '../../statements/xml.ts';
import { ANSWER_COLUMNS, csvAnswers, sese025 } from './answers.ts';
import { instructionsIn } from './instructions.ts';

export interface ConfirmOptions extends InstallationOptions {
  readonly format: 'sese025' | 'csv';
  /** `instruction=Ref,quantity=Qty` */
  readonly columns?: string;
  /** The files have everything that was delivered: what they lack was not. */
  readonly complete?: boolean;
}

/**
 * Takes a custodian's answers from files. Each command takes all of its answers or none; the same files again change nothing.
 * @throws StatementError where a file cannot be read; CommandFailure where an answer is refused.
 */
export async function confirmDeliveries(
  files: readonly string[],
  options: ConfirmOptions,
): Promise<void> {
  const hash = createHash('sha256');
  const answers = files.flatMap((file) => {
    const source = readStatement(file);
    hash.update(source);
    return answersIn(source.toString('utf8'), options);
  });
  const sha256 = hash.digest('hex');
  const runs = Map.groupBy(answers, ({ instructionId }) => placeOfInstruction(instructionId).runId);
  const told = { answers: answers.length, notDelivered: 0, runs: [...runs.keys()] };
  for (const [runId, own] of runs) {
    const rest = options.complete === true ? await unanswered(runId, own, options) : [];
    told.notDelivered += rest.length;
    await confirmAll(runId, [...own, ...rest], sha256, options);
  }
  report(told, options.json === true, ({ answers: count, notDelivered, runs: ids }) =>
    [
      `${count} answers to run ${ids.join(', ')} are recorded`,
      ...(notDelivered > 0 ? [`${notDelivered} instructions without one: not delivered`] : []),
    ].join('; '),
  );
}

function answersIn(source: string, { format, columns }: ConfirmOptions): readonly Confirmation[] {
  const found =
    format === 'csv'
      ? csvAnswers(
          source,
          columns === undefined ? undefined : parseColumns(columns, ANSWER_COLUMNS),
        )
      : parseDocuments(source).map(sese025);
  if (found.length === 0) throw new StatementError('there is no answer in it');
  return found;
}

/** Answers to what the files say nothing of, and what nobody has answered before. */
async function unanswered(
  runId: string,
  answers: readonly Confirmation[],
  options: ConfirmOptions,
): Promise<readonly Confirmation[]> {
  const told = new Set(answers.map(({ instructionId }) => instructionId));
  return (await instructionsIn(runId, options))
    .filter(({ instructionId, confirmed }) => confirmed === null && !told.has(instructionId))
    .map(({ instructionId }) => ({ instructionId, quantity: 0n }));
}

async function confirmAll(
  runId: string,
  answers: readonly Confirmation[],
  sha256: string,
  options: ConfirmOptions,
): Promise<void> {
  for (let at = 0; at < answers.length; at += SETTLEMENT_LINES_MAX) {
    const confirmations = answers.slice(at, at + SETTLEMENT_LINES_MAX);
    const data = { runId, sha256, confirmations };
    const outcome = await submit({ type: 'ConfirmDeliveries', data }, options);
    // All of it was said before: a file that is brought again.
    const isKnown = outcome.status === 'rejected' && outcome.code === 'NOTHING_TO_CHANGE';
    if (!isDone(outcome) && !isKnown)
      throw new CommandFailure(`after ${at} answers to run ${runId}: ${outcomeText(outcome)}`);
  }
}
