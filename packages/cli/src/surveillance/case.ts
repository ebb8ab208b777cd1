import type { InstallationOptions } from '../command-line/options.ts';
import { send } from '../messages/send.ts';

/**
 * Sends a command about a case, an owner or a rule, as people have typed it: what is wrong with it every door says.
 * @throws CommandFailure where it is refused, or waits for a second one.
 */
export async function change(
  type: string,
  data: Readonly<Record<string, unknown>>,
  options: InstallationOptions,
): Promise<void> {
  await send(type, { ...options, document: JSON.stringify(data) });
}
