import type { CommandClient, Outcome } from '@bellwether/client';
import type { AccountId, InstrumentId } from '@bellwether/domain';
import { haltInstrument, resumeInstrument } from './supervise.ts';

/** 1,000 USD of an account, to be traded with in another partition; answered when it is there. */
export function allocateFunds(
  client: CommandClient,
  accountId: AccountId,
  fromPartition: number,
  toPartition: number,
): Promise<Outcome> {
  return client.allocateFunds({ accountId, fromPartition, toPartition, amount: 10_000_000n });
}

/**
 * Another partition is to trade an instrument: it is halted, moved with its orders, positions and the cash behind them,
 * and resumed by an auction. Halt and move take two people each.
 */
export async function moveInstrument(
  client: CommandClient,
  colleague: CommandClient,
  instrumentId: InstrumentId,
  toPartition: number,
): Promise<Outcome> {
  const halted = await haltInstrument(client, colleague, instrumentId);
  if (halted.status !== 'accepted') return halted;
  const moved = await client.moveInstrument({ instrumentId, toPartition });
  if (moved.status !== 'accepted') return moved;
  return resumeInstrument(client, instrumentId);
}
