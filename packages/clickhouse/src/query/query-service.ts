import { createReadStream, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Engine } from '../engine/engine.ts';
import type { EngineConnection } from '../engine/connection.ts';
import { EngineError } from '../engine/engine-error.ts';
import { clickHouseError } from '../engine/error-codes.ts';
import type { EngineResult } from '../engine/libchdb.ts';
import { ResultPipe } from '../engine/result-pipe.ts';
import type { ServerLimits } from '../options.ts';
import { quote } from '../sql/literal.ts';
import {
  describeStatement,
  type InsertOfRows,
  type Query,
  type Statement,
} from '../sql/statement.ts';
import { killedQueryId, killQuery } from './kill-query.ts';
import { checkScope } from './scope.ts';
import { checkClass, checkText } from './policy.ts';
import { untilAborted } from './until-aborted.ts';
import { RunningStatements, type RunningStatement } from './running.ts';
import type { SessionRequest } from './session-setup.ts';
import { Sessions, type NamedSession } from './sessions.ts';
import { Slots } from './slots.ts';
import type { User } from './user.ts';

/** How the engine is to compress a result; undefined for not at all. */
export type ResultCoding = 'gzip' | 'deflate' | 'br' | 'zstd' | 'lz4';

/** One statement to run. */
export interface QueryRequest extends SessionRequest {
  readonly user: User;
  readonly session: NamedSession | undefined;
  /** The statement, with the first of an INSERT's rows where `rows` has the others. Bytes as Latin-1. */
  readonly text: string;
  readonly rows: AsyncIterable<Uint8Array>;
  readonly defaultFormat: string | undefined;
  readonly coding: { readonly name: ResultCoding; readonly level: number } | undefined;
  /** Deliver nothing before the whole result is there. */
  readonly hold: boolean;
}

/** A result on its way. */
export interface Delivery {
  /** The name of the format it is in. */
  readonly format: string;
  readonly coding: ResultCoding | undefined;
  readonly source: Readable;
  /** Known where the result was held back. */
  readonly length: number | undefined;
  /** Settles when the engine is done, which is not before it has written everything into `source`. */
  readonly finished: Promise<EngineResult>;
}

const HELD_WATCH_MS = 100;
const DEFAULT_FORMAT = 'TabSeparated';
const FORMAT_NAME = /^[A-Za-z0-9_]+$/;

/** Runs statements: lets them in, holds them to the rules, has the engine run them and delivers what they answer. */
export class QueryService {
  readonly running: RunningStatements = new RunningStatements();
  readonly slots: Slots;
  readonly sessions: Sessions;
  readonly #engine: Engine;
  readonly #limits: ServerLimits;
  readonly #pipes: readonly ResultPipe[];

