import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { ClickHouseClient } from '@bellwether/platform/click-house';

/** How results are printed, and ClickHouse's name for it. */
export const SQL_FORMATS = {
  table: 'PrettyCompactMonoBlock',
  json: 'JSON',
  lines: 'JSONEachRow',
  csv: 'CSVWithNames',
  tsv: 'TSVWithNames',
  vertical: 'Vertical',
} as const;

export type SqlFormat = keyof typeof SQL_FORMATS;

/**
 * Runs one statement and copies what ClickHouse writes to `output` as it comes: results of any size, none in memory.
 * A statement's own FORMAT clause wins.
 * @param signal ends the statement.
 * @throws ClickHouseError with the server's message.
 */
export async function runQuery(
  client: ClickHouseClient,
  query: string,
  format: SqlFormat,
  output: Writable,
  signal: AbortSignal,
): Promise<void> {
  const { stream } = await client.exec({
    query,
    abort_signal: signal,
    clickhouse_settings: {
      output_format_pretty_color: output === process.stdout && process.stdout.isTTY ? 1 : 0,
    },
    http_headers: { 'X-ClickHouse-Format': SQL_FORMATS[format] },
  });
  for await (const chunk of stream) if (!output.write(chunk)) await once(output, 'drain');
}
