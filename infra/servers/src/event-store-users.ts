import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import {
  AccessDeniedError,
  BACKWARDS,
  END,
  EventStoreDBClient,
  jsonEvent,
  StreamNotFoundError,
  type Credentials,
  type RecordedEvent,
} from '@eventstore/db-client';
import usersGrpc from '@eventstore/db-client/generated/users_grpc_pb.js';
import usersPb from '@eventstore/db-client/generated/users_pb.js';
import { EVENT_STORE_USERS, type EventStoreUser } from './event-store.ts';

const WRITERS = ['commands'];
const READERS: readonly string[] = EVENT_STORE_USERS;
const ADMINS = ['$admins'];

/** For every stream that says nothing else: facts by one user only, and no stream's own rights but by administrators. */
const DEFAULT_RIGHTS = {
  $userStreamAcl: { $r: READERS, $w: WRITERS, $d: ADMINS, $mr: READERS, $mw: ADMINS },
  $systemStreamAcl: { $r: ADMINS, $w: ADMINS, $d: ADMINS, $mr: ADMINS, $mw: ADMINS },
};
/** The whole log in its order, where projections begin. */
const LOG_RIGHTS = { ...DEFAULT_RIGHTS.$systemStreamAcl, $r: READERS };

const SETTINGS = '$settings';
const SETTINGS_TYPE = 'update-default-acl';
const LOG = '$all';

/** An event store whose users and rights are to be brought to order. */
export interface EventStoreAdministration {
  readonly host: string;
  readonly port: number;
  readonly authorityFile: string;
  readonly adminPassword: string;
  readonly passwordOf: (user: EventStoreUser) => string;
}

/**
 * Creates the users and sets default rights, or brings an existing event store to the same state. What is right already is
 * not written again.
 * @throws the client's error where the store refuses the administrator or does not answer.
 */
export async function provisionEventStore(options: EventStoreAdministration): Promise<void> {
  const { adminPassword, passwordOf } = options;
  const admin = new Administrator(options, { username: 'admin', password: adminPassword });
  try {
    // The rights first: a user who exists before them could write.
    await admin.setRights();
    for (const username of EVENT_STORE_USERS) {
      const login = { username, password: passwordOf(username) };
      if (!(await admin.logsIn(login))) await admin.admit(login);
      if (!(await admin.logsIn(login)))
        throw new Error(`the event store refuses the user ${username}; is it disabled?`);
    }
  } finally {
    await admin.dispose();
  }
}

/** The published client has no functions for users; it has the generated messages of their service. */
class Administrator extends EventStoreDBClient {
  constructor({ host, port, authorityFile }: EventStoreAdministration, login: Credentials) {
    super(
      { endpoint: { address: host, port } },
      { rootCertificate: readFileSync(authorityFile) },
      login,
    );
  }

  async setRights(): Promise<void> {
    if (!isSame((await this.#lastOf(SETTINGS))?.data, DEFAULT_RIGHTS))
      await this.appendToStream(SETTINGS, jsonEvent({ type: SETTINGS_TYPE, data: DEFAULT_RIGHTS }));
    const rights = { $acl: LOG_RIGHTS };
    if (!isSame((await this.#lastOf(`$$${LOG}`))?.data, rights))
      await this.appendToStream(`$$${LOG}`, jsonEvent({ type: '$metadata', data: rights }));
  }

  /** Whether the user exists with this password: every one of them may read the log. */
  async logsIn(credentials: Credentials): Promise<boolean> {
    try {
      for await (const _ of this.readAll({ maxCount: 1, credentials }));
      return true;
    } catch (error) {
      if (error instanceof AccessDeniedError) return false;
      throw error;
    }
  }

  /** Creates a user, or gives one that is there this password. */
  async admit({ username, password }: Credentials): Promise<void> {
    const known = await this.#isKnown(username);
    await this.execute(usersGrpc.UsersClient, 'admit', async (client) => {
      const [metadata, callOptions] = this.callArguments({});
      if (known) {
        const options = new usersPb.ResetPasswordReq.Options();
        options.setLoginName(username);
        options.setNewPassword(password);
        const request = new usersPb.ResetPasswordReq();
        request.setOptions(options);
        return promisify((done: Answered) =>
          client.resetPassword(request, metadata, callOptions, done),
        )();
      }
      const options = new usersPb.CreateReq.Options();
      options.setLoginName(username);
      options.setFullName(`Bellwether, ${username}`);
      options.setPassword(password);
      const request = new usersPb.CreateReq();
      request.setOptions(options);
      return promisify((done: Answered) => client.create(request, metadata, callOptions, done))();
    });
  }

  async #isKnown(username: string): Promise<boolean> {
    const last = await this.#lastOf(`$user-${username}`);
    return last !== undefined && last.type !== '$UserDeleted';
  }

  async #lastOf(stream: string): Promise<RecordedEvent | undefined> {
    try {
      const newest = { direction: BACKWARDS, fromRevision: END, maxCount: 1 } as const;
      let found: RecordedEvent | undefined;
      for await (const { event } of this.readStream(stream, newest)) found = event;
      return found;
    } catch (error) {
      if (error instanceof StreamNotFoundError) return undefined;
      throw error;
    }
  }
}

type Answered = (error: Error | null, answer: unknown) => void;

function isSame(found: unknown, wanted: unknown): boolean {
  return JSON.stringify(found) === JSON.stringify(wanted);
}
