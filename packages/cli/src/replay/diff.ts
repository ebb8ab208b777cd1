import {
  PROJECTIONS,
  ReadModelAudit,
  readLog,
  type ReadModelDiff,
  type Selection,
} from '@bellwether/projections';
import { CommandFailure } from '../command-line/exit.ts';
import type { InstallationOptions } from '../command-line/options.ts';
import { mark, report } from '../output/report.ts';
import { withLog } from '../read-side/session.ts';

/**
 * Replays the log from zero into memory and compares the outcome with the live tables, those rows that the selection
 * concerns. Every fact is replayed: what a row holds follows from all of them.
 */
export async function diffReplay(
  { account, instrument, ...other }: Selection,
  options: InstallationOptions,
): Promise<void> {
  if (Object.values(other).some((value) => value !== undefined))
    throw new CommandFailure('--diff takes --account and --symbol only: it compares whole states');
  const filtered = account !== undefined || instrument !== undefined;
  const models = PROJECTIONS.filter(({ grain }) => !filtered || grain === 'entity');
  const diffs = await withLog(options, ({ owner, eventStore }) =>
    owner.begin('isolation level repeatable read read only', async (snapshot) => {
      await snapshot`set local statement_timeout = 0`;
      await snapshot`set local idle_in_transaction_session_timeout = 0`;
      const [row] = await snapshot<{ position: string }[]>`
        select min(position) as position from read_models.checkpoints where state = 'active'`;
      const audit = new ReadModelAudit(models, (one) => concerns(one, account, instrument));
      const log = (): ReturnType<typeof readLog> =>
        readLog(eventStore, undefined, BigInt(row?.position ?? -1));
      for await (const facts of log()) audit.add(facts);
      return audit.compare(snapshot, log);
    }),
  );
  report(diffs, options.json === true, showDiffs);
  if (diffs.some(({ differing }) => differing.length > 0))
    throw new CommandFailure('replayed and live state differ');
}

function concerns(
  row: Readonly<Record<string, unknown>>,
  account: string | undefined,
  instrument: string | undefined,
): boolean {
  const accounts = [row['accountId'], row['buyAccountId'], row['sellAccountId']];
  return (
    (account === undefined || accounts.includes(account)) &&
    (instrument === undefined || row['instrumentId'] === instrument)
  );
}

function showDiffs(diffs: readonly ReadModelDiff[]): string {
  return diffs
    .map(({ model, rows, deadLetters, differing }) =>
      [
        `${mark(differing.length === 0 && deadLetters === 0)} ${model}: ${rows} rows as replayed`,
        ...(deadLetters === 0
          ? []
          : [`    without ${deadLetters} facts that are parked or skipped`]),
        ...differing.map((key) => `    differs: ${key}`),
      ].join('\n'),
    )
    .join('\n');
}
