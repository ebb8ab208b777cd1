import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Engine } from '../engine/engine.ts';
import { clickHouseError } from '../engine/error-codes.ts';
import type { User } from './user.ts';

/** Beyond the engine's own `max_execution_time`, which it looks at between blocks only. */
const DEADLINE_GRACE_MS = 5_000;
const KILL_AGAIN_MS = 100;

/** A statement that has been let in. */
export class RunningStatement {
  readonly queryId: string;
  readonly user: User;
  /** Stands in the statement's text as a comment: what the engine's KILL finds it by. */
  readonly tag: string = `q${randomBytes(16).toString('hex')}`;
  readonly #stop = new AbortController();

  constructor(queryId: string, user: User) {
    this.queryId = queryId;
    this.user = user;
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Ends it, for the reason given: the first one counts. */
  stop(reason: Error): void {
    this.#stop.abort(reason);
  }

  /** Calls it off at its user's time limit. Returns how to take that back. */
  startDeadline(): () => void {
    const seconds = this.user.limits.maxExecutionSeconds;
    const timer = setTimeout(
      () =>
        this.stop(
          clickHouseError('TIMEOUT_EXCEEDED', `Timeout exceeded: maximum: ${seconds} seconds`),
        ),
      seconds * 1_000 + DEADLINE_GRACE_MS,
    );
    return () => clearTimeout(timer);
  }

  /**
   * Waits for the engine to be done with the statement, and has it killed once `stop` was called: again and again,
   * since a statement may be between parser and process list, but never beyond the engine's answer.
   */
  async settle<T>(engine: Engine, work: Promise<T>): Promise<T> {
    let settled = false;
    const killer = async (): Promise<void> => {
      while (!settled) {
        await engine.kill(this.tag);
        await Promise.race([work.catch(() => undefined), delay(KILL_AGAIN_MS)]);
      }
    };
    const onAbort = (): void => void killer().catch(() => undefined);
    if (this.signal.aborted) onAbort();
    else this.signal.addEventListener('abort', onAbort, { once: true });
    try {
      return await work;
    } catch (error) {
      throw this.signal.aborted ? this.signal.reason : error;
    } finally {
      settled = true;
      this.signal.removeEventListener('abort', onAbort);
    }
  }
}

/** The statements under way, by the identifiers their clients gave them. */
export class RunningStatements {
  readonly #byId = new Map<string, RunningStatement>();

  /** @throws EngineError where the identifier is taken. */
  add(queryId: string | undefined, user: User): RunningStatement {
    const id = queryId ?? randomUUID();
    if (this.#byId.has(id)) {
      throw clickHouseError(
        'QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING',
        `Query with id = ${id} is already running`,
      );
    }
    const statement = new RunningStatement(id, user);
    this.#byId.set(id, statement);
    return statement;
  }

  remove(statement: RunningStatement): void {
    this.#byId.delete(statement.queryId);
  }

  /** Stops a user's own statement. False where it has none of that name. */
  kill(queryId: string, by: User): boolean {
    const statement = this.#byId.get(queryId);
    if (statement === undefined || statement.user.name !== by.name) return false;
    statement.stop(clickHouseError('QUERY_WAS_CANCELLED', 'Query was cancelled'));
    return true;
  }

  /** Stops them all. */
  stopAll(reason: Error): void {
    for (const statement of this.#byId.values()) statement.stop(reason);
  }

  get count(): number {
    return this.#byId.size;
  }
}
