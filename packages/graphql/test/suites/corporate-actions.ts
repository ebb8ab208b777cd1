import { CommandClient } from '@bellwether/client';
import {
  newYorkTime,
  parseDate,
  sessionDayAfter,
  type ActionTerms,
  type CommandId,
  type InstrumentId,
  type Outcome,
} from '@bellwether/domain';
import { systemClock } from '@bellwether/platform/runtime';
import { expect } from 'vitest';
import type { GatewayStack } from '../gateway-stack.ts';

/** A day that is over, and on which banks were open. */
const FRIDAY = parseDate('2026-11-20');
const OTTO = { name: 'otto', roles: ['ops'], accounts: [] } as const;

/** What the gateway sends it signs. */
export async function clientOf(gateway: GatewayStack, user: string): Promise<CommandClient> {
  const connection = await gateway.write.connectAs(user);
  return new CommandClient({ connection, user, partitions: 1, signer: gateway.signer });
}

/** What two do: otto asks, and the user `ops` agrees. Returns the id of what was asked. */
export async function byTwo(
  gateway: GatewayStack,
  command: Parameters<CommandClient['send']>[0],
): Promise<CommandId> {
  const [asks, agrees] = await Promise.all([
    clientOf(gateway, 'gateway'),
    clientOf(gateway, 'ops'),
  ]);
  const asked: Outcome = await asks.send(command, { actor: OTTO });
  expect(asked).toMatchObject({ code: 'APPROVAL_REQUIRED' });
  const commandId = asked.id as CommandId;
  const agreed = await agrees.send({ type: 'ApproveCommand', data: { commandId } });
  expect(agreed).toMatchObject({ status: 'accepted' });
  return commandId;
}

/**
 * A late dividend that is in force in one instrument, and one that is to come in another. Returns the id of the first.
 */
export async function corporateActionsOf(
  gateway: GatewayStack,
  inForce: InstrumentId,
  toCome: InstrumentId,
): Promise<string> {
  const terms = { kind: 'CASH_DIVIDEND', amount: 100n } as const;
  const announce = (instrumentId: InstrumentId, days: Omit<ActionTerms, 'kind'>) =>
    byTwo(gateway, { type: 'AnnounceCorporateAction', data: { instrumentId, ...terms, ...days } });
  const exDate = sessionDayAfter(newYorkTime(systemClock()()).date);
  await announce(toCome, { exDate, payDate: parseDate('2030-11-20') });
  const halt = { instrumentId: inForce, reason: 'OPERATIONAL' } as const;
  await byTwo(gateway, { type: 'HaltInstrument', data: halt });
  const actionId = await announce(inForce, { exDate: FRIDAY, payDate: FRIDAY, late: true });
  const client = await clientOf(gateway, 'ops');
  const data = { instrumentId: inForce, actionId };
  expect(await client.send({ type: 'ApplyCorporateAction', data })).toMatchObject({
    status: 'accepted',
  });
  return actionId;
}
