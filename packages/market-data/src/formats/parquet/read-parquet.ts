import { parquetMetadataAsync, parquetReadObjects, type AsyncBuffer } from 'hyparquet';
import type { LeftOut } from '../../reader/feed-reader.ts';
import { FormatError } from '../../reader/format-error.ts';
import type { UpdateSink } from '../../update/sink.ts';
import type { ColumnMap } from '../tables/column-map.ts';
import { RowUpdates } from '../tables/row-updates.ts';
import { COMPRESSORS } from './compressors.ts';
import { exactSchema, textOf } from './exact-values.ts';

export interface ParquetOptions {
  /** 0–255. */
  readonly source: number;
  readonly map: ColumnMap;
}

/** Rows of a row group at most: writers make some hundred thousand. One group is in memory at a time. */
const GROUP_ROWS_MAX = 1 << 24;

/**
 * Tells trades or quotes from a Parquet file, which is read where it is needed: the end first, then a row group at a
 * time. Decimals and integers are exact; a DOUBLE is read as the shortest decimal number that it stands for, which is what
 * was written if that had 15 digits at most; a FLOAT is refused. A column of type TIMESTAMP needs no `timeFormat`. The
 * sequence is a column's, or the number of the row. Rejects with FormatError, whose position is the number of rows before
 * and whose cause is what hyparquet or the buffer threw, and with what the sink throws. **For files of a known writer only**:
 * a page whose header is damaged can keep hyparquet 1.33 busy without end; what is not trusted belongs into a thread that
 * can be stopped.
 */
export async function readParquet(
  file: AsyncBuffer,
  sink: UpdateSink,
  { source, map }: ParquetOptions,
): Promise<LeftOut> {
  const metadata = await damage(0, () => parquetMetadataAsync(file));
  const { schema, columns, timeFormat } = exactSchema(metadata.schema, map);
  const exact = { ...metadata, schema };
  const rows = new RowUpdates(sink, source, { ...map, timeFormat });
  const names = columns.map(({ name }) => name);
  rows.header(names);
  let start = 0;
  for (const group of metadata.row_groups) {
    const end = start + Number(group.num_rows);
    if (!(end - start <= GROUP_ROWS_MAX && end >= start))
      throw new FormatError('LIMIT', start, `a row group of ${end - start} rows`);
    const range = { rowStart: start, rowEnd: end };
    const options = {
      file,
      metadata: exact,
      columns: names,
      compressors: COMPRESSORS,
      utf8: false,
    };
    const read = await damage(start, () => parquetReadObjects({ ...options, ...range }));
    for (const row of read)
      rows.tell(columns.map((column) => textOf(row[column.name], column, rows.rows)));
    start = end;
  }
  return rows.leftOut;
}

/** hyparquet throws plain errors at damaged files. */
async function damage<T>(position: number, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const what = `the Parquet file cannot be read: ${message}`;
    throw new FormatError('FRAMING', position, what, { cause });
  }
}
