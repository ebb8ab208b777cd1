import type { EngineConnection } from '../engine/connection.ts';
import type { Engine } from '../engine/engine.ts';
import { clickHouseError } from '../engine/error-codes.ts';
import { quote, quoteName } from '../sql/literal.ts';
import { boundsSetup, limitArguments, requestSetup, type SessionRequest } from './session-setup.ts';
import type { User } from './user.ts';

/** The session a request names by `session_id`. */
export interface NamedSession {
  readonly id: string;
  /** Seconds it is kept after its last request. */
  readonly timeoutSeconds: number;
  /** `session_check`: it has to exist already. */
  readonly mustExist: boolean;
}

/** A session for one statement. `giveBack` when the statement has ended, however it ended. */
export interface Lease {
  readonly connection: EngineConnection;
  giveBack(): Promise<void>;
}

interface Kept {
  readonly connection: EngineConnection;
  busy: boolean;
  expiry: NodeJS.Timeout | undefined;
}

/**
 * A fresh session of the engine for every request, so that nothing one leaves behind (settings, parameters, temporary
 * tables) is there for another; opening one takes a fifth of a millisecond. Named sessions are kept between requests.
 */
export class Sessions {
  readonly #engine: Engine;
  readonly #max: number;
  readonly #kept = new Map<string, Kept>();

  constructor(engine: Engine, max: number) {
    this.#engine = engine;
    this.#max = max;
  }

  get count(): number {
    return this.#kept.size;
  }

  /** @throws EngineError where the settings are not allowed or the session is busy, missing or one too many. */
  async lease(user: User, request: SessionRequest, named?: NamedSession): Promise<Lease> {
    if (named !== undefined) return this.#leaseNamed(user, request, named);
    const connection = this.#engine.connect(limitArguments(user));
    const setup = [boundsSetup(user), requestSetup(request, user)].filter((part) => part !== '');
    try {
      await connection.run(setup.join(';\n'));
    } catch (error) {
      connection.close();
      throw error;
    }
    return { connection, giveBack: async () => connection.close() };
  }

  /** Forgets every session that is not in use. */
  close(): void {
    for (const [key, kept] of this.#kept) if (!kept.busy) this.#drop(key, kept);
  }

  async #leaseNamed(user: User, request: SessionRequest, named: NamedSession): Promise<Lease> {
    const key = JSON.stringify([user.name, named.id]);
    const known = this.#kept.get(key);
    if (known === undefined && named.mustExist) {
      throw clickHouseError('SESSION_NOT_FOUND', 'Session not found');
    }
    if (known?.busy === true) {
      throw clickHouseError(
        'SESSION_IS_LOCKED',
        `Session ${named.id} is locked by a concurrent client`,
      );
    }
    const kept = known ?? (await this.#open(key, user));
    kept.busy = true;
    clearTimeout(kept.expiry);
    let restore = '';
    const giveBack = async (): Promise<void> => {
      if (restore !== '') await kept.connection.run(restore).catch(() => this.#drop(key, kept));
      kept.busy = false;
      if (this.#kept.get(key) !== kept) return kept.connection.close();
      kept.expiry = setTimeout(() => this.#drop(key, kept), named.timeoutSeconds * 1_000);
      kept.expiry.unref();
    };
    try {
      restore = await currentState(kept.connection, request);
      // The method's own readonly is not for the session to keep; the statement's class upholds it.
      const setup = requestSetup({ ...request, readonly: false }, user);
      if (setup !== '') await kept.connection.run(setup);
    } catch (error) {
      await giveBack();
      throw error;
    }
    return { connection: kept.connection, giveBack };
  }

  async #open(key: string, user: User): Promise<Kept> {
    if (this.#kept.size >= this.#max) {
      throw clickHouseError(
        'TOO_MANY_SIMULTANEOUS_QUERIES',
        `Too many sessions. Maximum: ${this.#max}`,
      );
    }
    const kept: Kept = {
      connection: this.#engine.connect(limitArguments(user)),
      busy: true,
      expiry: undefined,
    };
    this.#kept.set(key, kept);
    try {
      await kept.connection.run(boundsSetup(user));
    } catch (error) {
      kept.busy = false;
      this.#drop(key, kept);
      throw error;
    }
    return kept;
  }

  #drop(key: string, kept: Kept): void {
    clearTimeout(kept.expiry);
    if (this.#kept.get(key) === kept) this.#kept.delete(key);
    if (!kept.busy) kept.connection.close();
  }
}

/** Statements that bring back the database and those settings that a request is about to change for itself. */
async function currentState(
  connection: EngineConnection,
  request: SessionRequest,
): Promise<string> {
  const names = [...request.settings.keys()].map(quote).join(', ');
  if (names === '' && request.database === undefined) return '';
  const { output } = await connection.run(
    `SELECT currentDatabase(), (SELECT groupArray((name, value)) FROM system.settings WHERE name IN (${names === '' ? "''" : names}))`,
    'JSONCompact',
  );
  const [row] = (JSON.parse(output.toString()) as { data: [[string, [string, string][]]] }).data;
  const [database, settings] = row;
  return [
    ...settings.map(([name, value]) => `SET ${name} = ${quote(value)}`),
    `USE ${quoteName(database)}`,
  ].join(';\n');
}
