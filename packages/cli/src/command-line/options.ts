import { localSettings, type LocalSettings } from '@bellwether/local';

/** Options that every command on an installation takes. */
export interface InstallationOptions {
  readonly data?: string;
  readonly port?: string;
  readonly partitions?: string;
  readonly json?: boolean;
}

/** Settings of the installation: from the environment, with options on top. */
export function settingsOf({ data, port, partitions }: InstallationOptions): LocalSettings {
  return localSettings({
    ...process.env,
    ...(data === undefined ? {} : { BELLWETHER_DATA: data }),
    ...(partitions === undefined ? {} : { PARTITIONS: partitions }),
    ...(port === undefined ? {} : { BELLWETHER_PORT: port }),
  });
}
