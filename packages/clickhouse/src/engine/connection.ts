import { DataType, type JsExternal } from 'ffi-rs';
import { InsertStream } from './insert-stream.ts';
import {
  bytes,
  callAside,
  callNow,
  connect,
  pointer,
  takeResult,
  type Bytes,
  type EngineResult,
} from './libchdb.ts';

/** What a statement does to what outlives it, as the engine's own parser sees it (`chdb_query_class`). */
export type StatementClass = 'read' | 'write' | 'write outside tables' | 'control' | 'unparsable';

const CLASSES: readonly StatementClass[] = [
  'read',
  'write',
  'write outside tables',
  'control',
  'unparsable',
];

/** sizeof(chdb_query_analysis_v1): four unsigned 32-bit numbers. */
const ANALYSIS_BYTES = 16;

/** One session of the engine: its own settings, parameters and temporary tables; one statement at a time. */
export class EngineConnection {
  readonly #owner: JsExternal;
  readonly #handle: JsExternal;
  #busy = false;
  #closed = false;

  constructor(args: readonly string[]) {
    const { owner, handle } = connect(args);
    this.#owner = owner;
    this.#handle = handle;
  }

  /** Runs a statement and keeps its whole output in memory: for those whose output is small or goes to a pipe. */
  async run(sql: Bytes | string, format = 'TabSeparated'): Promise<EngineResult> {
    return takeResult(
      await this.#exclusively(() =>
        callAside<JsExternal>('chdb_query_n', DataType.External, [
          pointer(this.#handle),
          ...bytes(Buffer.from(sql)),
          ...bytes(Buffer.from(format)),
        ]),
      ),
    );
  }

  /** Parses without running: how many statements the text holds and the most restricted class among them. */
  async classify(sql: Bytes): Promise<{ statements: number; class: StatementClass }> {
    const analysis = Buffer.alloc(ANALYSIS_BYTES);
    analysis.writeUInt32LE(ANALYSIS_BYTES, 0);
    const state = await this.#exclusively(() =>
      callAside<number>('chdb_classify_query_n', DataType.I32, [
        pointer(this.#handle),
        ...bytes(sql),
        ...bytes(Buffer.alloc(0)),
        [DataType.U8Array, analysis],
      ]),
    );
    if (state !== 0) return { statements: 0, class: 'unparsable' };
    return {
      statements: analysis.readUInt32LE(4),
      class: CLASSES[analysis.readUInt32LE(12)] ?? 'unparsable',
    };
  }

  /**
   * Begins an INSERT whose rows follow in `format`.
   * @throws EngineError where the statement cannot start, e.g. for want of the table. Runs nothing that is no INSERT.
   */
  async startInsert(sql: Bytes, format: string): Promise<InsertStream> {
    const stream = await this.#exclusively(() =>
      callAside<JsExternal>('chdb_stream_insert_n', DataType.External, [
        pointer(this.#handle),
        ...bytes(sql),
        ...bytes(Buffer.from(format)),
      ]),
    );
    return new InsertStream(stream);
  }

  /** Gives the session back to the engine. Only between statements: closing under one would abort the engine. */
  close(): void {
    if (this.#busy) throw new Error('closing a connection while it runs a statement');
    if (this.#closed) return;
    this.#closed = true;
    callNow('chdb_close_conn', DataType.Void, [pointer(this.#owner)]);
  }

  async #exclusively<T>(call: () => Promise<T>): Promise<T> {
    if (this.#busy || this.#closed) throw new Error('a connection runs one statement at a time');
    this.#busy = true;
    try {
      return await call();
    } finally {
      this.#busy = false;
    }
  }
}
