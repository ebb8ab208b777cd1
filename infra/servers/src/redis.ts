import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { ServerSpec } from './server.ts';

export interface RedisOptions {
  readonly host: string;
  readonly port: number;
  readonly directory: string;
  readonly logFile: string;
  /** Writes the cache. */
  readonly projectionsPassword: string;
  /** Writes the consolidated market into it. */
  readonly marketDataPassword: string;
  /** Reads it. */
  readonly gatewayPassword: string;
}

/**
 * redis-server (Debian package `redis-server`) as a pure cache: nothing is written to disk, and the least recently used
 * keys make room. The default user is off; each service has its own user and only the commands that it needs.
 */
export function redisServer(options: RedisOptions): ServerSpec {
  const configFile = join(options.directory, 'redis.conf');
  return {
    name: 'redis',
    async prepare() {
      mkdirSync(options.directory, { recursive: true, mode: 0o700 });
      writeFileSync(configFile, redisConfig(options), { mode: 0o600 });
      chmodSync(configFile, 0o600);
    },
    child: { name: 'redis', command: 'redis-server', args: [configFile], logFile: options.logFile },
    probe: () => answersPing(options.host, options.port),
  };
}

/** What a client sends to log in, name itself and see that the server is there; CLIENT can do more, such as ending others. */
const CONNECTING = '+auth +hello +ping +quit +info +client|setname';

/** The configuration file: nothing on disk, least privilege by user, passwords only as hashes. */
export function redisConfig(options: Omit<RedisOptions, 'logFile'>): string {
  const user = (name: string, password: string, rules: string): string =>
    `user ${name} on #${createHash('sha256').update(password).digest('hex')} ${rules}`;
  return [
    `bind ${options.host}`,
    `port ${options.port}`,
    `dir ${JSON.stringify(options.directory)}`,
    `daemonize no`,
    // The command line goes on naming the directory: orphans are known by it.
    `set-proc-title no`,
    `save ""`,
    `appendonly no`,
    `maxmemory 256mb`,
    `maxmemory-policy allkeys-lru`,
    `user default off`,
    user(
      'projections',
      options.projectionsPassword,
      `~price:* ~book:* %R~nbbo:* %R~last:* ${CONNECTING} +get +mget +set +eval +del`,
    ),
    user('market_data', options.marketDataPassword, `~nbbo:* ~last:* ${CONNECTING} +set`),
    user(
      'gateway',
      options.gatewayPassword,
      `%R~price:* %R~book:* %R~nbbo:* %R~last:* ${CONNECTING} +get +mget`,
    ),
    ``,
  ].join('\n');
}

/** Anybody may send PING and be told to authenticate: that is an answer. */
function answersPing(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: 2_000 });
    const fail = (error: Error): void => {
      socket.destroy();
      reject(error);
    };
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (data) => {
      socket.destroy();
      if (/^(\+PONG|-NOAUTH)/.test(data.toString())) resolve();
      else reject(new Error(`redis answered ${data.toString().slice(0, 60)}`));
    });
    socket.once('timeout', () => fail(new Error('redis does not answer')));
    socket.once('error', fail);
  });
}
