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
