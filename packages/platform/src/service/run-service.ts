import closeWithGrace from 'close-with-grace';
import type { Registry } from 'prom-client';
import { Type, type Static, type TObject, type TSchema } from 'typebox';
import { closesInTime } from './close-in-time.ts';
import { readConfig } from './config.ts';
import { createLogger, type Logger } from './logger.ts';
import { createRegistry } from './metrics.ts';
import { createOpsServer, type ReadinessCheck } from './ops-server.ts';
import type { RecoveryProgress } from './recovery-progress.ts';
import { serviceSettings } from './settings.ts';

/** How long a service may take to stop before it is ended by force. */
const STOP_TIMEOUT_MS = 15_000;

/** What a service gets to work with. */
export interface ServiceContext<Config> {
  readonly name: string;
  readonly config: Config;
  readonly logger: Logger;
  readonly metrics: Registry;
  /** Registers something to close at the end; the last registered is closed first. */
  readonly onStop: (name: string, close: () => unknown) => void;
  /** Adds a condition of readiness. */
  readonly readyWhen: (check: ReadinessCheck) => void;
  /** Says how to learn how far the start has come; /health/ready shows it until the start is done. */
  readonly recoversBy: (progress: () => RecoveryProgress | undefined) => void;
  /** Ends the process with an error, after an orderly stop: for what cannot be mended in place. */
  readonly fail: (error: Error) => void;
}

type ConfigOf<Settings extends Record<string, TSchema>> = Static<
  TObject<Settings & typeof serviceSettings>
>;

/**
 * Runs a service until a signal or `fail`: settings, logger, /health and /metrics, then `start`, and at the end everything
 * closed in reverse order. A start may take long: meanwhile the service is alive and not ready. A start that fails is
 * logged and ends the process with status 1.
 */
export async function runService<const Settings extends Record<string, TSchema>>(
  name: string,
  settings: Settings,
  start: (context: ServiceContext<ConfigOf<Settings>>) => Promise<void>,
): Promise<void> {
  const config = readConfig(
    Type.Object({ ...serviceSettings, ...settings }),
    process.env,
  ) as ConfigOf<Settings>;
  const base = config as Static<TObject<typeof serviceSettings>>;
  const logger = createLogger(name, base.LOG_LEVEL);
  const metrics = createRegistry(name);
  const closers: { name: string; close: () => unknown }[] = [];
  const checks: ReadinessCheck[] = [];

  let failure: Error | undefined;
  let state: 'starting' | 'started' | 'stopping' = 'starting';
  let recovering: () => RecoveryProgress | undefined = () => undefined;
  const ops = createOpsServer(metrics, checks, () =>
    state === 'starting' ? { recovering: recovering() } : undefined,
  );

  const stop = async (): Promise<void> => {
    state = 'stopping';
    // Who asks for health hears at once that nobody is there any more.
    closers.push({ name: 'ops server', close: () => ops.close() });
    for (const { name: part, close } of closers.splice(0).reverse()) {
      try {
        logger.debug({ part }, 'closing');
        if (!(await closesInTime(close)))
          logger.error({ part }, 'closing takes too long: the service stops without it');
      } catch (error) {
        logger.error({ err: error, part }, 'closing failed');
      }
    }
  };
  const grace = closeWithGrace(
    { delay: STOP_TIMEOUT_MS, logger: false },
    async ({ err, signal }) => {
      if (err) logger.fatal({ err }, 'service failed');
      logger.info({ signal }, 'stopping');
      await stop();
      // A rejection here is how the process comes to end with status 1.
      if (failure !== undefined) throw failure;
    },
  );
  const isStopping = (): boolean => state === 'stopping';
  const fail = (error: Error): void => {
    logger.fatal({ err: error }, 'service failed');
    failure = error;
    grace.close();
  };

  try {
    const address = await ops.listen({ host: base.OPS_HOST, port: base.OPS_PORT });
    logger.info({ address }, 'alive');
    await start({
      name,
      config,
      logger,
      metrics,
      onStop: (part, close) => closers.push({ name: part, close }),
      readyWhen: (check) => checks.push(check),
      recoversBy: (progress) => (recovering = progress),
      fail,
    });
    if (isStopping()) return;
    state = 'started';
    logger.info({ address }, 'started');
  } catch (error) {
    // What a stop takes away from a start that is under way is no failure of the start.
    if (!isStopping()) fail(error instanceof Error ? error : new Error(String(error)));
  }
}
