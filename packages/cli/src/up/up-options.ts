import type { InstallationOptions } from '../command-line/options.ts';

/** What `up` takes. */
export interface UpOptions extends InstallationOptions {
  /** Nothing is drawn. */
  readonly headless?: boolean;
  /** In the background; returns when everything is healthy. */
  readonly detach?: boolean;
  /** ms until it stops. */
  readonly for?: number;
}
