import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connectClickHouse } from '@bellwether/platform/click-house';
import { runningAddresses } from '../command-line/connection.ts';
import { CommandFailure } from '../command-line/exit.ts';
import { settingsOf, type InstallationOptions } from '../command-line/options.ts';
import { runQuery, SQL_FORMATS, type SqlFormat } from './run-query.ts';
import { sqlShell } from './shell.ts';
import { splitStatements } from './statements.ts';

export interface SqlOptions extends InstallationOptions {
  readonly format?: string;
}

/**
 * Asks ClickHouse as the analyst, who may read within limits: one text of statements, those on standard input, or a shell
 * where there is a terminal.
 */
export async function sql(given: string | undefined, options: SqlOptions): Promise<void> {
  const settings = settingsOf(options);
  const format = formatOf(options);
  const client = connectClickHouse(runningAddresses(settings).clickHouseAnalyst, 'sql');
  try {
    if (given === undefined && process.stdin.isTTY)
      return await sqlShell(client, format, join(settings.directory, 'sql-history'));
    const { statements, rest } = splitStatements(given ?? (await text(process.stdin)));
    if (statements.length === 0 && rest === '') throw new Error('there is no statement to run');
    const ended = new AbortController();
    process.once('SIGINT', () => ended.abort());
    for (const statement of rest === '' ? statements : [...statements, rest])
      await runQuery(client, statement, format, process.stdout, ended.signal);
  } catch (error) {
    throw new CommandFailure((error as Error).message, { cause: error });
  } finally {
    await client.close();
  }
}

function formatOf({ format, json }: SqlOptions): SqlFormat {
  const chosen = format ?? (json === true ? 'json' : 'table');
  if (!(chosen in SQL_FORMATS))
    throw new CommandFailure(`formats are ${Object.keys(SQL_FORMATS).join(', ')}`);
  return chosen as SqlFormat;
}
