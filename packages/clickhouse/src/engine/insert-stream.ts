import { DataType, type JsExternal } from 'ffi-rs';
import { bytes, callAside, callNow, errorOf, pointer, takeResult } from './libchdb.ts';
import type { Bytes, EngineResult } from './libchdb.ts';

/** An INSERT under way. The engine reads what is appended as data only, never as SQL. */
export class InsertStream {
  readonly #stream: JsExternal;
  #destroyed = false;

  /** @throws EngineError where the engine could not start the INSERT. */
  constructor(stream: JsExternal) {
    this.#stream = stream;
    const error = errorOf('chdb_stream_insert_error', stream);
    if (error === undefined) return;
    this.#destroy();
    throw error;
  }

  /** Waits while the engine has enough to do. False once the INSERT has failed: `finish` then tells why. */
  async append(chunk: Bytes): Promise<boolean> {
    if (chunk.length === 0) return true;
    const state = await callAside<number>('chdb_stream_append', DataType.I32, [
      pointer(this.#stream),
      ...bytes(chunk),
    ]);
    return state === 0;
  }

  /** Ends the data; resolves when the rows are in the table. @throws EngineError */
  async finish(): Promise<EngineResult> {
    try {
      return takeResult(
        await callAside<JsExternal>('chdb_stream_done', DataType.External, [pointer(this.#stream)]),
      );
    } finally {
      this.#destroy();
    }
  }

  /** Gives up. Blocks of rows that the engine has already made into parts stay, as in ClickHouse. */
  async cancel(): Promise<void> {
    await callAside('chdb_stream_cancel_insert', DataType.Void, [pointer(this.#stream)]);
    this.#destroy();
  }

  #destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    callNow('chdb_destroy_insert_stream', DataType.Void, [pointer(this.#stream)]);
  }
}
