import type { UserLimits } from '../options.ts';

/** A user as the engine's configuration needs it; who is who is decided before the engine is asked. */
export interface EngineProfile {
  readonly name: string;
  readonly limits: UserLimits;
}

/**
 * What every statement may do. The engine knows one user only (`default`), so this is the most that any network user
 * may do; readers are held to reading by `readonly=2` and by the statement's class. Nothing here reaches outside the
 * data directory: no SOURCES (FILE, URL, REMOTE, S3, MYSQL …), no table engine that needs a grant, no BACKUP, no
 * SYSTEM, no functions, dictionaries, named collections or users.
 */
const GRANTS = [
  'GRANT SELECT, INSERT, ALTER, CREATE DATABASE, CREATE TABLE, CREATE VIEW, CREATE TEMPORARY TABLE, DROP, TRUNCATE, OPTIMIZE, CHECK, SHOW, KILL QUERY ON *.*',
];

/**
 * Settings that nobody may change: those that name files, hosts or disks, that change the language of statements, or
 * that hand a statement to another profile. `workload` carries the profile's name and is what makes `SET profile`
 * impossible: every other profile has another workload.
 */
const PINNED = [
  'workload',
  'dialect',
  'allow_experimental_kusto_dialect',
  'allow_experimental_prql_dialect',
  'allow_experimental_polyglot_dialect',
  'implicit_select',
  'format_schema',
  'format_schema_source',
  'output_format_schema',
  'format_template_resultset',
  'format_template_row',
  'format_avro_schema_registry_url',
  'input_format_record_errors_file_path',
  'rename_files_after_processing',
  'storage_file_read_method',
  'url_base',
  'default_view_definer',
  'default_normal_view_sql_security',
  'default_materialized_view_sql_security',
  'jemalloc_enable_profiler',
  'merge_tree_disk',
  'merge_tree_table_disk',
  'merge_tree_storage_policy',
];

/** The name of a user's profile in the engine. */
export const profileOf = (user: string): string => `user_${user}`;

const element = (name: string, content: string): string => `<${name}>${content}</${name}>`;

/** `users.xml`: one profile per user with the bounds that the engine itself enforces. Passwords are not in it. */
export function usersXml(profiles: readonly EngineProfile[]): string {
  const own = profiles.map(({ name, limits }) => {
    const bounded = (setting: string, max: number): string =>
      max === 0 ? '' : element(setting, element('min', '1') + element('max', String(max)));
    const constraints =
      PINNED.map((setting) => element(setting, '<const/>')).join('') +
      bounded('max_execution_time', limits.maxExecutionSeconds) +
      bounded('max_memory_usage', limits.maxMemoryBytes) +
      bounded('max_result_rows', limits.maxResultRows) +
      bounded('max_result_bytes', limits.maxResultBytes);
    const profile = profileOf(name);
    return element(profile, element('workload', profile) + element('constraints', constraints));
  });
  const fallback = element(
    'default',
    '<implicit_select>0</implicit_select><workload>none</workload>',
  );
  const user = element(
    'default',
    `<no_password/><profile>default</profile>${element('grants', GRANTS.map((grant) => element('query', grant)).join(''))}`,
  );
  return element(
    'clickhouse',
    element('profiles', fallback + own.join('')) + element('users', user),
  );
}

/** `config.xml`: where the users are and how much memory all statements together may take. */
export function configXml(usersPath: string, absent: string, maxServerMemoryBytes: number): string {
  const escaped = (path: string): string =>
    path.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return element(
    'clickhouse',
    element('users_config', escaped(usersPath)) +
      // No programs to run for executable(): a place that does not exist and that nobody can fill.
      element('user_scripts_path', escaped(absent)) +
      element('max_server_memory_usage', String(maxServerMemoryBytes)),
  );
}
