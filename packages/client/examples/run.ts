// All examples against a running platform: node packages/commands/examples/run.ts
// NATS_URL, NATS_USER and NATS_PASSWORD say where and as whom; the user must be allowed what the examples do.
import { CommandClient, type Outcome } from '@bellwether/client';
import type { AccountId, InstrumentId } from '@bellwether/domain';
import { createLogger } from '@bellwether/platform/log';
import { connectNats } from '@bellwether/platform/nats';
import * as market from './open-market.ts';
import * as supervise from './supervise.ts';
import * as trade from './trade.ts';

/** Runs every example and tells what became of each. */
export async function runExamples(
  client: CommandClient,
): Promise<readonly { readonly example: string; readonly outcome: Outcome }[]> {
  const name = `EX${Date.now().toString(36).toUpperCase()}`;
  const [accountId, instrumentId] = [name as AccountId, name as InstrumentId];
  const trader = { accountId, instrumentId };
  const told: { example: string; outcome: Outcome }[] = [];
  const tell = async (example: string, outcome: Outcome | Promise<Outcome>): Promise<void> => {
    told.push({ example, outcome: await outcome });
  };
  await tell('listInstrument', market.listInstrument(client, instrumentId));
  await tell('openAccount', market.openAccount(client, accountId));
  await tell('depositCash', market.depositCash(client, accountId));
  await tell('depositSecurities', market.depositSecurities(client, accountId, instrumentId));
  await tell('setRiskLimits', supervise.setRiskLimits(client, accountId));
  const { orderId, outcome } = await trade.placeOrder(client, trader);
  await tell('placeOrder', outcome);
  await tell('replaceOrder', trade.replaceOrder(client, trader, orderId));
  await tell('cancelOrder', trade.cancelOrder(client, trader, orderId));
  await tell('placeDurably', trade.placeDurably(client, trader));
  await tell('repeatAfterSilence', trade.repeatAfterSilence(client, trader));
  await tell('withdrawCash', market.withdrawCash(client, accountId));
  await tell('haltInstrument', supervise.haltInstrument(client, client, instrumentId));
  await tell('resumeInstrument', supervise.resumeInstrument(client, instrumentId));
  return told;
}

if (import.meta.main) {
  const { NATS_URL = '127.0.0.1:7400', NATS_USER = 'cli', NATS_PASSWORD = '' } = process.env;
  const connection = await connectNats(
    { url: NATS_URL, user: NATS_USER, password: NATS_PASSWORD, name: 'examples' },
    createLogger('examples', 'warn'),
  );
  const client = new CommandClient({ connection, user: NATS_USER });
  for (const { example, outcome } of await runExamples(client))
    process.stdout.write(`${example}: ${JSON.stringify(outcome)}\n`);
  await connection.close();
}
