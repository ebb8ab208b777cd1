import { CommandClient } from '@bellwether/client';
import { COMMANDS, type Actor } from '@bellwether/domain';
import { MARKET_QUESTIONS } from '@bellwether/market-data/contract';
import { QUERIES } from '@bellwether/projections';
import { buildSchema, type GraphQLField } from 'graphql';
import { createClient } from 'graphql-ws';
import { describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { SCHEMA } from '../../src/schema/schema.ts';
import { MUTATIONS } from '../../src/schema/mutations.ts';
import type { GatewayStack } from '../gateway-stack.ts';
import { tableOf, type Cell, type Row } from './authorisation-table.ts';
import {
  exampleCommand,
  exampleFor,
  isNothing,
  operationOf,
  questionAbout,
  type Matter,
} from './operations.ts';

/** Somebody for each column of the table, with the token of who it is; undefined: without one. */
export type Column = Readonly<Record<string, { readonly token?: string; readonly actor?: Actor }>>;

interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly extensions?: { readonly code?: string } }[];
}

const schema = buildSchema(SCHEMA);
/** Every question over NATS. */
const ASKED = [QUERIES, MARKET_QUESTIONS].flatMap((questions) => Object.keys(questions));

const OF_ACCOUNT =
  /^(account|order|commandOutcome|command\.|priceAlerts|alertWebhook|alert\.|chargedFees|commissions|fees\.(list|commissions)|portfolio|exposures|equityCurve|performance|report(s$|Data|\.(list|data))|accountTargets|rebalancing(\.(?!models)|DryRun|Plan|Order)|corporateAction(Effects|DryRun)|corporateaction\.(effects|of-|dry-)|accountMarginCalls|cashConduct|margin\.(of-|conduct)|accountCashTransfers|cash\.of-|accountInterest|accruedInterest|interest\.(of-|accrued)|accountExpirations|exerciseRequests|futureVariations|expiration\.(of-|requests|variations)|pendingSettlement|(settlement|ledger)\.(of-|pending|days))/;

/** Of the market there may be nothing to tell; whose account it is, there is. */
function isOfAccount(operation: string): boolean {
  return OF_ACCOUNT.test(operation);
}

/** @throws where a command came to nothing that says whether it was let in. */
function commandCell(outcome: unknown): Cell {
  const { status, code } = outcome as { readonly status: string; readonly code?: string | null };
  if (code === 'FORBIDDEN') return 'no';
  if (code === 'APPROVAL_REQUIRED') return 'two';
  if (status === 'ACCEPTED' || status === 'REJECTED') return 'yes';
  throw new TypeError(`${status} ${code ?? ''} says nothing about who may`);
}

function refusalCell(errors: NonNullable<Answer['errors']>): Cell {
  const codes = errors.map(({ extensions }) => extensions?.code);
  if (codes.every((code) => code === 'UNAUTHENTICATED')) return '–';
  if (codes.every((code) => code === 'FORBIDDEN')) return 'no';
  throw new TypeError(`${codes.join(', ')} says nothing about who may`);
}

/**
 * Every operation by every column of docs/authorisation.md. The operations are those of the schema, of the domain's registry
 * and of the questions over NATS, so that a new one without a row fails; what is right stands in the table alone.
 */
