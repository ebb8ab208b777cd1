import { parseDate, type AccountId, type Command, type InstrumentId } from '@bellwether/domain';
import { expect } from 'vitest';
import type { GatewayStack } from '../gateway-stack.ts';
import { byTwo, clientOf } from './corporate-actions.ts';

const [ENDED, LIVING, FUTURE] = ['EX_ENDED', 'EX_LIVING', 'EX_FUTURE'] as InstrumentId[] as [
  InstrumentId,
  InstrumentId,
  InstrumentId,
];

/**
 * An option of an account that has expired, one that it wants exercised, and a future that has paid it something. Returns the
 * id of the expiration.
 */
export async function expirationsOf(
  gateway: GatewayStack,
  accountId: AccountId,
  underlyingId: InstrumentId,
): Promise<string> {
  const client = await clientOf(gateway, 'ops');
  const accepted = async (command: Command): Promise<string> => {
    const outcome = await client.send(command);
    expect(outcome).toMatchObject({ status: 'accepted' });
    return outcome.id ?? '';
  };
  const list = (instrumentId: InstrumentId, more: object): Promise<string> => {
    const terms = {
      symbol: instrumentId.replace('_', ''),
      tickSize: 100n,
      referencePrice: 10_000n,
    };
    const data = { instrumentId, ...terms, maxOrderQuantity: 100n, multiplier: 100, ...more };
    return accepted({ type: 'ListInstrument', data } as Command);
  };
  const option = {
    underlyingId,
    underlyingKind: 'STOCK',
    right: 'CALL',
    strike: 10_000_000n,
    style: 'AMERICAN',
    settlement: 'CASH',
  };
  const margins = { initialMargin: 100n, maintenanceMargin: 100n };
  for (const [instrumentId, expiresOn] of [
    [ENDED, parseDate('2026-11-20')],
    [LIVING, parseDate('2030-11-15')],
  ] as const)
    await list(instrumentId, { assetClass: 'OPTION', option: { ...option, expiresOn } });
  const future = { root: 'XX', expiresOn: parseDate('2030-11-15'), settlement: 'CASH', ...margins };
  await list(FUTURE, { assetClass: 'FUTURE', future });
  for (const instrumentId of [ENDED, LIVING, FUTURE])
    await accepted({ type: 'DepositSecurities', data: { accountId, instrumentId, quantity: 1n } });
  await accepted({
    type: 'ExerciseOption',
    data: { accountId, instrumentId: LIVING, contracts: 1n },
  });
  const close = { instrumentId: FUTURE, tradeDate: parseDate('2026-11-20'), price: 10_100n };
  await accepted({ type: 'PublishClose', data: close });
  await byTwo(gateway, {
    type: 'HaltInstrument',
    data: { instrumentId: ENDED, reason: 'OPERATIONAL' },
  });
  return accepted({ type: 'ApplyExpiration', data: { instrumentId: ENDED } });
}
