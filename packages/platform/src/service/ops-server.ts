import Fastify, { type FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import type { RecoveryProgress } from './recovery-progress.ts';

/** A named condition under which the service can do its work. A rejection, or anything but true, means it cannot. */
export interface ReadinessCheck {
  readonly name: string;
  check(): boolean | Promise<boolean>;
}

const CHECK_TIMEOUT_MS = 2_000;
/** Anybody on the port may ask: a request is short, and there are not many at once. */
const REQUEST_TIMEOUT_MS = 10_000;
const MAX_CONNECTIONS = 256;

/** A service that is alive and cannot work yet, with its recovery's progress where it has one. */
export interface Starting {
  readonly recovering: RecoveryProgress | undefined;
}

/**
 * Answers `GET /health/live`, `GET /health/ready` (503 while any check fails, with the name of each) and `GET /metrics`.
 * Says nothing about secrets or addresses. However many ask at once, the checks run once for all of them, and so do the metrics.
 * @param starting undefined once the service has started; until then it is not ready, and no check runs.
 */
export function createOpsServer(
  registry: Registry,
  checks: readonly ReadinessCheck[],
  starting: () => Starting | undefined = () => undefined,
): FastifyInstance {
  const server = Fastify({
    logger: false,
    bodyLimit: 1_024,
    requestTimeout: REQUEST_TIMEOUT_MS,
  });
  server.server.maxConnections = MAX_CONNECTIONS;
  const readiness = shared(() => Promise.all(checks.map(run)));
  const metrics = shared(() => registry.metrics());
  server.get('/health/live', () => ({ status: 'live' }));
  server.get('/health/ready', async (_request, reply) => {
    const start = starting();
    if (start !== undefined)
      return reply.code(503).send({ status: 'starting', ...start, checks: { started: false } });
    const results = await readiness();
    const ready = results.every((result) => result.ok);
    return reply.code(ready ? 200 : 503).send({
      status: ready ? 'ready' : 'not ready',
      checks: Object.fromEntries(results.map((result) => [result.name, result.ok])),
    });
  });
  server.get('/metrics', async (_request, reply) =>
    reply.type(registry.contentType).send(await metrics()),
  );
  return server;
}

/** Who asks while an answer is being made gets that one. */
function shared<T>(make: () => Promise<T>): () => Promise<T> {
  let making: Promise<T> | undefined;
  return () =>
    (making ??= make().finally(() => {
      making = undefined;
    }));
}

async function run(check: ReadinessCheck): Promise<{ name: string; ok: boolean }> {
  const timeout = new Promise<boolean>((resolve) => {
    setTimeout(resolve, CHECK_TIMEOUT_MS, false).unref();
  });
  const ok = await Promise.race([Promise.resolve().then(() => check.check()), timeout]).catch(
    () => false,
  );
  return { name: check.name, ok: ok === true };
}
