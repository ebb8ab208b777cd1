import type { InitialPasswords } from '../config/options.ts';
import { ANY, NO_STREAM } from '../store/expected-revision.ts';
import type { EventStore } from '../store/event-store.ts';
import type { StreamSlice } from '../store/stream-read.ts';
import { serverEvent } from '../store/writer.ts';
import { hashPassword, isPassword, type PasswordHash } from './passwords.ts';

export const ADMINS = '$admins';
export const OPS = '$ops';

/** A user as stored in the stream `$user-<name>`. */
export interface User extends PasswordHash {
  readonly loginName: string;
  readonly fullName: string;
  readonly groups: readonly string[];
  readonly disabled: boolean;
  /** Milliseconds since 1970. */
  readonly updated: number;
}

export type UserProblem = 'missing' | 'exists' | 'not-stored' | 'wrong-password' | 'invalid';

/** What could not be done with a user. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly code = 'USER';
  readonly problem: UserProblem;

  constructor(problem: UserProblem, message: string) {
    super(message);
    this.problem = problem;
  }
}

/** Names of all users there ever were. */
const LIST_STREAM = '$users';
const LIST_TYPE = '$UserListed';
const TYPE = '$UserUpdated';
const DELETED_TYPE = '$UserDeleted';
const streamOf = (loginName: string): string => `$user-${loginName}`;

/** Users and their passwords, kept in the store itself. */
export class Users {
  private readonly store: EventStore;
  /** Called with a name whose password or rights changed. */
  onChange: (loginName: string) => void = () => {};

  constructor(store: EventStore) {
    this.store = store;
  }

  find(loginName: string): User | undefined {
    const event = this.store.readLast(streamOf(loginName));
    if (event === undefined || event.type === DELETED_TYPE) return undefined;
    return JSON.parse(event.data.toString('utf8')) as User;
  }

  /** Every user, by name. */
  list(): User[] {
    const state = this.store.stream(LIST_STREAM);
    const names = new Set<string>();
    const reader = this.store.recordReader();
    for (let next: number | undefined = 0; next !== undefined;) {
      const slice: StreamSlice = this.store.readForward(reader, state, next, 500);
      for (const event of slice.events) names.add(event.data.toString('utf8'));
      next = slice.next;
    }
    return [...names]
      .toSorted((a, b) => a.localeCompare(b))
      .map((name) => this.find(name))
      .filter((user) => user !== undefined);
  }

  /** @throws UserError */
  async create(
    loginName: string,
    password: string,
    fullName: string,
    groups: readonly string[],
  ): Promise<void> {
    if (loginName === '' || password === '')
      throw new UserError('invalid', 'a user needs a name and a password');
    if (this.find(loginName) !== undefined)
      throw new UserError('exists', `user ${loginName} exists`);
    const hashed = await hashPassword(password);
    const user = {
      loginName,
      fullName,
      groups,
      disabled: false,
      updated: this.store.now(),
      ...hashed,
    };
    const expected = this.store.stream(streamOf(loginName)).durable.last;
    await this.write(user, expected < 0 ? NO_STREAM : expected);
    const listed = serverEvent(LIST_TYPE, Buffer.from(loginName), false);
    await this.store.write(LIST_STREAM, ANY, [listed]);
  }

  /** @throws UserError */
  async change(loginName: string, change: Partial<Omit<User, 'loginName'>>): Promise<void> {
    await this.write({ ...this.get(loginName), ...change, updated: this.store.now() }, ANY);
  }

  /** @throws UserError */
  async setPassword(loginName: string, password: string): Promise<void> {
    if (password === '') throw new UserError('invalid', 'the password was empty');
    this.get(loginName);
    await this.change(loginName, await hashPassword(password));
  }

  /** Sets a new password for one who knows the old one. @throws UserError */
  async changePassword(loginName: string, current: string, next: string): Promise<void> {
    if (!(await isPassword(current, this.get(loginName))))
      throw new UserError('wrong-password', 'the current password was wrong');
    await this.setPassword(loginName, next);
  }

  /** @throws UserError */
  async delete(loginName: string): Promise<void> {
    this.get(loginName);
    const event = serverEvent(DELETED_TYPE, Buffer.from('{}'));
    await this.append(loginName, event, ANY);
  }

  /** @throws UserError */
  get(loginName: string): User {
    const user = this.find(loginName);
    if (user === undefined) throw new UserError('missing', `user ${loginName} was not found`);
    return user;
  }

  /** True in a database where nobody can log in yet. */
  get areMissing(): boolean {
    return this.store.readLast(streamOf('admin')) === undefined;
  }

  /** Creates `admin` and `ops`. @throws UserError */
  async createInitial(passwords: InitialPasswords): Promise<void> {
    if (this.find('ops') === undefined)
      await this.create('ops', passwords.ops, 'Operations', [OPS]);
    await this.create('admin', passwords.admin, 'Administrator', [ADMINS]);
  }

  private write(user: User, expected: number): Promise<void> {
    const event = serverEvent(TYPE, Buffer.from(JSON.stringify(user)));
    return this.append(user.loginName, event, expected);
  }

  private async append(
    loginName: string,
    event: ReturnType<typeof serverEvent>,
    expected: number,
  ): Promise<void> {
    const result = await this.store.write(streamOf(loginName), expected, [event]);
    if (result.kind !== 'appended')
      throw new UserError('not-stored', `user ${loginName} could not be stored`);
    this.onChange(loginName);
  }
}
