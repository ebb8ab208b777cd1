import { CommandClient } from '@bellwether/client';
import {
  newYorkTime,
  parseDecimal,
  type AccountId,
  type Actor,
  type InstrumentId,
} from '@bellwether/domain';
import { derivedId, systemClock } from '@bellwether/platform/runtime';
import { expect } from 'vitest';
import type { GatewayStack } from '../gateway-stack.ts';

const usd = parseDecimal;

/** Targets of an account, and a plan that waits. Returns the ids of the plan and of its order. */
export async function rebalancingOf(
  gateway: GatewayStack,
  accountId: AccountId,
  instrumentId: InstrumentId,
): Promise<{ readonly planId: string; readonly plannedOrderId: string }> {
  const connection = await gateway.write.connectAs('gateway');
  const client = new CommandClient({ connection, user: 'gateway', signer: gateway.signer });
  const actor: Actor = { name: accountId, roles: ['trader'], accounts: [accountId] };
  const terms = { others: 'KEEP', driftBand: 50, cashBuffer: 200, minimumTrade: 0n } as const;
  const ownTargets = { ...terms, targets: [{ instrumentId, weight: 5_000 }] };
  const model = { modelId: 'growth', ...terms, targets: [{ instrumentId, quantity: 5n }] };
  const otto: Actor = { name: 'otto', roles: ['ops'], accounts: [] };
  expect(await client.setModelPortfolio(model, { actor: otto })).toMatchObject({
    status: 'accepted',
  });
  const set = await client.setRebalancing({ accountId, ownTargets }, { actor });
  expect(set).toMatchObject({ status: 'accepted' });
  const line = {
    instrumentId,
    side: 'BUY',
    quantity: 1n,
    limitPrice: usd('10'),
    mark: usd('10'),
    held: 0n,
    targetValue: usd('10'),
  } as const;
  const sums = { equity: usd('20'), cash: usd('20'), buffer: 0n, untradedDrift: 0n, roundTo: 1 };
  const lastDay = newYorkTime(systemClock()()).date;
  const stands = { accountId, inputsPosition: 0n, lastDay };
  const proposed = await client.proposeRebalancing(
    { ...stands, ...sums, lines: [line] },
    { actor },
  );
  expect(proposed).toMatchObject({ status: 'accepted' });
  const planId = proposed.id ?? '';
  return { planId, plannedOrderId: derivedId(`rebalancing/${planId}/0`) };
}
