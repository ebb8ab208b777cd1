import Fastify, { type FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';

/** A named condition under which the service can do its work. A rejection, or anything but true, means it cannot. */
export interface ReadinessCheck {
  readonly name: string;
  check(): boolean | Promise<boolean>;
}

const CHECK_TIMEOUT_MS = 2_000;

/**
 * Answers `GET /health/live`, `GET /health/ready` (503 while any check fails, with the name of each) and `GET /metrics`.
 * Says nothing about secrets or addresses.
 */
export function createOpsServer(
  registry: Registry,
  checks: readonly ReadinessCheck[],
): FastifyInstance {
  const server = Fastify({ logger: false, bodyLimit: 1_024 });
  server.get('/health/live', () => ({ status: 'live' }));
  server.get('/health/ready', async (_request, reply) => {
    const results = await Promise.all(checks.map(run));
    const ready = results.every((result) => result.ok);
    return reply.code(ready ? 200 : 503).send({
      status: ready ? 'ready' : 'not ready',
      checks: Object.fromEntries(results.map((result) => [result.name, result.ok])),
    });
  });
  server.get('/metrics', async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
  return server;
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
