import type { AccountId, InstrumentId } from '@bellwether/domain';
import { newId } from '@bellwether/platform/runtime';
import { eventually } from '@bellwether/testkit';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { startGatewayStack, type GatewayStack } from './gateway-stack.ts';
import { corporateActionsOf } from './suites/corporate-actions.ts';
import { expirationsOf } from './suites/expirations.ts';
import { describeExportRoom } from './suites/export-room.ts';
import { describeMatrix } from './suites/matrix.ts';
import { people, tokenOf, type Person } from './suites/people.ts';
import { rebalancingOf } from './suites/rebalancing.ts';
import { settlementOf } from './suites/settlement.ts';

let gateway: GatewayStack;

beforeAll(async () => {
  gateway = await startGatewayStack({
    principals: [
      { name: 'gateway', roles: [], accounts: [], delegate: true },
      { name: 'bots', roles: ['trader'], accounts: ['alice'] },
      { name: 'cli', roles: ['risk'], accounts: [] },
      { name: 'ops', roles: ['ops'], accounts: [] },
      { name: 'processes', roles: ['process'], accounts: [] },
      { name: 'market_data', roles: ['trader'], accounts: [] },
    ],
    users: Object.values(people),
  });
  const { data } = await ask(
    'otto',
    `mutation {
      other: listInstrument(input: { instrumentId: "Y", symbol: "YSYM", tickSize: "0.01", referencePrice: "10", maxOrderQuantity: "1000" }) { status }
      list: listInstrument(input: { instrumentId: "X", symbol: "XSYM", tickSize: "0.01", referencePrice: "10", maxOrderQuantity: "1000" }) { status }
      third: listInstrument(input: { instrumentId: "Z", symbol: "ZSYM", tickSize: "0.01", referencePrice: "10", maxOrderQuantity: "1000" }) { status }
      a: openAccount(input: { accountId: "alice" }) { status }
      b: openAccount(input: { accountId: "bob" }) { status }
      cash: depositCash(input: { accountId: "alice", amount: "1000.00" }) { status }
      more: depositSecurities(input: { accountId: "bob", instrumentId: "Y", quantity: "100" }) { status }
      some: depositSecurities(input: { accountId: "alice", instrumentId: "Z", quantity: "10" }) { status }
      shares: depositSecurities(input: { accountId: "bob", instrumentId: "X", quantity: "100" }) { status }
    }`,
  );
  expect(Object.values(data)).toEqual(Array(9).fill({ status: 'ACCEPTED' }));
});

afterAll(async () => {
  await gateway.stop();
  expect(gateway.failures).toEqual([]);
});

