import { resolveLibchdb } from 'chdb/libchdb';
import {
  createExternalBuffer,
  DataType,
  isNullPointer,
  load,
  open,
  restorePointer,
  type JsExternal,
} from 'ffi-rs';
import { parseEngineError, type EngineError } from './engine-error.ts';

// The C interface of libchdb (`chdb.h`), of which npm's addon binds only a part: it lacks the streaming INSERT, without
// which rows would have to travel inside the SQL text, where a blank line among them ends the statement and the rest
// runs as SQL. Calls that may wait are made on libuv's threads, whose stacks the engine can measure.

const LIBRARY = 'chdb';

/** Bytes of SQL, of data, or of a format's name: passed with their length, so that NUL and bad UTF-8 survive. */
export type Bytes = Uint8Array;

/** What the engine answered, copied out of its memory. */
export interface EngineResult {
  readonly output: Buffer;
  readonly elapsedSeconds: number;
  readonly resultRows: number;
  readonly resultBytes: number;
  readonly readRows: number;
  readonly readBytes: number;
  readonly writtenRows: number;
  readonly writtenBytes: number;
}

type Argument = readonly [DataType, unknown];

/** Loads the engine's library into this process, once. Its signal handlers stay off: signals are this process's own. */
export function loadLibrary(): void {
  open({ library: LIBRARY, path: resolveLibchdb().path });
  callNow('chdb_set_signal_handlers_enabled', DataType.Void, [[DataType.I32, 0]]);
}

/** Calls a function that does not wait. */
export function callNow<T>(name: string, returns: DataType, args: readonly Argument[]): T {
  return load({
    library: LIBRARY,
    funcName: name,
    retType: returns,
    paramsType: args.map(([type]) => type),
    paramsValue: args.map(([, value]) => value),
  }) as T;
}

/** Calls a function that may wait, on another thread. The arguments stay referenced until it has returned. */
export async function callAside<T>(
  name: string,
  returns: DataType,
  args: readonly Argument[],
): Promise<T> {
  const paramsValue = args.map(([, value]) => value);
  const value = await load({
    library: LIBRARY,
    funcName: name,
    retType: returns,
    paramsType: args.map(([type]) => type),
    paramsValue,
    runInNewThread: true,
  });
  // Used after the wait, or the collector could take the buffers that the other thread reads.
  if (paramsValue.length !== args.length) throw new Error('unreachable');
  return value as T;
}

export const pointer = (value: JsExternal): Argument => [DataType.External, value];
const size = (value: number): Argument => [DataType.U64, value];
/** An address and a length, as two arguments. An empty buffer has no address to give, so it lends one byte. */
export const bytes = (value: Bytes): [Argument, Argument] => [
  [DataType.U8Array, value.length === 0 ? Buffer.alloc(1) : value],
  size(value.length),
];

/** Opens a connection to the engine of this process, which the first one starts. */
export function connect(args: readonly string[]): { owner: JsExternal; handle: JsExternal } {
  const argv = ['clickhouse', ...args];
  const owner = callNow<JsExternal>('chdb_connect', DataType.External, [
    [DataType.I32, argv.length],
    [DataType.StringArray, argv],
  ]);
  if (isNullPointer(owner)) throw parseEngineError('the engine refused the connection');
  const [handle] = restorePointer({ retType: [DataType.External], paramsValue: [owner] });
  return { owner, handle: handle as unknown as JsExternal };
}

/** The text behind a `const char *` getter, or undefined where it answers NULL. */
export function errorOf(getter: string, of: JsExternal): EngineError | undefined {
  const text = callNow<JsExternal>(getter, DataType.External, [pointer(of)]);
  if (isNullPointer(text)) return undefined;
  return parseEngineError(callNow<string>(getter, DataType.String, [pointer(of)]));
}

/** Copies a result out of the engine and frees it there. @throws EngineError where the statement failed. */
export function takeResult(result: JsExternal): EngineResult {
  const count = (getter: string): number => callNow(getter, DataType.U64, [pointer(result)]);
  try {
    const error = errorOf('chdb_result_error', result);
    if (error !== undefined) throw error;
    const length = count('chdb_result_length');
    const output =
      length === 0
        ? Buffer.alloc(0)
        : Buffer.from(
            createExternalBuffer(
              callNow<JsExternal>('chdb_result_buffer', DataType.External, [pointer(result)]),
              length,
            ),
          );
    return {
      output,
      elapsedSeconds: callNow('chdb_result_elapsed', DataType.Double, [pointer(result)]),
      resultRows: count('chdb_result_rows_read'),
      resultBytes: count('chdb_result_bytes_read'),
      readRows: count('chdb_result_storage_rows_read'),
      readBytes: count('chdb_result_storage_bytes_read'),
      writtenRows: count('chdb_result_rows_written'),
      writtenBytes: count('chdb_result_bytes_written'),
    };
  } finally {
    callNow('chdb_destroy_query_result', DataType.Void, [pointer(result)]);
  }
}
