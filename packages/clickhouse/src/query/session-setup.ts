import { profileOf } from '../engine/engine-config.ts';
import { clickHouseError } from '../engine/error-codes.ts';
import { quote, quoteName } from '../sql/literal.ts';
import type { User } from './user.ts';

/** What a request asks of the session its statement runs in. */
export interface SessionRequest {
  readonly database: string | undefined;
  readonly settings: ReadonlyMap<string, string>;
  /** Values of `{name:Type}`, in the escaped form of TabSeparated, without the `param_` prefix. */
  readonly params: ReadonlyMap<string, string>;
  /** The method allows reading only. */
  readonly readonly: boolean;
}

const SETTING_NAME = /^[A-Za-z_][A-Za-z0-9_.]*$/;
const PARAM_NAME = /^[A-Za-z0-9_]+$/;

/**
 * The arguments a session of this user is opened with. They set what the profile's bounds are for: the engine checks
 * changes only, so what is never set would never be bounded.
 */
export function limitArguments(user: User): string[] {
  const { limits } = user;
  const settings = {
    workload: profileOf(user.name),
    // An INSERT is answered when its rows are a part on disk.
    async_insert: 0,
    max_execution_time: limits.maxExecutionSeconds,
    max_memory_usage: limits.maxMemoryBytes,
    max_result_rows: limits.maxResultRows,
    max_result_bytes: limits.maxResultBytes,
    readonly: user.readonly ? 2 : 0,
  };
  return Object.entries(settings).map(([name, value]) => `--${name}=${value}`);
}

/** From here on the bounds hold, and the profile, pinned by its `workload`, cannot be left. */
export const boundsSetup = (user: User): string => `SET profile = ${quote(profileOf(user.name))}`;

/** A request's own settings, database and parameters, as statements; empty where it has none. */
export function requestSetup(request: SessionRequest, user: User): string {
  const settings = [...request.settings].filter(
    // Readers are at 2 already, which the engine would refuse to change.
    ([name, value]) => !(name === 'readonly' && user.readonly && /^[12]$/.test(value)),
  );
  for (const [name] of settings) {
    if (SETTING_NAME.test(name)) continue;
    throw clickHouseError('UNKNOWN_SETTING', `Unknown setting '${name}'`);
  }
  for (const name of request.params.keys()) {
    if (PARAM_NAME.test(name)) continue;
    throw clickHouseError('BAD_ARGUMENTS', `Bad name of a query parameter: '${name}'`);
  }
  const changes = settings.map(([name, value]) => `${name} = ${quote(value)}`);
  const asked = /^[12]$/.test(request.settings.get('readonly') ?? '');
  const forced = request.readonly && !user.readonly && !asked;
  return [
    ...(changes.length > 0 ? [`SET ${changes.join(', ')}`] : []),
    ...(forced ? ['SET readonly = 2'] : []),
    ...(request.database === undefined ? [] : [`USE ${quoteName(request.database)}`]),
    ...[...request.params].map(([name, value]) => `SET param_${name} = ${quote(value)}`),
  ].join(';\n');
}