// Answers are looked at field by field, each test its own.
async function ask(
  who: Person,
  query: string,
  variables: object = {},
): Promise<{ readonly data: any; readonly errors?: readonly { extensions: { code: string } }[] }> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${tokenOf(who)}` },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as never;
}

const OUTCOME = '{ status code id position }';

async function place(
  who: Person,
  accountId: string,
  side: string,
  limitPrice: string,
  timeInForce = 'GTC',
): Promise<{ status: string; code: string | null; id: string; position: string }> {
  const { data } = await ask(
    who,
    `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) ${OUTCOME} }`,
    {
      input: {
        accountId,
        instrumentId: 'X',
        side,
        type: 'LIMIT',
        timeInForce,
        quantity: '2',
        limitPrice,
      },
    },
  );
  return data.placeOrder;
}

describe('a trader', () => {
  test('trades for its own account and for no other', async () => {
    expect(await place('alice', 'alice', 'BUY', '9')).toMatchObject({ status: 'ACCEPTED' });
    expect(await place('alice', 'bob', 'SELL', '11')).toMatchObject({
      status: 'REJECTED',
      code: 'FORBIDDEN',
    });
    expect(await place('nobody', 'alice', 'BUY', '9')).toMatchObject({ code: 'FORBIDDEN' });
  });

  test('does not take back another one’s order', async () => {
    const { id } = await place('alice', 'alice', 'BUY', '8');
    const cancel = (who: Person, accountId: string) =>
      ask(who, `mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) ${OUTCOME} }`, {
        input: { accountId, instrumentId: 'X', orderId: id },
      }).then(({ data }) => data.cancelOrder);
    expect(await cancel('bob', 'alice')).toMatchObject({ code: 'FORBIDDEN' });
    // Named as its own, it is not there.
    expect(await cancel('bob', 'bob')).toMatchObject({ status: 'REJECTED', code: 'UNKNOWN_ORDER' });
    expect(await cancel('alice', 'alice')).toMatchObject({ status: 'ACCEPTED' });
  });

  test('sees its own account; another one’s looks like none', async () => {
    const { id, position } = await place('alice', 'alice', 'BUY', '7');
    const query = `query ($id: ID!, $after: Position) {
      mine: account(id: "alice", after: $after) { id }
      none: account(id: "carol") { id }
      order(id: $id, after: $after) { accountId }
      orders(accountId: "alice", after: $after, first: 1) { orders { id } }
      orderHistory(id: $id, after: $after) { events { type principal } }
      commandOutcome(id: $id, after: $after) { status principal }
    }`;
    const alices = await ask('alice', query, { id, after: position });
    expect(alices).toMatchObject({
      data: {
        mine: { id: 'alice' },
        none: null,
        order: { accountId: 'alice' },
        orders: { orders: [{ id }] },
        orderHistory: { events: [{ type: 'OrderAccepted', principal: 'gateway/alice' }] },
        commandOutcome: { status: 'ACCEPTED', principal: 'gateway/alice' },
      },
    });
    const bobs = await ask('bob', query, { id, after: position });
    expect(bobs).toEqual({
      data: {
        mine: null,
        none: null,
        order: null,
        orders: { orders: [] },
        orderHistory: { events: [] },
        commandOutcome: null,
      },
    });
  });

  test('is not told with whom it traded', async () => {
    const made = await place('bob', 'bob', 'SELL', '10');
    const { id, position } = await place('alice', 'alice', 'BUY', '10');
    const query = `query ($id: ID!, $after: Position) {
      trades(instrumentId: "X", first: 1, after: $after) { trades { price buyAccountId sellAccountId sellOrderId } }
      orderHistory(id: $id, after: $after) { events { type data principal commandId } }
    }`;
    const alices = await ask('alice', query, { id, after: position });
    expect(alices.data.trades.trades).toEqual([
      { price: '10.00', buyAccountId: 'alice', sellAccountId: null, sellOrderId: null },
    ]);
    const [, execution] = alices.data.orderHistory.events;
    const told = JSON.parse(execution.data) as Record<string, unknown>;
    expect(told).toMatchObject({ price: '10.00', buyAccountId: 'alice' });
    expect(Object.keys(told).filter((field) => field.startsWith('sell'))).toEqual([]);
    expect(execution).toMatchObject({ principal: 'gateway/alice', commandId: id });
    // Alice's command caused the trade; bob, who made it, reads his order's history.
    const bobs = await ask('bob', query, { id: made.id, after: position });
    const [accepted, sold] = bobs.data.orderHistory.events;
    expect(accepted).toMatchObject({ principal: 'gateway/bob', commandId: made.id });
    expect(sold).toMatchObject({ type: 'TradeExecuted', principal: null, commandId: null });
    expect(JSON.stringify(bobs.data)).not.toMatch(new RegExp(`alice|${id}`));
    const watched = await ask('ria', query, { id, after: position });
    expect(watched.data.orderHistory.events[1]).toMatchObject({ principal: 'gateway/alice' });
    expect(watched.data.trades.trades[0]).toMatchObject({ sellAccountId: 'bob' });
  });

  test('cannot listen to another account', async () => {
    const client = createClient({
      url: `${gateway.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { Authorization: `Bearer ${tokenOf('bob')}` },
      retryAttempts: 0,
    });
    const first = client
      .iterate({ query: 'subscription { orderUpdated(accountId: "alice") { id } }' })
      .next();
    await expect(first).rejects.toMatchObject([{ message: 'ReadAccount is not yours here' }]);
    await client.dispose();
  });
});

