import { errors } from '../transport/protocol-errors.ts';
import type { EventStore } from '../store/event-store.ts';
import {
  isMetastream,
  originalStreamOf,
  parseAcl,
  type StreamAcl,
} from '../store/stream-metadata.ts';
import type { CallUser } from '../transport/call.ts';
import type { Access, StreamAction } from './access.ts';
import { ADMINS, OPS } from './users.ts';

/** Every known user. */
const EVERYBODY = '$all';
const SETTINGS_STREAM = '$settings';

const everyone = (roles: readonly string[]): StreamAcl => ({
  read: roles,
  write: roles,
  delete: roles,
  readMetadata: roles,
  writeMetadata: roles,
});
const USER_STREAMS = everyone([EVERYBODY]);
const SYSTEM_STREAMS = everyone([ADMINS]);

interface Defaults {
  readonly revision: number;
  readonly user: StreamAcl;
  readonly system: StreamAcl;
}

/**
 * Access rights as EventStoreDB has them: a stream's `$acl`, else `$settings`, else user streams for every known user and system streams
 * for administrators, who may do everything. Nobody may do anything without logging in.
 */
export function aclAccess(store: EventStore): Access {
  let defaults: Defaults = { revision: -1, user: USER_STREAMS, system: SYSTEM_STREAMS };
  const currentDefaults = (): Defaults => {
    const revision = store.stream(SETTINGS_STREAM).durable.last;
    if (revision !== defaults.revision) defaults = { revision, ...readDefaults(store) };
    return defaults;
  };
  const isAllowed = (user: CallUser | undefined, name: string, action: StreamAction): boolean => {
    if (user === undefined) return false;
    if (user.groups.includes(ADMINS)) return true;
    const original = isMetastream(name) ? originalStreamOf(name) : name;
    const fallback = original.startsWith('$') ? currentDefaults().system : currentDefaults().user;
    const acl = store.stream(original).durable.metadata.acl;
    const allowed = acl?.[action] ?? fallback[action] ?? [];
    return allowed.some((role) => isRole(user, role));
  };
  const stream: Access['stream'] = (user, name, action) => {
    if (!isAllowed(user, name, action)) throw errors.accessDenied();
  };
  return {
    stream,
    readAll: (user) => stream(user, '$all', 'read'),
    mayRead: (user, name) =>
      isMetastream(name)
        ? isAllowed(user, originalStreamOf(name), 'readMetadata')
        : isAllowed(user, name, 'read'),
    operations(user) {
      if (user?.groups.includes(ADMINS) !== true && user?.groups.includes(OPS) !== true)
        throw errors.accessDenied();
    },
    statistics(user) {
      if (user === undefined) throw errors.accessDenied();
    },
  };
}

const isRole = (user: CallUser, role: string): boolean =>
  role === EVERYBODY || role === user.name || user.groups.includes(role);

function readDefaults(store: EventStore): { user: StreamAcl; system: StreamAcl } {
  const merge = (value: unknown, fallback: StreamAcl): StreamAcl => {
    const acl = parseAcl(value);
    const roles = (action: StreamAction): readonly string[] | undefined =>
      acl?.[action] ?? fallback[action];
    return {
      read: roles('read'),
      write: roles('write'),
      delete: roles('delete'),
      readMetadata: roles('readMetadata'),
      writeMetadata: roles('writeMetadata'),
    };
  };
  let settings: Record<string, unknown> = {};
  try {
    const event = store.readLast(SETTINGS_STREAM);
    const json: unknown = JSON.parse(event?.data.toString('utf8') ?? '{}');
    if (typeof json === 'object' && json !== null) settings = json as Record<string, unknown>;
  } catch {
    // Settings that are no JSON are no settings: the strict defaults hold.
  }
  return {
    user: merge(settings['$userStreamAcl'], USER_STREAMS),
    system: merge(settings['$systemStreamAcl'], SYSTEM_STREAMS),
  };
}