export function describeMatrix(
  gateway: () => GatewayStack,
  columns: Column,
  matter: () => Matter,
): void {
  const names = Object.keys(columns);
  /** Each column's cell of one operation. */
  const row = async (cellOf: (column: string) => Promise<Cell>): Promise<Row> =>
    Object.fromEntries(
      await Promise.all(names.map(async (name) => [name, await cellOf(name)] as const)),
    );
  const askOnce = async (
    column: string,
    query: string,
    variables: object = {},
  ): Promise<Answer> => {
    const { token } = columns[column] ?? {};
    const response = await fetch(`${gateway().url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as Answer;
  };
  /** Asks as a client does that has asked for much: what is too often is asked again a little later. */
  const ask: typeof askOnce = async (column, query, variables) => {
    for (let left = 40; ; left--) {
      const answer = await askOnce(column, query, variables);
      const codes = answer.errors?.map(({ extensions }) => extensions?.code) ?? [];
      if (!codes.includes('RATE_LIMITED') || left === 0) return answer;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  };

  describe('who may do what is as docs/authorisation.md says', () => {
    const commands = tableOf('Commands');
    const graphql = tableOf('Queries and subscriptions of GraphQL');
    const questions = tableOf('Questions over NATS');
    const letters = new Map([...tableOf('Dead letters'), ...tableOf('Sources of market data')]);

    test('and it has a row for every operation, and for nothing else', () => {
      const fields = [schema.getQueryType(), schema.getSubscriptionType()].flatMap((type) =>
        Object.keys(type?.getFields() ?? {}),
      );
      expect([...commands.keys()].toSorted()).toEqual([...COMMANDS.keys()].toSorted());
      expect([...graphql.keys()].toSorted()).toEqual(fields.toSorted());
      expect([...questions.keys()].toSorted()).toEqual(ASKED.toSorted());
      for (const table of [commands, graphql, questions])
        for (const cells of table.values()) expect(Object.keys(cells)).toEqual(names);
    });

    // First: it makes the trades, the fees and the alert that others ask for.
    test('subscriptions: those hear who may, and the others are told so', async () => {
      const { accountId, instrumentId: id } = matter();
      const alert = `accountId: "${accountId}", instrumentId: "${id}", condition: PRICE_ABOVE, price: "999", repeats: false`;
      const set = await ask(
        'trader of it',
        `mutation { setPriceAlert(input: { ${alert} }) { status } }`,
      );
      expect(set.data).toMatchObject({ setPriceAlert: { status: 'ACCEPTED' } });
      const webhook = `accountId: "${accountId}", url: "https://example.com/alerts"`;
      const posts = await ask(
        'trader of it',
        `mutation { setAlertWebhook(input: { ${webhook} }) { status } }`,
      );
      expect(posts.data).toMatchObject({ setAlertWebhook: { status: 'ACCEPTED' } });
      const commission = 'product: STOCK, perOrder: "1", perUnit: "0", minimum: "0"';
      const charged = await ask(
        'ops',
        `mutation { setCommissions(input: { accountId: "${accountId}", commissions: [{ ${commission} }] }) { status } }`,
      );
      expect(charged.data).toMatchObject({ setCommissions: { status: 'ACCEPTED' } });
      const report = await ask(
        'trader of it',
        `mutation { requestReport(input: { accountId: "${matter().accountId}", kind: STATEMENT, from: "2026-11-01", to: "2026-11-30" }) { status } }`,
      );
      expect(report.data).toMatchObject({ requestReport: { status: 'ACCEPTED' } });
      const fields = Object.keys(schema.getSubscriptionType()?.getFields() ?? {});
      const heard = new Map(fields.map((field) => [field, {} as Record<string, Cell>]));
      const clients = names.flatMap((column) =>
        fields.map((field) => {
          const { token } = columns[column] ?? {};
          const client = createClient({
            url: `${gateway().url.replace('http', 'ws')}/graphql`,
            webSocketImpl: WebSocket,
            ...(token === undefined
              ? {}
              : { connectionParams: { Authorization: `Bearer ${token}` } }),
            retryAttempts: 0,
          });
          const cells = heard.get(field) as Record<string, Cell>;
          const told = (cell: Cell) => () => void (cells[column] ??= cell);
          const definition = schema.getSubscriptionType()?.getFields()[field];
          client.subscribe(
            {
              query: `subscription ${operationOf(definition as GraphQLField<unknown, unknown>, matter())}`,
            },
            {
              next: told('yes'),
              error: (error) => told(Array.isArray(error) ? 'no' : '–')(),
              complete: () => undefined,
            },
          );
          return client;
        }),
      );
      const all = fields.length * names.length;
      const count = (): number =>
        [...heard.values()].reduce((sum, cells) => sum + Object.keys(cells).length, 0);
      // Both sides of a trade, again and again until everybody has heard of one or been refused.
      for (let round = 0; round < 100 && count() < all; round++) {
        for (const [side, column] of [
          ['SELL', 'trader of another'],
          ['BUY', 'trader of it'],
        ] as const) {
          const { accounts } = columns[column]?.actor ?? {};
          const { instrumentId } = matter();
          const terms = `type: LIMIT, timeInForce: GTC, quantity: "1", limitPrice: "10"`;
          await ask(
            column,
            `mutation { placeOrder(input: { accountId: "${accounts?.[0]}", instrumentId: "${instrumentId}", side: ${side}, ${terms} }) { status } }`,
          );
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      for (const client of clients) void client.dispose();
      for (const [field, cells] of heard)
        expect({ field, ...cells }).toEqual({ field, ...graphql.get(field) });
    });

    test.each(Object.keys(schema.getQueryType()?.getFields() ?? {}))('query %s', async (field) => {
      const definition = schema.getQueryType()?.getFields()[field] as GraphQLField<
        unknown,
        unknown
      >;
      const operation = operationOf(definition, matter());
      const cells = await row(async (column) => {
        const { data, errors } = await ask(column, operation);
        if (errors !== undefined) return refusalCell(errors);
        return isOfAccount(field) && isNothing(data?.[field]) ? 'nothing' : 'yes';
      });
      expect(cells).toEqual(graphql.get(field));
    });

    test.each(ASKED)('qry.%s', async (name) => {
      const connection = await gateway().write.connectAs('gateway');
      const cells = await row(async (column) => {
        const { actor } = columns[column] ?? {};
        if (actor === undefined) return '–';
        const input = { ...questionAbout(name, matter()), actor };
        const reply = await connection.request(`qry.${name}.gateway`, JSON.stringify(input), {
          timeout: 5_000,
        });
        const answer = reply.json<{ code?: string; rows?: readonly unknown[] } | null>();
        if (reply.headers?.code || answer?.code === 'FORBIDDEN') {
          expect(answer).toMatchObject({ code: 'FORBIDDEN' });
          return 'no';
        }
        return isOfAccount(name) && isNothing(answer) ? 'nothing' : 'yes';
      });
      expect(cells).toEqual(questions.get(name));
      await connection.close();
    });

    test.each([...letters.keys()])('cmd.%s', async (name) => {
      const users = { 'trader of it': 'bots', risk: 'cli', ops: 'ops', 'no role': 'gateway' };
      const cells: Record<string, Cell> = {};
      for (const [column, user] of Object.entries(users)) {
        const connection = await gateway().write.connectAs(user);
        const subject = `cmd.${name}.1.${user}`;
        const answer = (await connection.request(subject, '', { timeout: 5_000 })).json();
        cells[column] = (answer as { code?: string }).code === 'FORBIDDEN' ? 'no' : 'yes';
        await connection.close();
      }
      expect(cells).toEqual(letters.get(name));
    });

    // Last, as some of them restrict whom the others are about.
    test.each([...MUTATIONS])('mutation %s', async (mutation, type) => {
      const operation = `mutation ($input: ${type}Input!) { ${mutation}(input: $input) { status code } }`;
      const input = exampleFor(type, matter());
      const cells = await row(async (column) => {
        const { data, errors } = await ask(column, operation, { input });
        return errors === undefined ? commandCell(data?.[mutation]) : refusalCell(errors);
      });
      expect(cells).toEqual(commands.get(type));
    });

    test.each([...COMMANDS.keys()])('cmd: %s, for whom the gateway signs', async (type) => {
      const connection = await gateway().write.connectAs('gateway');
      const { signer } = gateway();
      const client = new CommandClient({ connection, user: 'gateway', signer });
      const command = exampleCommand(type, matter());
      const cells = await row(async (column) => {
        const { actor } = columns[column] ?? {};
        if (actor === undefined) return '–';
        const { status, ...more } = await client.send(command, { actor });
        return commandCell({ status: status.toUpperCase(), ...more });
      });
      expect(cells).toEqual(commands.get(type));
      await connection.close();
    });
  });
}
