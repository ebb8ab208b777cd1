import { Command } from 'commander';
import { parseOptions, type RawOptions } from './config/environment.ts';
import { startEventStore } from './server.ts';

const program = new Command('eventstore')
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

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`eventstore: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
