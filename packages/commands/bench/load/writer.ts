import type { Child } from '@bellwether/servers/child';
import { startServer } from '@bellwether/servers/server';
import type { WriteStack } from '@bellwether/testkit';
import { writerSpec } from '../../test/support/writer-spec.ts';

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
  const spec = await writerSpec(stack, { LOG_LEVEL: 'warn', ...settings });
  const child = await startServer(spec);
  const metrics = async (): Promise<string> => (await fetch(`${spec.ops}/metrics`)).text();
  return { child, logFile: spec.child.logFile, metrics };
}
