import { CommandClient } from '@bellwether/client';
import { listInstrument, openAccount } from '@bellwether/client/examples/open-market';
import { runExamples } from '@bellwether/client/examples/run';
import { haltInstrument, inSomebodysName } from '@bellwether/client/examples/supervise';
import type { AccountId, InstrumentId } from '@bellwether/domain';
import { generateKeyPair, Signer } from '@bellwether/platform/signing';
import { startWriteStack, type WriteStack } from '@bellwether/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Commands } from '../src/index.ts';
import { told } from './support/market.ts';
import { startService } from './support/service.ts';

let stack: WriteStack;
let commands: Commands;

beforeAll(async () => {
  stack = await startWriteStack();
});
afterAll(() => stack.stop());

const signer = new Signer(generateKeyPair().privateKey);
const clientOf = async (user: string): Promise<CommandClient> =>
  new CommandClient({ connection: await stack.connectAs(user), user, signer });

const onFailure = (error: Error): void => {
  throw error;
};

test('every example works as it is written', async () => {
  commands = await startService(stack, { onFailure });
  const results = await runExamples(await clientOf('cli'));
  expect(results.map(({ example, outcome }) => `${example}: ${told(outcome)}`)).toEqual([
    'listInstrument: accepted',
    'openAccount: accepted',
    'depositCash: accepted',
    'depositSecurities: accepted',
    'setRiskLimits: accepted',
    'placeOrder: accepted 0/10',
    'replaceOrder: accepted 0/5',
    'cancelOrder: accepted',
    'placeDurably: accepted 0/0',
    'repeatAfterSilence: duplicate of accepted 0/10',
    'withdrawCash: accepted',
    'haltInstrument: accepted',
    'resumeInstrument: accepted',
  ]);
  await commands.stop();
});

test('so do those that take two people or speak for somebody', async () => {
  commands = await startService(stack, {
    onFailure,
    actorKeys: signer.publicKey,
    principals: [
      { name: 'cli', roles: ['ops'], accounts: [] },
      { name: 'ops', roles: ['ops'], accounts: [] },
      { name: 'gateway', roles: [], accounts: [], delegate: true },
    ],
  });
  const [cli, ops, gateway] = [
    await clientOf('cli'),
    await clientOf('ops'),
    await clientOf('gateway'),
  ];
  const [accountId, instrumentId] = ['two' as AccountId, 'TWO' as InstrumentId];
  await listInstrument(cli, instrumentId);
  await openAccount(cli, accountId);
  expect(told(await inSomebodysName(gateway, accountId, instrumentId))).toBe(
    'rejected INSUFFICIENT_FUNDS',
  );
  expect(told(await haltInstrument(cli, ops, instrumentId))).toBe('accepted');
  await commands.stop();
});
