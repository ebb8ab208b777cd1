import type { ProjectionStack } from '../test/projection-stack.ts';

/** Whether every read model in force has history in and announces what changes, and nothing waits to be published. */
export async function caughtUp(stack: ProjectionStack): Promise<boolean> {
  const [row] = await stack.access.owner<{ live: boolean; waiting: boolean }[]>`
    select bool_and(live) as live, exists (select from read_models.change_feed) as waiting
    from read_models.checkpoints where state = 'active'`;
  return row?.live === true && !row.waiting;
}
