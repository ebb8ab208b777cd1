import { createHmac, randomBytes } from 'node:crypto';
import { errors } from '../transport/protocol-errors.ts';
import type { CallUser } from '../transport/call.ts';
import { isPassword, type PasswordHash } from './passwords.ts';
import type { Users } from './users.ts';

/** Verified credentials are remembered so long, so that only the first call of a client costs a key derivation. */
const REMEMBER_MS = 60_000;
const REMEMBERED_MAX = 10_000;
/** Verifications waiting at most: key derivation shares a thread pool with the disk. */
const WAITING_MAX = 64;

interface Remembered {
  readonly user: CallUser | undefined;
  readonly until: number;
}

/** Compared with when a user is unknown, so that the time taken does not tell. */
const NOBODY: PasswordHash = {
  salt: Buffer.alloc(16).toString('base64'),
  hash: Buffer.alloc(32).toString('base64'),
};

/** Turns an Authorization header into a user. One password at a time is checked; known answers come at once. */
export class Authenticator {
  private readonly users: Users;
  private readonly secret = randomBytes(32);
  private readonly remembered = new Map<string, Remembered>();
  private queue: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  constructor(users: Users) {
    this.users = users;
    users.onChange = () => this.remembered.clear();
  }

  /**
   * The user of a header; undefined for no header at all.
   * @throws GrpcError UNAUTHENTICATED for wrong credentials, UNAVAILABLE while too many are being checked
   */
  authenticate(header: string | undefined): Promise<CallUser> | CallUser | undefined {
    if (header === undefined) return undefined;
    const key = createHmac('sha256', this.secret).update(header).digest('base64');
    const known = this.remembered.get(key);
    if (known !== undefined && known.until > performance.now()) {
      if (known.user === undefined) throw errors.unauthenticated();
      return known.user;
    }
    const credentials = basicCredentials(header);
    if (credentials === undefined) throw errors.unauthenticated();
    if (this.waiting >= WAITING_MAX) throw errors.notReady('too many log-ins are being checked');
    this.waiting++;
    const checked = this.queue.then(() => this.check(key, credentials));
    this.queue = checked.catch(() => {});
    return checked;
  }

  private async check(key: string, { name, password }: Credentials): Promise<CallUser> {
    try {
      const user = this.users.find(name);
      const isRight = await isPassword(password, user ?? NOBODY);
      const found: CallUser | undefined =
        isRight && user !== undefined && !user.disabled ? { name, groups: user.groups } : undefined;
      if (this.remembered.size >= REMEMBERED_MAX) this.remembered.clear();
      this.remembered.set(key, { user: found, until: performance.now() + REMEMBER_MS });
      if (found === undefined) throw errors.unauthenticated();
      return found;
    } finally {
      this.waiting--;
    }
  }
}

interface Credentials {
  readonly name: string;
  readonly password: string;
}

function basicCredentials(header: string): Credentials | undefined {
  const match = /^Basic ([A-Za-z0-9+/=]{1,1024})$/i.exec(header);
  if (match === null) return undefined;
  const text = Buffer.from(match[1]!, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 1 ? undefined : { name: text.slice(0, colon), password: text.slice(colon + 1) };
}
