import { readFileSync } from 'node:fs';
import { envSchema } from 'env-schema';
import type { Static, TObject } from 'typebox';

/** The environment lacks a setting or has a bad one. The message names each; the process does not start. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code = 'CONFIG';
}

/**
 * Reads settings from environment variables, converted to the schema's types.
 * @throws ConfigError naming every missing or bad variable.
 */
export function readConfig<S extends TObject>(schema: S, env: NodeJS.ProcessEnv): Static<S> {
  try {
    return envSchema<Static<S>>({ schema, data: env, env: false, dotenv: false });
  } catch (error) {
    throw new ConfigError(
      `settings: ${error instanceof Error ? error.message.replaceAll('env/', '') : String(error)}`,
      { cause: error },
    );
  }
}

/** What a JSON file has that a setting names, unchecked. @throws ConfigError where it cannot be read, or is not JSON. */
export function readJsonFile(file: string): unknown {
  return readSettingsFile(file, (text) => JSON.parse(text) as unknown);
}

/** What `read` makes of a file that a setting names. @throws ConfigError naming the file, and why it cannot be read. */
export function readSettingsFile<T>(file: string, read: (text: string) => T): T {
  try {
    return read(readFileSync(file, 'utf8'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`${file} cannot be read: ${why}`, { cause: error });
  }
}
