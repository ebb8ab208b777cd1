import { mkdirSync } from 'node:fs';
import { nodeChild } from './node-child.ts';
import { probeHttp, type ServerSpec } from './server.ts';

export interface EventStoreOptions {
  readonly host: string;
  readonly port: number;
  readonly directory: string;
  readonly logFile: string;
}

/** Connection string of the embedded event store: without TLS, which is why it listens on loopback only. */
export function eventStoreUrl(host: string, port: number): string {
  return `esdb://${host}:${port}?tls=false&defaultDeadline=5000`;
}

/** The embedded event store, durable in `directory`. */
export function eventStoreServer(options: EventStoreOptions): ServerSpec {
  const { host, port, directory, logFile } = options;
  const args = [
    '--port',
    `${port}`,
    '--data',
    directory,
    '--advertise',
    `${host}:${port}`,
    '--insecure',
  ];
  return {
    name: 'event-store',
    async prepare() {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
    },
    child: nodeChild('event-store', import.meta.resolve('@bellwether/eventstore'), {
      args,
      logFile,
    }),
    probe: () => probeHttp(`http://${host}:${port}/health/live`),
  };
}
