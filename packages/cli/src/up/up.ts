import { settingsOf } from '../command-line/options.ts';
import { detach } from './detach.ts';
import type { UpOptions } from './up-options.ts';

/** Starts everything: in the background, or in this process, whose code is loaded only then. */
export async function up(options: UpOptions): Promise<void> {
  const settings = settingsOf(options);
  if (options.detach === true) await detach(settings, options);
  else await (await import('./run-here.ts')).runHere(settings, options);
}
