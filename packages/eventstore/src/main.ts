import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { parseOptions, type RawOptions } from './config/environment.ts';
import { InvalidOptionsError, settingsOf } from './config/options.ts';
import { backup } from './maintenance/backup.ts';
import { scavenge } from './maintenance/scavenge.ts';
import { verify } from './maintenance/verify.ts';
import { startEventStore } from './server.ts';
import type { StoreOptions } from './store/event-store.ts';

/** How maintenance opens a database. @throws InvalidOptionsError where there is none */
function offline(data: string): { directory: string } & Omit<StoreOptions, 'directory'> {
  if (!existsSync(join(data, 'MANIFEST')))
    throw new InvalidOptionsError(`${data} holds no database`);
  const { now, report, segmentBytes } = settingsOf({ data });
  return { directory: data, now, report, segmentBytes };
}

const program = new Command('eventstore')
  .enablePositionalOptions()
  .description('An event store that speaks the gRPC protocol of EventStoreDB, on one node.')
  .option('--port <n>', 'port for gRPC and HTTP (EVENTSTORE_NODE_PORT); default 2113')
  .option('--host <address>', 'address to listen on (EVENTSTORE_NODE_IP); default 127.0.0.1')
  .option('--data <dir>', 'data directory (EVENTSTORE_DB)')
  .option('--mem', 'keep everything in memory (EVENTSTORE_MEM_DB)')
  .option('--advertise <host:port>', 'address told to clients that discover the cluster')
  .option('--insecure', 'no TLS, no users, everything allowed (EVENTSTORE_INSECURE)')
  .option('--insecure-anywhere', 'allow --insecure on other addresses than loopback')
  .option('--tls-cert <file>', 'certificate, PEM (EVENTSTORE_CERTIFICATE_FILE)')
  .option('--tls-key <file>', 'its private key, PEM (EVENTSTORE_CERTIFICATE_PRIVATE_KEY_FILE)')
  .option('--tls-dev', 'TLS with a generated certificate, users admin and ops (password changeit)')
  .option('--start-standard-projections', 'start the system projections')
  .option('--server-version <version>', 'version to report and behave as: 24.10.0 or 23.10.8')
  .option('--max-append-size <bytes>', 'largest append (EVENTSTORE_MAX_APPEND_SIZE)')
  .option('--commit-timeout-ms <ms>', 'time an append may take (EVENTSTORE_COMMIT_TIMEOUT_MS)');

// Whoever started the server may have gone: nothing is lost if its messages have no reader.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

program.action(async (flags: RawOptions) => {
  const server = await startEventStore(parseOptions(flags, process.env));
  process.stdout.write(`eventstore: ready on ${server.connectionString}\n`);
  const stop = (signal: NodeJS.Signals): void => {
    process.stdout.write(`eventstore: ${signal}, stopping\n`);
    server.stop().then(
      () => process.stdout.write('eventstore: stopped\n'),
      (error: unknown) => {
        process.stderr.write(`eventstore: ${String(error)}\n`);
        process.exitCode = 1;
      },
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
});

const say = (result: object): void => void process.stdout.write(`${JSON.stringify(result)}\n`);

program
  .command('scavenge')
  .description(
    'free the space of deleted, truncated and expired events; the server must be stopped',
  )
  .requiredOption('--data <dir>', 'data directory')
  .action(async ({ data }: { data: string }) => say(await scavenge(offline(data))));

program
  .command('backup')
  .description('copy a database, running or stopped, into a new directory')
  .requiredOption('--data <dir>', 'data directory')
  .requiredOption('--to <dir>', 'directory to copy to')
  .action(({ data, to }: { data: string; to: string }) => say({ files: backup(data, to) }));

program
  .command('verify')
  .description('check every checksum and the index; the server must be stopped')
  .requiredOption('--data <dir>', 'data directory')
  .action(async ({ data }: { data: string }) => say(await verify(offline(data))));

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`eventstore: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