describe('a deposit', () => {
  test('of one’s own account is known under its id, though another account’s has the same', async () => {
    const id = newId();
    const deposit = async (accountId: string): Promise<string> => {
      const { data } = await ask(
        'otto',
        `mutation ($id: ID, $account: ID!) {
          depositCash(input: { accountId: $account, amount: "1.00" }, commandId: $id) ${OUTCOME}
        }`,
        { id, account: accountId },
      );
      expect(data.depositCash).toMatchObject({ status: 'ACCEPTED', id });
      return data.depositCash.position as string;
    };
    await deposit('alice');
    const after = await deposit('bob');
    const query = `query ($id: ID!, $account: ID, $after: Position) {
      commandOutcome(id: $id, accountId: $account, after: $after) { accountId stream status }
    }`;
    const told = (who: Person, account?: string) => ask(who, query, { id, after, account });
    const outcomeOf = (accountId: string) => ({
      data: { commandOutcome: { accountId, stream: `account-${accountId}`, status: 'ACCEPTED' } },
    });
    expect(await told('alice')).toEqual(outcomeOf('alice'));
    expect(await told('bob')).toEqual(outcomeOf('bob'));
    expect(await told('bob', 'alice')).toEqual({ data: { commandOutcome: null } });
    expect(await told('ann')).toMatchObject({
      data: { commandOutcome: null },
      errors: [
        {
          message: expect.stringMatching(/account-alice, account-bob$/),
          extensions: { code: 'AMBIGUOUS' },
        },
      ],
    });
    expect(await told('ann', 'bob')).toEqual(outcomeOf('bob'));
  });
});

describe('a halt', () => {
  const halt = (who: Person, id: string) =>
    ask(
      who,
      `mutation ($id: ID) { haltInstrument(input: { instrumentId: "X", reason: NEWS_PENDING }, commandId: $id) ${OUTCOME} }`,
      { id },
    ).then(({ data }) => data.haltInstrument);
  const approve = (who: Person, id: string) =>
    ask(who, `mutation ($id: ID!) { approveCommand(input: { commandId: $id }) ${OUTCOME} }`, {
      id,
    }).then(({ data }) => data.approveCommand);

  test('takes two people, and the log names the one who asked and the one who agreed', async () => {
    const id = '0192f3a0-7c1e-7aaa-8bbb-00000000b001';
    expect(await halt('alice', id)).toMatchObject({ status: 'REJECTED', code: 'FORBIDDEN' });
    expect(await halt('ria', id)).toMatchObject({ code: 'APPROVAL_REQUIRED' });
    expect(await approve('ria', id)).toMatchObject({ code: 'NOTHING_TO_CHANGE' });
    expect(await approve('alice', id)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await place('alice', 'alice', 'BUY', '6')).toMatchObject({ status: 'ACCEPTED' });

    const approved = await approve('otto', id);
    expect(approved).toMatchObject({ status: 'ACCEPTED' });
    expect(await place('alice', 'alice', 'BUY', '6', 'IOC')).toMatchObject({
      code: 'INSTRUMENT_HALTED',
    });
    const { data } = await ask(
      'otto',
      `query ($id: ID!, $approval: ID!, $after: Position) {
        asked: commandOutcome(id: $id, after: $after) { status fact principal }
        agreed: commandOutcome(id: $approval, after: $after) { status fact principal }
      }`,
      { id, approval: approved.id, after: approved.position },
    );
    expect(data).toEqual({
      asked: { status: 'ACCEPTED', fact: 'InstrumentHalted', principal: 'gateway/ria' },
      agreed: { status: 'ACCEPTED', fact: 'ApprovalGranted', principal: 'gateway/otto' },
    });
  });
});

describeExportRoom(ask, OUTCOME);

