import { setTimeout as delay } from 'node:timers/promises';
import { Engine } from '../engine/engine.ts';
import { clickHouseError } from '../engine/error-codes.ts';
import { HeldText } from '../http/arrival.ts';
import { Authentication } from '../http/credentials.ts';
import type { QueryCounts } from '../http/query-handler.ts';
import { listen } from '../http/server.ts';
import { DEFAULT_USER_LIMITS } from '../options.ts';
import { QueryService } from '../query/query-service.ts';
import type { Log } from '../http/log.ts';
import type { FromServer, ToServer } from './messages.ts';

// The server: HTTP interface and engine, in a process of their own, started by `startClickHouse`. Its own, because the
// engine has one data directory per process, needs libuv threads of a number fixed at the start, and is left without a
// working directory; and because an engine that crashes takes its process with it.

type Start = Extract<ToServer, { type: 'start' }>;

/** How long statements have after they were told to end. */
const KILL_MS = 5_000;
const POLL_MS = 20;

interface RunningServer {
  answer(message: Exclude<ToServer, Start>): Promise<void>;
}

const send = (message: FromServer): void => {
  // Without its parent this process ends at once (see 'disconnect'): nobody is left to tell.
  if (process.connected) process.send?.(message);
};

const log: Log = (level, message, fields = {}) => send({ type: 'log', level, message, fields });

async function start(options: Start): Promise<RunningServer> {
  const profiles = options.users.map(({ name, limits }) => ({
    name,
    limits: { ...DEFAULT_USER_LIMITS, ...limits },
  }));
  const { limits } = options;
  const engine = await Engine.open(options.dataDirectory, profiles, limits.maxServerMemoryBytes);
  const service = new QueryService(engine, limits);
  const counts: QueryCounts = {
    succeeded: 0,
    failed: 0,
    refusedLogins: 0,
    writtenRows: 0,
    resultRows: 0,
  };
  const authentication = new Authentication(options.users);
  const heldText = new HeldText(limits.maxHeldTextBytes);
  const { server, port } = await listen(
    { service, facts: engine.facts, limits, heldText, authentication, counts, log },
    options.host,
    options.port,
  );
  send({ type: 'ready', port });

  const idle = async (withinMs: number): Promise<boolean> => {
    const deadline = performance.now() + withinMs;
    while (service.running.count > 0 && performance.now() < deadline) await delay(POLL_MS);
    return service.running.count === 0;
  };

  const stop = async (drainMs: number): Promise<void> => {
    server.close();
    server.closeIdleConnections();
    if (!(await idle(drainMs))) {
      log('warn', 'statements outlasted the drain time', { running: service.running.count });
      service.running.stopAll(clickHouseError('ABORTED', 'The server is shutting down'));
    }
    // A statement that cannot be stopped is ended with the process: closing under it would be worse.
    if (await idle(KILL_MS)) {
      server.closeAllConnections();
      service.sessions.close();
      await engine.close();
    }
    process.disconnect();
  };

  return {
    answer: async (message) => {
      if (message.type === 'stop') await stop(message.drainMs);
      else if (message.type === 'ping') {
        const ok = await engine.ping().then(
          () => true,
          () => false,
        );
        send({ type: 'pong', ok });
      } else {
        const { running, waiting } = service.slots.load;
        const sessions = service.sessions.count;
        const residentBytes = process.memoryUsage.rss();
        send({
          type: 'stats',
          stats: { ...counts, running, waiting, sessions, residentBytes },
        });
      }
    },
  };
}

let server: RunningServer | undefined;
let stopping = false;

process.on('message', (message: ToServer) => {
  if (message.type === 'stop') stopping = true;
  const answered =
    message.type === 'start'
      ? start(message).then((started) => {
          server = started;
        })
      : server?.answer(message);
  answered?.catch((error: unknown) => {
    const { code, message: text } = error as NodeJS.ErrnoException;
    send({ type: 'refused', code: code ?? 'START_FAILED', message: text });
    process.disconnect();
  });
});

// Signals are for the process that started this one; a terminal sends them to both.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);

// After an orderly stop the process ends by itself. Without its parent it ends at once: what it has answered is on disk.
process.on('disconnect', () => {
  if (!stopping) process.kill(process.pid, 'SIGKILL');
});
