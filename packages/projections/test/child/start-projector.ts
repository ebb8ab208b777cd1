import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { TestClickHouse } from '@bellwether/testkit';
import type { ProjectionStack } from '../projection-stack.ts';

const CHILD = fileURLToPath(new URL('./projector.ts', import.meta.url));

/** The live projectors in a process of their own, as in operation: what measures them does not slow them down. */
export function startProjector(stack: ProjectionStack, house: TestClickHouse): ChildProcess {
  const { eventStoreUrl, natsUrl } = stack.write;
  const { projectorUrl } = stack.stores;
  const redisUrl = stack.stores.redisUrl('projections');
  const args = [CHILD, eventStoreUrl, projectorUrl, house.projectionsUrl, redisUrl, natsUrl];
  return spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
}