let [ordered, actionId, runId, expirationId] = ['', '', '', ''];
let planned = { planId: '', plannedOrderId: '' };
beforeAll(async () => {
  planned = await rebalancingOf(gateway, 'alice' as AccountId, 'X' as InstrumentId);
  actionId = await corporateActionsOf(gateway, 'Z' as InstrumentId, 'Y' as InstrumentId);
  expirationId = await expirationsOf(gateway, 'alice' as AccountId, 'Z' as InstrumentId);
  const called = await ask(
    'adam',
    `mutation { call: assessMargin(input: {
      accountId: "alice", day: "2026-11-30", kind: HOUSE, equity: "1", maintenance: "2", call: "1"
      mayTrade: false, openOrders: [], closings: []
    }) { status }
    interest: postInterest(input: { accountId: "alice", through: "2026-11-30", amount: "0.01" }) {
      status
    } }`,
  );
  const accepted = { status: 'ACCEPTED' };
  expect(called.data).toEqual({ call: accepted, interest: accepted });
  runId = await settlementOf(
    gateway,
    ['alice' as AccountId, 'bob' as AccountId],
    'X' as InstrumentId,
  );
  const { id, position } = await place('alice', 'alice', 'BUY', '5');
  ordered = id;
  await eventually('the dividend is in force on the read side', async () => {
    const { data } = await ask('otto', 'query ($id: ID!) { corporateAction(id: $id) { status } }', {
      id: actionId,
    });
    return data.corporateAction?.status === 'EFFECTIVE';
  });
  await ask(
    'alice',
    'query ($id: ID!, $after: Position) { order(id: $id, after: $after) { id } }',
    {
      id,
      after: position,
    },
  );
});

const column = (name: Person) => {
  const { tokenSha256: _, expiresAt: __, ...actor } = people[name];
  return { token: tokenOf(name), actor };
};
test('a dry run tells of a dividend what its report does, each of the own accounts', async () => {
  const told = '{ accountId effect quantityBefore quantity cash orderId }';
  const query = `query ($id: ID!) {
    foreseen: corporateActionDryRun(id: $id) { positions accrued effects ${told} }
    done: corporateActionEffects(actionId: $id) { effects ${told} }
  }`;
  const claim = { accountId: 'alice', effect: 'DIVIDEND', quantityBefore: '10', quantity: '10' };
  const effects = [{ ...claim, cash: '0.10', orderId: null }];
  const { data } = await ask('alice', query, { id: actionId });
  expect(data).toEqual({ foreseen: { positions: 1, accrued: '0.10', effects }, done: { effects } });
  const { data: bobs } = await ask('bob', query, { id: actionId });
  const nothing = { positions: 0, accrued: '0.00', effects: [] };
  expect(bobs).toEqual({ foreseen: nothing, done: { effects: [] } });
});

test('market data is told what the dividend makes of the price, and people read the same', async () => {
  const marketData = await gateway.write.connectAs('market_data');
  const reply = await marketData.request(
    'qry.corporateaction.adjustments.market_data',
    JSON.stringify({ exDate: '2026-11-20' }),
  );
  const fell = { actionId, instrumentId: 'Z', symbol: 'ZSYM', exDate: '2026-11-20' };
  const kept = { newShares: 1, oldShares: 1 };
  expect(reply.json()).toEqual({ rows: [{ ...fell, fall: '100', ...kept }] });
  const { data } = await ask(
    'bob',
    `{ priceAdjustments(exDate: "2026-11-20") {
      adjustments { actionId instrumentId symbol exDate fall newShares oldShares }
    } }`,
  );
  expect(data.priceAdjustments).toEqual({ adjustments: [{ ...fell, fall: '0.01', ...kept }] });
});

describeMatrix(
  () => gateway,
  {
    'trader of it': column('alice'),
    'trader of another': column('bob'),
    risk: column('ria'),
    ops: column('otto'),
    auditor: column('ann'),
    compliance: column('cora'),
    supervisor: column('sid'),
    regulator: column('rex'),
    'admin of it': column('adam'),
    'no role': column('nobody'),
    'no token': {},
  },
  () => ({
    accountId: 'alice',
    instrumentId: 'Y',
    symbol: 'YSYM',
    orderId: ordered,
    actionId,
    expirationId,
    ...planned,
    runId,
  }),
);
