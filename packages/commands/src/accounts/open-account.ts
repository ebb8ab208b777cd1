import type { Outcome } from '@bellwether/domain';
import { decide, type DeliveryOf, type Handling } from '../aggregates/decide.ts';
import { placed, recordedAs } from '../aggregates/placement.ts';

/** An account's home follows from its id where the command does not say it. */
export async function openAccount(
  handling: Handling,
  delivery: DeliveryOf<'OpenAccount'>,
): Promise<Outcome> {
  const { command } = delivery;
  const { accountId, homePartition } = command.data;
  const home = placed(command.id, accountId, homePartition, handling.partitions);
  if (typeof home !== 'number') return home;
  const data = { ...command.data, ...recordedAs('homePartition', home) };
  return decide(handling, { ...delivery, command: { ...command, data } });
}
