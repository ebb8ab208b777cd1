import { eventStoreAddress, loadSecrets, localSettings, privateKeyFile } from '@bellwether/local';
import { readSettingsFile } from '@bellwether/platform/config';
import { connectEventStore, disposeEventStore } from '@bellwether/platform/event-store';
import { generateKeyPair, signFact, Signer } from '@bellwether/platform/signing';
import { AccessDeniedError, jsonEvent, type EventStoreDBClient } from '@eventstore/db-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Verification } from '../src/verify/verify.ts';
import type { Cli } from './cli.ts';

// Facts that nobody has decided, appended behind the platform's back. They stay in the log: nothing can be verified on it afterwards.

interface Running {
  readonly cli: () => Cli;
  readonly directory: string;
  readonly port: () => number;
}

export function forgeryCases({ cli, directory, port }: Running): void {
  describe('a deposit that nobody has made', () => {
    const stream = 'account-demo';
    const clients: EventStoreDBClient[] = [];
    let data: Record<string, unknown>;
    let metadata: Record<string, unknown>;

    const settings = () =>
      localSettings({ BELLWETHER_DATA: directory, BELLWETHER_PORT: `${port()}` });
    const as = (user: 'admin' | 'commands' | 'projections' | 'cli'): EventStoreDBClient => {
      const client = connectEventStore(eventStoreAddress(settings(), loadSecrets(directory), user));
      clients.push(client);
      return client;
    };
    const deposit = (written = metadata) =>
      jsonEvent({
        type: 'CashDeposited',
        data: { ...data, amount: '777777.00' },
        metadata: written,
      });

    beforeAll(async () => {
      for await (const { event } of as('cli').readStream(stream))
        if (event?.type === 'CashDeposited') {
          data = event.data as typeof data;
          metadata = event.metadata as typeof metadata;
        }
    });
    afterAll(() => Promise.all(clients.map((client) => disposeEventStore(client))));

    test('is refused from whoever has not logged in, and from those who only read', async () => {
      const anonymous = connectEventStore(
        eventStoreAddress(settings(), loadSecrets(directory), 'cli').replace(/\/\/[^@]*@/, '//'),
      );
      clients.push(anonymous);
      for (const client of [anonymous, as('projections'), as('cli')])
        await expect(client.appendToStream(stream, deposit())).rejects.toThrow(AccessDeniedError);
    });

    test('is found by verify, with whichever password and signature it was appended', async () => {
      const { signature, signedBy, ...unsigned } = metadata;
      expect([typeof signature, typeof signedBy]).toEqual(['string', 'string']);
      const other = crypto.randomUUID();
      const another = { ...unsigned, $correlationId: other, $causationId: other };
      const commands = as('commands');
      // As it was signed elsewhere; without a signature; under another cause; with the signature of another cause.
      await commands.appendToStream(stream, deposit());
      await as('admin').appendToStream(stream, deposit(unsigned));
      await commands.appendToStream(stream, deposit(another));
      const { nextExpectedRevision: revision } = await commands.appendToStream(
        stream,
        deposit({ ...another, signature, signedBy }),
      );
      // By another key; by the writer's, under an id that does not follow from the cause.
      const stranger = new Signer(generateKeyPair().privateKey);
      const file = privateKeyFile(directory, 'writer');
      const writer = readSettingsFile(file, (pem) => new Signer(pem));
      for (const [ahead, signer] of [stranger, writer].entries()) {
        const event = deposit(another);
        const placed = { ...event, stream, revision: revision + BigInt(ahead) + 1n };
        const signed = { ...signFact({ ...placed, metadata: another }, signer) };
        await commands.appendToStream(stream, { ...event, metadata: signed });
      }
      const { status, stdout } = await cli().run('--json', 'verify');
      expect(status).toBe(1);
      const { checks } = JSON.parse(stdout) as Verification;
      const counted = (what: string): number =>
        Math.max(...checks.map(({ counts }) => counts[what] ?? 0));
      expect(counted('events signed')).toBeGreaterThan(0);
      expect(counted('events from before signing')).toBe(0);
      expect(counted('signed heads')).toBeGreaterThan(0);
      const at = (ahead: bigint): string => `CashDeposited ${stream}@${revision + ahead} `;
      const found = checks.find(({ id }) => id === 'I14')?.violations ?? [];
      expect(found.map((text) => text.replace(/\(position \d+\) /, ''))).toEqual([
        `${at(-3n)}has a signature that is not the writer’s for what stands there`,
        `${at(-2n)}is not signed`,
        `${at(-1n)}is not signed`,
        `${at(0n)}has a signature that is not the writer’s for what stands there`,
        `${at(1n)}has a signature that is not the writer’s for what stands there`,
        `${at(2n)}does not follow from command ${other}`,
      ]);
    });
  });
}
