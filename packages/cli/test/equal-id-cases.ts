import { CommandClient } from '@bellwether/client';
import { parseDecimal, type AccountId, type InstrumentId } from '@bellwether/domain';
import { localSettings } from '@bellwether/local';
import { newId } from '@bellwether/platform/runtime';
import type { NatsConnection } from 'nats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { natsAs } from '../src/command-line/connection.ts';

/** The installation that the tests share; known once it runs. */
interface Running {
  readonly directory: string;
  readonly port: () => number;
}

/**
 * Two accounts and an instrument whose commands have one id, on a running platform. What `verify` finds of it is asked for
 * behind all other cases.
 */
export function equalIdCases({ directory, port }: Running): void {
  describe('one id for the commands of two accounts and of an instrument', () => {
    const id = newId();
    const accounts = ['twin-a', 'twin-b'].map((name) => name as AccountId);
    const instrumentId = 'TWIN' as InstrumentId;
    let nats: NatsConnection;
    let client: CommandClient;
    let after = '';

    beforeAll(async () => {
      const settings = { BELLWETHER_DATA: directory, BELLWETHER_PORT: `${port()}` };
      nats = await natsAs('cli', localSettings(settings));
      client = new CommandClient({ connection: nats, user: 'cli' });
    });
    afterAll(() => nats.close());

    const outcome = async (which: object): Promise<unknown> => {
      const question = JSON.stringify({ commandId: id, after, ...which });
      return (await nats.request('qry.command.outcome.cli', question, { timeout: 5_000 })).json();
    };

    test('each is carried out, and once', async () => {
      const price = { tickSize: parseDecimal('0.01'), referencePrice: parseDecimal('10') };
      const listing = { instrumentId, symbol: 'TWIN', maxOrderQuantity: 100n, ...price };
      const all = [
        ...accounts.map((accountId) => () => client.openAccount({ accountId }, { id })),
        () => client.listInstrument(listing, { id }),
      ];
      for (const send of all) {
        const sent = await send();
        expect(sent).toMatchObject({ status: 'accepted', id });
        after = 'position' in sent ? (sent.position ?? '') : '';
      }
      for (const send of all) expect(await send()).toMatchObject({ status: 'duplicate', id });
    });

    test('of each the outcome is its own, by account or by stream', async () => {
      for (const accountId of accounts) {
        const told = { accountId, stream: `account-${accountId}`, fact: 'AccountOpened', facts: 1 };
        expect(await outcome({ accountId })).toMatchObject(told);
      }
      const listed = { accountId: null, instrumentId, fact: 'InstrumentListed', facts: 1 };
      expect(await outcome({ stream: 'instrument-TWIN' })).toMatchObject(listed);
    });

    test('who does not say which is told what there is', async () => {
      const streams = 'account-twin-a, account-twin-b, instrument-TWIN';
      const message = expect.stringMatching(new RegExp(`: ${streams}$`)) as string;
      expect(await outcome({})).toEqual({ code: 'AMBIGUOUS', message });
    });
  });
}
