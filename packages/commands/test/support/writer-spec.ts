import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeChild } from '@bellwether/servers/node-child';
import { freePort } from '@bellwether/servers/port';
import type { ServerSpec } from '@bellwether/servers/server';
import { probeReady, type StartProgress } from '@bellwether/servers/start-progress';
import { TEST_PASSWORD, type WriteStack } from '@bellwether/testkit';

/** A writer as its supervisor starts it. */
export interface WriterSpec extends ServerSpec {
  /** URL of its ops port. */
  readonly ops: string;
  /** What it has logged so far, entry by entry. */
  logged(): readonly LogEntry[];
}

export interface LogEntry {
  readonly msg: string;
  readonly facts?: string;
  readonly snapshot?: string;
  readonly ms?: Readonly<Record<string, number>>;
  readonly err?: { readonly message: string };
}

/**
 * @param settings beyond the stack's own.
 * @param entry URL of the `index.ts` beside the program's `main.ts`; default: this one.
 */
export async function writerSpec(
  stack: WriteStack,
  settings: Readonly<Record<string, string>> & { readonly INSTANCE: string },
  entry: string = new URL('../../src/index.ts', import.meta.url).href,
): Promise<WriterSpec> {
  const opsPort = await freePort();
  const { INSTANCE: name } = settings;
  const logFile = join(stack.directory, 'logs', `${name}.log`);
  const ops = `http://127.0.0.1:${opsPort}`;
  return {
    name,
    ops,
    prepare: async () => undefined,
    child: nodeChild(name, entry, {
      logFile,
      env: {
        NATS_URL: stack.natsUrl,
        NATS_USER: 'commands',
        NATS_PASSWORD: TEST_PASSWORD,
        EVENTSTORE_URL: stack.eventStoreUrl,
        WRITER_KEY_FILE: stack.writerKeyFile,
        OPS_PORT: `${opsPort}`,
        PROFILE: 'dev',
        ...settings,
      },
    }),
    probe: () => probeReady(`${ops}/health/ready`),
    logged: () =>
      readFileSync(logFile, 'utf8')
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as LogEntry),
  };
}

/** How far a writer says it has come; undefined: it does not answer, says nothing of it, or is ready. */
export async function recovering({ ops }: WriterSpec): Promise<StartProgress | undefined> {
  try {
    const response = await fetch(`${ops}/health/ready`);
    return ((await response.json()) as { recovering?: StartProgress }).recovering;
  } catch {
    return undefined;
  }
}
