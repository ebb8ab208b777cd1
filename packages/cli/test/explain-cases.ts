import { loadSecrets } from '@bellwether/local';
import { eventually } from '@bellwether/testkit';
import { describe, expect, test } from 'vitest';
import type { Cli } from './cli.ts';

/** The installation that the tests share. */
interface Running {
  readonly cli: () => Cli;
  readonly directory: string;
  readonly port: () => number;
}

/** One order with everything that can befall it, told by the command line. */
export function explainCases({ cli, directory, port }: Running): void {
  /** Sends a mutation as the developer; the id of the command. */
  async function accepted(mutation: string, input: object): Promise<string> {
    const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
    const response = await fetch(`http://127.0.0.1:${port()}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${loadSecrets(directory).gatewayToken}`,
      },
      body: JSON.stringify({
        query: `mutation ($input: ${type}!) { outcome: ${mutation}(input: $input) { status id message } }`,
        variables: { input },
      }),
    });
    const { data } = (await response.json()) as {
      data: { outcome: { status: string; id: string } };
    };
    expect(data.outcome).toMatchObject({ status: 'ACCEPTED' });
    return data.outcome.id;
  }

  const limit = (accountId: string, side: string, quantity: string, limitPrice: string) =>
    accepted('placeOrder', {
      accountId,
      instrumentId: 'STORY',
      side,
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity,
      limitPrice,
    });

  describe('the story of an order', () => {
    test('an order that was stopped, triggered, partly filled, replaced and cancelled has a story', async () => {
      await accepted('listInstrument', {
        instrumentId: 'STORY',
        symbol: 'STRY',
        tickSize: '0.01',
        referencePrice: '10',
        maxOrderQuantity: '1000',
      });
      await accepted('openAccount', { accountId: 'buyer' });
      await accepted('openAccount', { accountId: 'seller' });
      await accepted('depositCash', { accountId: 'buyer', amount: '1000.00' });
      await accepted('depositSecurities', {
        accountId: 'seller',
        instrumentId: 'STORY',
        quantity: '100',
      });
      const order = await accepted('placeOrder', {
        accountId: 'buyer',
        instrumentId: 'STORY',
        side: 'BUY',
        type: 'STOP_LIMIT',
        timeInForce: 'GTC',
        quantity: '8',
        stopPrice: '10.20',
        limitPrice: '10.40',
      });
      // A sale at the stop price makes it live.
      await limit('seller', 'SELL', '1', '10.20');
      const trigger = await limit('buyer', 'BUY', '1', '10.20');
      const fill = await limit('seller', 'SELL', '3', '10.40');
      const own = { accountId: 'buyer', instrumentId: 'STORY', orderId: order };
      const replace = await accepted('replaceOrder', {
        ...own,
        quantity: '6',
        limitPrice: '10.45',
      });
      const cancel = await accepted('cancelOrder', own);

      let told = '';
      await eventually('the whole story is known', async () => {
        told = (await cli().run('explain', order)).stdout;
        return told.includes('OrderCancelled');
      });
      const lines = told
        .trimEnd()
        .split('\n')
        .map((line) =>
          line
            .replace(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{9}/, '<time>')
            .replace(/\d+\.\d{3} ms later/, '<t> later')
            .replace(/trade \d+-\d+/, 'trade <id>'),
        );
      const by = (id: string): string => `gateway/developer ${id}`;
      expect(lines).toEqual([
        '<time>  OrderAccepted   BUY 8 STORY at 10.40 once 10.20 is reached (STOP_LIMIT GTC), 83.23 reserved',
        `    ${by(order)}`,
        '<time>  OrderTriggered  by a sale at or beyond 10.20: it is live',
        `    <t> later, ${by(trigger)}`,
        '<time>  TradeExecuted   3 at 10.40, 5 left (trade <id>, SELL came in)',
        `    <t> later, ${by(fill)}`,
        '<time>  OrderReplaced   now 6 at 10.45, 3 left, requeued',
        `    <t> later, ${by(replace)}`,
        '<time>  OrderCancelled  3 left, USER, 31.36 released',
        `    <t> later, ${by(cancel)}`,
      ]);

      const story = await cli().json<readonly { fact: string; commandId: string; data: object }[]>(
        'explain',
        order,
      );
      expect(story.map(({ fact, commandId }) => `${fact} ${commandId}`)).toEqual([
        `OrderAccepted ${order}`,
        `OrderTriggered ${trigger}`,
        `TradeExecuted ${fill}`,
        `OrderReplaced ${replace}`,
        `OrderCancelled ${cancel}`,
      ]);
    });

    test('of an order that never was nothing is told, and the command fails', async () => {
      const { status, stderr } = await cli().run('explain', '0192f3a0-7c1e-7aaa-8bbb-0000000000ff');
      expect(status).toBe(1);
      expect(stderr).toContain('nothing is known');
    });
  });
}
