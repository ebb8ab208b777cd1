import { CommandClient } from '@bellwether/client';
import type { Outcome, Command } from '@bellwether/domain';
import { natsAs } from '../command-line/connection.ts';
import { settingsOf, type InstallationOptions } from '../command-line/options.ts';

export interface SubmitOptions extends InstallationOptions {
  /** Id of the command; default: a new one. */
  readonly id?: string;
  /** Through the queue of durable commands. */
  readonly durable?: boolean;
}

/** Sends a command in the name of `cli`. @throws CommandFailure where nothing is running. */
export async function submit(command: Command, options: SubmitOptions): Promise<Outcome> {
  const settings = settingsOf(options);
  const connection = await natsAs('cli', settings);
  try {
    const { partitions } = settings;
    const client = new CommandClient({ connection, user: 'cli', partitions });
    return await client.send(command, {
      mode: options.durable === true ? 'durable' : 'request',
      ...(options.id === undefined ? {} : { id: options.id }),
    });
  } finally {
    await connection.close();
  }
}
