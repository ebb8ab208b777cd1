import { endOfColumn } from './native-column.ts';

// The Native format as clients with a `client_protocol_version` read it (clickhouse-go, i.e. Grafana). The engine writes
// the plain one: without information before a block, and without a flag before each column's data.

/** From this revision on a column says whether it is serialized in a way of its own. */
const CUSTOM_SERIALIZATION = 54_454;

/** Field 1: no overflow; field 2: bucket -1; end of fields. */
const BLOCK_INFO = Buffer.from([1, 0, 2, 0xff, 0xff, 0xff, 0xff, 0]);
const NO_CUSTOM_SERIALIZATION = Buffer.from([0]);

/** Where in a block reading has come to. */
interface Progress {
  columnsLeft: number;
  rows: number;
}

/** Rewrites the plain Native format for clients of a revision. Holds at most one column of a block. */
export async function* nativeOfRevision(
  chunks: AsyncIterable<Buffer>,
  revision: number,
): AsyncGenerator<Buffer, void, undefined> {
  let data: Buffer = Buffer.alloc(0);
  const progress: Progress = { columnsLeft: 0, rows: 0 };
  for await (const chunk of chunks) {
    data = data.length === 0 ? chunk : Buffer.concat([data, chunk]);
    const pieces: Buffer[] = [];
    for (;;) {
      const step =
        progress.columnsLeft === 0 ? blockStart(data, progress) : column(data, progress, revision);
      if (step === undefined) break;
      pieces.push(...step.pieces);
      data = data.subarray(step.end);
    }
    if (pieces.length > 0) yield Buffer.concat(pieces);
  }
  if (data.length > 0 || progress.columnsLeft > 0) throw new Error('a Native block ends too early');
}

interface Step {
  readonly pieces: Buffer[];
  readonly end: number;
}

function blockStart(data: Buffer, progress: Progress): Step | undefined {
  const columns = varint(data, 0);
  const rows = columns && varint(data, columns.end);
  if (columns === undefined || rows === undefined) return undefined;
  progress.columnsLeft = columns.value;
  progress.rows = rows.value;
  return { pieces: [BLOCK_INFO, data.subarray(0, rows.end)], end: rows.end };
}

function column(data: Buffer, progress: Progress, revision: number): Step | undefined {
  const name = text(data, 0);
  const type = name && text(data, name.end);
  if (type === undefined) return undefined;
  const end = endOfColumn(data, type.end, type.value, progress.rows);
  if (end === undefined) return undefined;
  progress.columnsLeft -= 1;
  const flag = revision >= CUSTOM_SERIALIZATION ? [NO_CUSTOM_SERIALIZATION] : [];
  return { pieces: [data.subarray(0, type.end), ...flag, data.subarray(type.end, end)], end };
}

function varint(data: Buffer, start: number): { value: number; end: number } | undefined {
  let value = 0;
  for (let at = start, scale = 1; at < data.length; at += 1, scale *= 128) {
    const byte = data[at] ?? 0;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return { value, end: at + 1 };
  }
  return undefined;
}

function text(data: Buffer, start: number): { value: string; end: number } | undefined {
  const length = varint(data, start);
  if (length === undefined || length.end + length.value > data.length) return undefined;
  const end = length.end + length.value;
  return { value: data.toString('utf8', length.end, end), end };
}
