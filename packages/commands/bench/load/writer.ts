import { join } from 'node:path';
import { freePort, nodeChild, probeHttp, startServer, type Child } from '@bellwether/servers';
import { TEST_PASSWORD, type WriteStack } from '@bellwether/testkit';

/** A writer of partition 0 in a process of its own. */
export interface Writer {
  readonly child: Child;
  readonly logFile: string;
  /** What it tells on /metrics. */
  metrics(): Promise<string>;
}

/** Starts a writer, as owner or as standby; resolves when it is ready. @param settings beyond the stack's own. */
export async function startWriter(
  stack: WriteStack,
  settings: Readonly<Record<string, string>> & { readonly INSTANCE: string },
): Promise<Writer> {
  const opsPort = await freePort();
  const logFile = join(stack.directory, 'logs', `${settings.INSTANCE}.log`);
  const child = await startServer({
    name: settings.INSTANCE,
    prepare: async () => undefined,
    child: nodeChild('commands', import.meta.resolve('@bellwether/commands'), {
      logFile,
      env: {
        NATS_URL: stack.natsUrl,
        NATS_USER: 'commands',
        NATS_PASSWORD: TEST_PASSWORD,
        EVENTSTORE_URL: stack.eventStoreUrl,
        OPS_PORT: `${opsPort}`,
        PROFILE: 'dev',
        LOG_LEVEL: 'warn',
        ...settings,
      },
    }),
    probe: () => probeHttp(`http://127.0.0.1:${opsPort}/health/ready`),
  });
  const metrics = async (): Promise<string> =>
    (await fetch(`http://127.0.0.1:${opsPort}/metrics`)).text();
  return { child, logFile, metrics };
}
