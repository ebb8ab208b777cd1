import { once } from 'node:events';
import { createPublicKey, verify } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandClient } from '@bellwether/client';
import type { Commands } from '@bellwether/commands';
import {
  parseDecimal,
  type AccountId,
  type AlertCondition,
  type AlertTerms,
  type CommandId,
  type InstrumentId,
} from '@bellwether/domain';
import { newId } from '@bellwether/platform/runtime';
import { generateKeyPair } from '@bellwether/platform/signing';
import { factsOf, type RecordedFact } from '@bellwether/projections/facts';
import {
  eventually,
  firstSeed,
  rounds,
  startWriteStack,
  type WriteStack,
} from '@bellwether/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TwoInstances } from './support/two-instances.ts';
import { startWriteSide } from './support/write-side.ts';

// Price alerts on real servers: what fires is compared with a reckoning of the raw log that shares nothing with the rules.

const KILLS = rounds(4, 40);
const usd = parseDecimal;
const AMZN = 'AMZN' as InstrumentId;
const [alice, bob] = ['alice', 'bob'].map((id) => id as AccountId) as [AccountId, AccountId];

const keys = generateKeyPair();
let stack: WriteStack;
let commands: Commands;
let client: CommandClient;
let instances: TwoInstances;

beforeAll(async () => {
  stack = await startWriteStack();
  commands = await startWriteSide(stack);
  client = new CommandClient({ connection: await stack.connectAs('cli'), user: 'cli' });
  instances = new TwoInstances(stack, 'all', { WEBHOOK_KEY: keys.privateKey });
  for (const accountId of [alice, bob]) await client.openAccount({ accountId });
  const listing = { symbol: 'AMZN', tickSize: usd('0.01'), referencePrice: usd('100') };
  await client.listInstrument({ instrumentId: AMZN, ...listing, maxOrderQuantity: 1_000n });
  await client.depositCash({ accountId: alice, amount: usd('1000000') });
  await client.depositSecurities({ accountId: bob, instrumentId: AMZN, quantity: 10_000n });
});

afterAll(async () => {
  instances.stop();
  await commands.stop();
  await stack.stop();
});

/** One share changes hands at a price. */
async function tradeAt(price: string): Promise<void> {
  const terms = {
    instrumentId: AMZN,
    type: 'LIMIT',
    quantity: 1n,
    limitPrice: usd(price),
  } as const;
  await client.placeOrder({ ...terms, accountId: bob, side: 'SELL', timeInForce: 'GTC' });
  const bought = await client.placeOrder({
    ...terms,
    accountId: alice,
    side: 'BUY',
    timeInForce: 'IOC',
  });
  expect(bought).toMatchObject({ status: 'accepted' });
}

const set = (condition: AlertCondition, price: string, more: Partial<AlertTerms> = {}) => {
  const terms = { accountId: alice, instrumentId: AMZN, condition, repeats: true };
  return client.setPriceAlert({ ...terms, price: usd(price), ...more });
};

async function log(): Promise<readonly RecordedFact[]> {
  const store = stack.eventStoreClient();
  const facts: RecordedFact[] = [];
  for await (const { event } of store.readAll())
    if (event !== undefined) facts.push(...(await factsOf(event, store)));
  return facts;
}

/** `<trade> FIRED|ARMED` of each alert, in order. */
type Told = Map<CommandId, string[]>;

/** What the sales of the log mean for its alerts. Prices are as they were typed, and the distance is a tenth of a percent. */
function reckoned(facts: readonly RecordedFact[]): Told {
  const told: Told = new Map();
  const waiting = new Map<CommandId, { terms: AlertTerms; armed: boolean }>();
  for (const { fact } of facts) {
    if (fact.type === 'PriceAlertSet') {
      const { alertId, ...terms } = fact.data;
      waiting.set(alertId, { terms, armed: !terms.condition.startsWith('CROSSES') });
      told.set(alertId, []);
    }
    // Cancelled while nothing was traded: order in the log is order of decisions.
    if (fact.type === 'PriceAlertEnded' && fact.data.reason === 'cancelled')
      waiting.delete(fact.data.alertId);
    if (fact.type !== 'TradeExecuted') continue;
    const sale = Number(fact.data.price) / 10_000;
    for (const [alertId, alert] of waiting) {
      const { condition, repeats, price = 0n } = alert.terms;
      const sign = condition.endsWith('ABOVE') || condition.endsWith('UP') ? 1 : -1;
      const level = Number(price) / 10_000;
      const back = condition.startsWith('CROSSES') ? 0.000_1 : Math.floor(level * 10) / 10_000;
      const beyond = sign * (sale - level);
      if (alert.armed && beyond > -1e-9) {
        told.get(alertId)?.push(`${fact.data.tradeId} FIRED`);
        alert.armed = false;
        if (!repeats) waiting.delete(alertId);
      } else if (!alert.armed && beyond < -back + 1e-9) {
        told.get(alertId)?.push(`${fact.data.tradeId} ARMED`);
        alert.armed = true;
      }
    }
  }
  return told;
}