  constructor(engine: Engine, limits: ServerLimits) {
    this.#engine = engine;
    this.#limits = limits;
    this.slots = new Slots(limits);
    this.sessions = new Sessions(engine, limits.maxSessions);
    this.#pipes = Array.from(
      { length: limits.readSlots + limits.writeSlots },
      (_, index) => new ResultPipe(join(engine.runDirectory, `result-${index}.pipe`)),
    );
  }

  /**
   * Runs the statement and hands its result to `deliver`; resolves when both are done.
   * @throws EngineError before `deliver` was called, or what `deliver` threw.
   */
  async run(
    request: QueryRequest,
    running: RunningStatement,
    deliver: (delivery: Delivery) => Promise<void>,
  ): Promise<void> {
    let statement = describeStatement(request.text);
    if (statement.tokens.length === 0) throw clickHouseError('SYNTAX_ERROR', 'Empty query');
    const shown = statement.kind === 'insert' ? statement.dataAt : request.text.length;
    checkText(request.text.slice(0, shown), statement);
    checkScope(statement, request.user);
    const killed = killedQueryId(statement);
    if (killed !== undefined) {
      statement = describeStatement(killQuery(killed, request.user, this.running));
    }
    // Of a long statement they are many, and nobody needs them any more.
    statement = { ...statement, tokens: [] };
    const slot = await this.slots.take(request.user, running.signal);
    const endDeadline = running.startDeadline();
    try {
      const lease = await this.sessions.lease(request.user, request, request.session);
      try {
        await this.#admit(lease.connection, statement, request);
        const run = { request, running, connection: lease.connection, slot: slot.index, deliver };
        if (statement.kind === 'insert') await this.#insert(statement, run);
        else if (statement.kind === 'query') await this.#query(statement, run);
        else await this.#command(statement.text, run);
      } finally {
        await lease.giveBack();
      }
    } finally {
      endDeadline();
      slot.release();
    }
  }

  /** Asks the engine's parser what the statement is, and whether it may run. */
  async #admit(
    connection: EngineConnection,
    statement: Statement,
    request: QueryRequest,
  ): Promise<void> {
    const text = wholeText(statement);
    const found = await connection.classify(Buffer.from(text, 'latin1'));
    if (found.statements !== 1 || found.class === 'unparsable') {
      throw await refusal(connection, text);
    }
    checkClass(statement, found.class, request.readonly || request.user.readonly);
  }

  async #query(query: Query, run: Run): Promise<void> {
    const { request, running } = run;
    const format = checkedFormat(query.format ?? request.defaultFormat ?? DEFAULT_FORMAT);
    const into = (path: string): Buffer => {
      const coding =
        request.coding === undefined
          ? ''
          : ` COMPRESSION '${request.coding.name}' LEVEL ${request.coding.level}`;
      const file = quote(Buffer.from(path).toString('latin1'));
      return Buffer.from(
        `${query.body}\nINTO OUTFILE ${file} TRUNCATE${coding} FORMAT ${format} ${query.tail}\n/* ${running.tag} */`,
        'latin1',
      );
    };
    const stream = { format, coding: request.coding?.name };
    await (request.hold ? this.#held(into, stream, run) : this.#streamed(into, stream, run));
  }

  /** The engine writes into a pipe while the client reads from it, each no faster than the other. */
  async #streamed(into: Into, stream: Stream, run: Run): Promise<void> {
    const { running, connection } = run;
    const pipe = this.#pipes[run.slot];
    if (pipe === undefined) throw new Error(`no pipe for slot ${run.slot}`);
    const { source, end } = pipe.open();
    const work = connection
      .run(into(pipe.path))
      .catch((error: Error) => {
        // After an error the engine may keep its end open for a while: the end of data is not waited for.
        source.destroy(error);
        throw error;
      })
      .finally(end);
    source.on('error', () => undefined);
    const finished = running.settle(this.#engine, work);
    finished.catch(() => undefined);
    try {
      await run.deliver({ ...stream, source, length: undefined, finished });
    } catch (error) {
      const reason = running.signal.aborted ? running.signal.reason : error;
      running.stop(reason instanceof Error ? reason : new Error(String(reason)));
      throw reason;
    } finally {
      // What nobody wants is read all the same: an engine that waits for its reader does not see that it is to stop.
      source.resume();
      await finished.catch(() => undefined);
      source.destroy();
    }
  }

  /** The engine writes into a file, which is sent when it is complete. */
  async #held(into: Into, stream: Stream, run: Run): Promise<void> {
    const { running, connection } = run;
    const path = join(this.#engine.runDirectory, `held-${run.slot}`);
    const watch = setInterval(() => {
      const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
      if (size <= this.#limits.maxHeldResultBytes) return;
      running.stop(
        clickHouseError('QUERY_IS_TOO_LARGE', 'The result is too large to wait for its end'),
      );
    }, HELD_WATCH_MS);
    try {
      const result = await running.settle(this.#engine, connection.run(into(path)));
      const length = statSync(path).size;
      const finished = Promise.resolve(result);
      await run.deliver({ ...stream, source: createReadStream(path), length, finished });
    } finally {
      clearInterval(watch);
      rmSync(path, { force: true });
    }
  }

  async #insert(insert: InsertOfRows, run: Run): Promise<void> {
    const { request, running, connection } = run;
    const sql = Buffer.from(`${insert.head} /* ${running.tag} */`, 'latin1');
    const stream = await connection.startInsert(sql, insert.format);
    const append = async (): Promise<EngineResult> => {
      try {
        await stream.append(Buffer.from(request.text.slice(insert.dataAt), 'latin1'));
        for await (const chunk of untilAborted(request.rows, running.signal)) {
          if (!(await stream.append(chunk))) break;
        }
      } catch (error) {
        await stream.cancel();
        throw error;
      }
      return stream.finish();
    };
    const result = await running.settle(this.#engine, append());
    await run.deliver(answered(DEFAULT_FORMAT, result));
  }

  async #command(text: string, run: Run): Promise<void> {
    const { request, running, connection } = run;
    const format = checkedFormat(request.defaultFormat ?? DEFAULT_FORMAT);
    const sql = Buffer.from(`${text}\n/* ${running.tag} */`, 'latin1');
    const result = await running.settle(this.#engine, connection.run(sql, format));
    await run.deliver(answered(format, result));
  }
}

/** The statement that writes its result to a path. */
type Into = (path: string) => Buffer;
type Stream = Pick<Delivery, 'format' | 'coding'>;

interface Run {
  readonly request: QueryRequest;
  readonly running: RunningStatement;
  readonly connection: EngineConnection;
  readonly slot: number;
  readonly deliver: (delivery: Delivery) => Promise<void>;
}

const answered = (format: string, result: EngineResult): Delivery => ({
  format,
  coding: undefined,
  source: Readable.from(result.output.length === 0 ? [] : [result.output]),
  length: result.output.length,
  finished: Promise.resolve(result),
});

function wholeText(statement: Statement): string {
  if (statement.kind === 'insert') return `${statement.head} FORMAT ${statement.format}`;
  if (statement.kind === 'command') return statement.text;
  const format = statement.format === undefined ? '' : ` FORMAT ${statement.format}`;
  return `${statement.body}${format} ${statement.tail}`;
}

function checkedFormat(name: string): string {
  if (FORMAT_NAME.test(name)) return name;
  throw new EngineError(73, 'UNKNOWN_FORMAT', `Unknown format ${name}`);
}

/** The engine's own complaint about a text that is not one statement it knows. Running the text could run its beginning. */
async function refusal(connection: EngineConnection, text: string): Promise<EngineError> {
  try {
    const stream = await connection.startInsert(Buffer.from(text, 'latin1'), '');
    await stream.cancel();
  } catch (error) {
    if (error instanceof EngineError && error.type !== 'STD_EXCEPTION') return error;
  }
  return clickHouseError('ACCESS_DENIED', 'This statement is not allowed over this interface');
}
