import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorPath, natsServerConfig } from '@bellwether/nats/server-config';
import { probeHttp, type ServerSpec } from './server.ts';

export interface NatsOptions {
  readonly host: string;
  readonly port: number;
  readonly monitorPort: number;
  readonly directory: string;
  readonly logFile: string;
  /** Number of trading partitions. */
  readonly partitions: number;
  /** Each of the server's secrets: `NATS_SECRETS` of `@bellwether/nats`. */
  passwordOf(name: string): string;
}

/** nats-server (Debian package `nats-server`, 2.9.10 or newer) with JetStream and the platform's users. */
export function natsServer(options: NatsOptions): ServerSpec {
  const configFile = join(options.directory, 'nats.conf');
  return {
    name: 'nats',
    async prepare() {
      mkdirSync(options.directory, { recursive: true, mode: 0o700 });
      const config = natsServerConfig({ ...options, storeDirectory: options.directory });
      writeFileSync(configFile, config, { mode: 0o600 });
      chmodSync(configFile, 0o600);
    },
    child: {
      name: 'nats',
      command: 'nats-server',
      args: ['--config', configFile],
      logFile: options.logFile,
      // SIGINT ends at once; SIGTERM does the same in 2.9, lame duck mode is for clusters.
      stopSignal: 'SIGTERM',
    },
    probe: () =>
      probeHttp(`http://${options.host}:${options.monitorPort}${monitorPath(options)}/healthz`),
  };
}