/** What the log says of its alerts. */
function recorded(facts: readonly RecordedFact[]): Told {
  const told: Told = new Map();
  for (const { fact } of facts) {
    if (fact.type === 'PriceAlertSet') told.set(fact.data.alertId, []);
    if (fact.type === 'PriceAlertFired' || fact.type === 'PriceAlertArmed')
      told
        .get(fact.data.alertId)
        ?.push(`${fact.data.tradeId} ${fact.type === 'PriceAlertFired' ? 'FIRED' : 'ARMED'}`);
  }
  return told;
}

describe('a price alert', () => {
  test('fires on the running platform, once, and can be cancelled before', async () => {
    const [fires, cancelled] = [newId() as CommandId, newId() as CommandId];
    const terms = { accountId: alice, instrumentId: AMZN, condition: 'PRICE_ABOVE' } as const;
    for (const id of [fires, cancelled]) {
      const more = { price: usd('101'), repeats: false };
      expect(await client.setPriceAlert({ ...terms, ...more }, { id })).toMatchObject({
        status: 'accepted',
      });
    }
    const end = { accountId: alice, alertId: cancelled };
    expect(await client.cancelPriceAlert(end)).toMatchObject({ status: 'accepted' });
    expect(await client.cancelPriceAlert(end)).toMatchObject({ code: 'UNKNOWN_ALERT' });
    await tradeAt('100.50');
    await tradeAt('101');
    await tradeAt('102');
    await eventually('it fires', async () => recorded(await log()).get(fires)?.length === 1);
    const told = recorded(await log());
    expect(told.get(fires)).toEqual([expect.stringMatching(/^0-2 FIRED$/)]);
    expect(told.get(cancelled)).toEqual([]);
  });

  test('is refused without an account, an instrument, or what its condition needs', async () => {
    expect(await set('PRICE_ABOVE', '1', { accountId: 'nobody' as AccountId })).toMatchObject({
      code: 'UNKNOWN_ACCOUNT',
    });
    expect(await set('PRICE_ABOVE', '1', { instrumentId: 'NONE' as InstrumentId })).toMatchObject({
      code: 'UNKNOWN_INSTRUMENT',
    });
    expect(await set('MOVE_UP', '1')).toMatchObject({ code: 'INVALID_ALERT_TERMS' });
  });

  test('is posted, signed, until it is taken; and nowhere inside', async () => {
    const heard: { readonly headers: IncomingHttpHeaders; readonly body: string }[] = [];
    const receiver = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      heard.push({ headers: request.headers, body });
      response.writeHead(heard.length === 1 ? 503 : 204).end();
    }).listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    const { port } = receiver.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/alerts`;
    expect(await client.setAlertWebhook({ accountId: alice, url })).toMatchObject({
      status: 'accepted',
    });
    await client.setAlertWebhook({ accountId: bob, url: 'https://169.254.169.254/latest' });
    const [id, other] = [newId() as CommandId, newId() as CommandId];
    for (const [accountId, alertId] of [
      [alice, id],
      [bob, other],
    ] as const)
      await client.setPriceAlert(
        {
          accountId,
          instrumentId: AMZN,
          condition: 'PRICE_ABOVE',
          price: usd('1'),
          repeats: false,
        },
        { id: alertId },
      );
    await tradeAt('100.25');
    const posted = async () =>
      (await log()).flatMap(({ fact }) => (fact.type === 'AlertPosted' ? [fact.data] : []));
    await eventually('both are recorded', async () => (await posted()).length === 2, 20_000);
    const told = new Map((await posted()).map((data) => [data.accountId, data]));
    expect(told.get(alice)).toMatchObject({ delivered: true, attempts: 2, status: 204, url });
    expect(told.get(bob)).toMatchObject({
      delivered: false,
      attempts: 1,
      reason: '169.254.169.254 is no public address',
    });
    expect(heard.length).toBe(2);
    const key = createPublicKey(keys.publicKey);
    for (const { headers, body } of heard) {
      const told = (name: string): string => [headers[`webhook-${name}`] ?? ''].flat().join();
      const [scheme, signature = ''] = told('signature').split(',');
      const text = `${told('id')}.${told('timestamp')}.${body}`;
      expect(scheme).toBe('v1a');
      expect(verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64'))).toBe(true);
      expect(JSON.parse(body)).toMatchObject({
        type: 'alert.fired',
        data: { accountId: alice, alertId: id, instrumentId: AMZN, price: '100.25' },
      });
    }
    const [first, second] = heard.map(({ headers }) => headers['webhook-id']);
    expect(first).toBe(second);
    await client.removeAlertWebhook({ accountId: alice });
    await client.removeAlertWebhook({ accountId: bob });
    receiver.close();
  });

  const seed = firstSeed();
  test(`fires exactly as the log's sales say, though instances are killed ${KILLS} times (seed ${seed})`, async () => {
    let state = seed;
    const random = (below: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const conditions = ['PRICE_ABOVE', 'PRICE_BELOW', 'CROSSES_UP', 'CROSSES_DOWN'] as const;
    const stop = new AbortController();
    let cents = 10_000;
    const trading = (async () => {
      while (!stop.signal.aborted) {
        if (random(4) === 0) {
          const price = ((9_900 + random(200)) / 100).toFixed(2);
          const condition = conditions[random(4)] ?? 'PRICE_ABOVE';
          await set(condition, price, { repeats: random(3) > 0 });
        }
        cents += random(61) - 30 + (cents < 9_950 ? 10 : cents > 10_050 ? -10 : 0);
        await tradeAt((cents / 100).toFixed(2));
        await sleep(random(20));
      }
    })();
    await instances.killAround(KILLS);
    stop.abort();
    await trading;
    const count = (told: Told): number => [...told.values()].flat().length;
    await eventually(
      'everything has fired',
      async () => {
        const facts = await log();
        return count(recorded(facts)) >= count(reckoned(facts));
      },
      20_000,
    ).catch(() => undefined);
    // Time for something to fire twice, if it could.
    await sleep(1_000);
    const facts = await log();
    const told = recorded(facts);
    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(reckoned(facts)));
    expect(count(told)).toBeGreaterThan(KILLS);
  }, 120_000);

  test('has nothing to do with another account’s under the same id', async () => {
    const id = newId() as CommandId;
    const terms = { instrumentId: AMZN, condition: 'PRICE_ABOVE', price: usd('1') } as const;
    for (const accountId of [alice, bob])
      expect(
        await client.setPriceAlert({ ...terms, accountId, repeats: false }, { id }),
      ).toMatchObject({ status: 'accepted' });
    expect(await client.cancelPriceAlert({ accountId: bob, alertId: id })).toMatchObject({
      status: 'accepted',
    });
    await tradeAt('100');
    const fired = async (): Promise<readonly AccountId[]> =>
      (await log()).flatMap(({ fact }) =>
        fact.type === 'PriceAlertFired' && fact.data.alertId === id ? [fact.data.accountId] : [],
      );
    await eventually('it fires', async () => (await fired()).length > 0);
    expect(await fired()).toEqual([alice]);
  });

  test('fires by the prices of the whole market as well, also by one between two messages', async () => {
    const feed = await stack.connectAs('market_data');
    const [once, again] = [newId() as CommandId, newId() as CommandId];
    const FAR = 'FAR' as InstrumentId;
    const listing = { symbol: 'FAR.A', tickSize: usd('0.01'), referencePrice: usd('10') };
    await client.listInstrument({ instrumentId: FAR, ...listing, maxOrderQuantity: 1_000n });
    const terms = { accountId: alice, instrumentId: FAR, condition: 'PRICE_ABOVE' } as const;
    await client.setPriceAlert({ ...terms, price: usd('11'), repeats: false }, { id: once });
    await client.setPriceAlert({ ...terms, price: usd('12'), repeats: true }, { id: again });
    const sold = (low: string, high: string, last: string, symbol = 'FAR.A'): void => {
      const [soldLow, soldHigh] = [`${usd(low)}`, `${usd(high)}`];
      feed.publish(
        'md.quotes',
        JSON.stringify([{ symbol, soldLow, soldHigh, last: `${usd(last)}` }]),
      );
    };
    const told = async (id: CommandId): Promise<readonly string[]> =>
      (await log()).flatMap(({ fact }) =>
        (fact.type === 'PriceAlertFired' || fact.type === 'PriceAlertArmed') &&
        fact.data.alertId === id
          ? [`${fact.type} ${fact.data.price} ${fact.data.tradeId ?? 'elsewhere'}`]
          : [],
      );
    // Messages are not kept: they are told again until they were heard.
    const until = (id: CommandId, count: number, tell: () => void): Promise<void> =>
      eventually(`${count} times`, async () => {
        tell();
        await sleep(100);
        return (await told(id)).length >= count;
      });
    sold('99', '99', '99', 'AMZN.X');
    await until(once, 1, () => sold('10', '11.50', '10.50'));
    await until(again, 1, () => sold('12', '12', '12'));
    await until(again, 2, () => sold('11.90', '11.95', '11.90'));
    await until(again, 3, () => sold('11.90', '12.10', '11.95'));
    expect(await told(once)).toEqual([`PriceAlertFired ${usd('11.50')} elsewhere`]);
    expect((await told(again)).slice(0, 3)).toEqual([
      `PriceAlertFired ${usd('12')} elsewhere`,
      `PriceAlertArmed ${usd('11.90')} elsewhere`,
      `PriceAlertFired ${usd('12.10')} elsewhere`,
    ]);
  });
});
