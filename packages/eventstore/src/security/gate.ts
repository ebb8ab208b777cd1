import { InvalidOptionsError, type Settings } from '../config/options.ts';
import type { EventStore } from '../store/event-store.ts';
import type { Call, CallUser } from '../transport/call.ts';
import type { Access } from './access.ts';
import { openAccess } from './access.ts';
import { aclAccess } from './acl-access.ts';
import { Authenticator } from './authenticator.ts';
import { Users } from './users.ts';

/** Who may come in, and what they may do there. */
export interface Gate {
  readonly access: Access;
  /** Undefined in insecure mode, which has no users. */
  readonly users: Users | undefined;
  /** Finds out who calls. @throws GrpcError for wrong credentials */
  admit(call: Call): Promise<void> | void;
  /** The same for HTTP; undefined for nobody known. @throws GrpcError */
  identify(authorization: string | undefined): Promise<CallUser | undefined> | CallUser | undefined;
}

/** Everything is allowed, and credentials are not even looked at. */
const openGate: Gate = {
  access: openAccess,
  users: undefined,
  admit() {},
  identify: () => ({ name: 'anonymous', groups: ['$admins'] }),
};

/** Opens the gate that the settings ask for; a new database gets its first users. @throws InvalidOptionsError */
export async function openTheGate(settings: Settings, store: EventStore): Promise<Gate> {
  if (settings.tls === undefined) return openGate;
  const users = new Users(store);
  if (users.areMissing) {
    if (settings.initialPasswords === undefined)
      throw new InvalidOptionsError(
        'a new secure database needs EVENTSTORE_DEFAULT_ADMIN_PASSWORD and EVENTSTORE_DEFAULT_OPS_PASSWORD',
      );
    await users.createInitial(settings.initialPasswords);
  }
  const authenticator = new Authenticator(users);
  return {
    access: aclAccess(store),
    users,
    admit(call) {
      const user = authenticator.authenticate(call.headers.authorization);
      if (user instanceof Promise)
        return user.then((found) => {
          call.user = found;
        });
      call.user = user;
      return undefined;
    },
    identify: (authorization) => authenticator.authenticate(authorization),
  };
}
