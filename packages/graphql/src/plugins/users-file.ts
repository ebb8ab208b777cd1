import { readFile } from 'node:fs/promises';
import type { Logger } from '@bellwether/platform/log';
import type { GatewayUser, GatewayUsers } from './users.ts';

/** How often the file is looked at, ms. */
const LOOK_MS = 1_000;

export interface FollowOptions {
  readonly file: string;
  readonly users: GatewayUsers;
  /** The users as the file has them now. */
  readonly read: () => readonly GatewayUser[];
  readonly logger: Logger;
  readonly everyMs?: number;
}

/**
 * Takes over the users whenever the text of their file changes, in whatever way. While it cannot be used the users stay who
 * they were, and the log says so.
 * @returns ends it.
 */
export function followUsers({
  file,
  users,
  read,
  logger,
  everyMs = LOOK_MS,
}: FollowOptions): () => void {
  let last: string | undefined;
  let looking = false;
  const look = async (): Promise<void> => {
    const text = await readFile(file, 'utf8').catch((error: Error) => error.message);
    if (text === last) return;
    last = text;
    try {
      users.replace(read());
    } catch (error) {
      logger.error({ err: error }, 'the file of users cannot be used: they stay who they were');
    }
  };
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    void look().finally(() => (looking = false));
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
