import { localSettings, type LocalSettings } from '@bellwether/local';

/** Options that every command on an installation takes. */
export interface InstallationOptions {
  readonly data?: string;
  readonly port?: string;
  readonly json?: boolean;
}

/** Settings of the installation: from the environment, with options on top. */
export function settingsOf({ data, port }: InstallationOptions): LocalSettings {
  return localSettings({
    ...process.env,
    ...(data === undefined ? {} : { BELLWETHER_DATA: data }),
    ...(port === undefined ? {} : { BELLWETHER_PORT: port }),
  });
}
