import { CommandClient } from '@bellwether/client';
import {
  formatDate,
  newYorkTime,
  totalsOf,
  type AccountId,
  type InstrumentId,
} from '@bellwether/domain';
import { systemClock } from '@bellwether/platform/runtime';
import { expect } from 'vitest';
import type { GatewayStack } from '../gateway-stack.ts';

const CCP = { counterparty: 'CCP' } as const;

/** A run of today in which an account has received two shares of another. Returns its id. */
export async function settlementOf(
  gateway: GatewayStack,
  [buyer, seller]: readonly [AccountId, AccountId],
  instrumentId: InstrumentId,
): Promise<string> {
  const connection = await gateway.write.connectAs('processes');
  const client = new CommandClient({ connection, user: 'processes' });
  const accepted = { status: 'accepted' };
  const settlementDate = newYorkTime(systemClock()()).date;
  expect(await client.startSettlement({ ...CCP, settlementDate })).toMatchObject(accepted);
  const runId = `${formatDate(settlementDate)}-1`;
  const part = { runId, part: 1, parts: 1 };
  const line = (participant: AccountId, quantity: bigint) => ({
    participant,
    instrumentId,
    quantity,
    amount: -10n * quantity,
    fees: 0n,
  });
  const obligations = [line(buyer, 2n), line(seller, -2n)];
  expect(await client.recordObligations({ ...part, obligations })).toMatchObject(accepted);
  const deliveries = obligations.map((one) => ({ ...one, marked: 0n, left: 0n, leftAmount: 0n }));
  expect(await client.recordDeliveries({ ...part, deliveries })).toMatchObject(accepted);
  const totals = totalsOf(deliveries);
  expect(await client.completeSettlement({ ...CCP, runId, ...totals })).toMatchObject(accepted);
  return runId;
}
