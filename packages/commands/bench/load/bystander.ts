import { TEST_PASSWORD, type WriteStack } from '@bellwether/testkit';
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Percentiles } from './plan.ts';

/** One request of the client beside a load. */
export interface Look {
  /** When it was sent, ms since 1970. */
  readonly at: number;
  readonly ms: number;
  /** Its outcome's status, `silent` without one. */
  readonly status: string;
}

/** What a client sees that sends one order every now and then while others flood the service. */
export interface Bystander {
  stop(): Promise<{ readonly looks: readonly Look[]; readonly latencyMs: Percentiles }>;
}

/** Starts one in a process of its own. */
export function startBystander(stack: WriteStack, user: string): Bystander {
  const child = fork(fileURLToPath(new URL('./bystander-child.ts', import.meta.url)));
  child.send({ url: stack.natsUrl, user, password: TEST_PASSWORD });
  return {
    stop: () =>
      new Promise((resolve) => {
        child.once('message', resolve);
        child.send('end');
      }),
  };
}
