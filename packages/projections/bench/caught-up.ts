import type { ProjectionStack } from '../test/projection-stack.ts';

/** Whether history is in everywhere, what changes is announced, and nothing waits to be published. */
export async function caughtUp(stack: ProjectionStack): Promise<boolean> {
  const [row] = await stack.access.owner<{ live: boolean; sinks: boolean; waiting: boolean }[]>`
    select bool_and(live) as live, exists (select from read_models.change_feed) as waiting,
      (select bool_and(sinks.position >= (select max(position) from read_models.checkpoints))
       from read_models.sinks) as sinks
    from read_models.checkpoints where state = 'active'`;
  return row?.live === true && row.sinks && !row.waiting;
}
