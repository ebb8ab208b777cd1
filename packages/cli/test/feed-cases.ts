import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@bellwether/testkit';
import { describe, expect, test } from 'vitest';
import type { Cli } from './cli.ts';

const TRADES = `timestamp,symbol,price,size
2024-06-10T13:30:00Z,TYPED,100.00,10
2024-06-10T13:30:01Z,TYPED,101.50,20
`;

/** What a primary market says, as Alpaca writes it: one message a line. */
const status = (code: string, reason: string): string =>
  `${JSON.stringify([{ T: 's', S: 'PAUSY', sc: code, sm: '', rc: reason, rm: '', t: '2024-06-10T14:00:00Z', z: 'C' }])}\n`;

interface Answer {
  readonly rows: readonly { readonly last: string; readonly volume: string }[];
}

interface Source {
  readonly name: string;
  readonly state: string;
}

/** The market of feeds as people look at it, on a running platform. */
export function feedCases(cli: () => Cli, directory: string): void {
  const sources = (): Promise<readonly Source[]> => cli().json<Source[]>('feed', 'status');

  describe('the market of feeds from the command line', () => {
    test('has two venues to begin with, whose market can be watched until it is interrupted', async () => {
      const states = (await sources()).map(({ name, state }) => `${name} ${state}`);
      expect(states).toEqual(['demo-north RUNNING', 'demo-south RUNNING']);
      const watch = cli().start('--json', 'market', 'watch', 'ACME');
      const lines = (): readonly string[] => watch.output().split('\n').slice(0, -1);
      await eventually('a change', () => lines().length > 0);
      watch.interrupt();
      expect((await watch.result).status).toBe(0);
      expect(JSON.parse(lines()[0] ?? '')).toMatchObject({ symbol: 'ACME', stale: null });
    });

    test('has venues that orders meet: what takers buy and sell there says where', async () => {
      const sql = 'select distinct venue from bellwether.executions';
      await eventually('executions at both venues', async () => {
        const { stdout } = await cli().run('sql', sql);
        return stdout.includes('XDMN') && stdout.includes('XDMS');
      });
    });

    test('has a primary market, whose halts bind until it says that trading goes on', async () => {
      const inbox = join(directory, 'primary');
      mkdirSync(inbox);
      const terms = { tickSize: '0.01', referencePrice: '10.00', maxOrderQuantity: '100' };
      const listing = { instrumentId: 'PAUSY', symbol: 'PAUSY', ...terms };
      await cli().json('send', 'ListInstrument', '--json', JSON.stringify(listing));
      await cli().json('feed', 'add', 'primary', inbox, '--watch');
      const until = (wanted: string): Promise<void> =>
        eventually(`it is ${wanted}`, async () => {
          const asked = ['ask', 'instrument.get', '--field', 'instrumentId=PAUSY'];
          return (await cli().json<{ status: string } | null>(...asked))?.status === wanted;
        });
      writeFileSync(join(inbox, '1.jsonl'), status('P', 'LUDP'));
      await until('HALTED');
      writeFileSync(join(inbox, '2.jsonl'), status('T', ''));
      await until('ACTIVE');
      await cli().json('feed', 'remove', 'primary');
    });

    test('fires the alerts of people, who can list, set and cancel them', async () => {
      interface Alert {
        readonly alertId: string;
        readonly instrumentId: string;
        readonly condition: string;
        readonly fired: number;
      }
      const set = ['alerts', 'set', 'ACME', '--account', 'maker-1'];
      await cli().json(...set, '--above', '1');
      await cli().json(...set, '--below', '1');
      const wrong = await cli().run(...set, '--below', '1', '--above', '2');
      expect([wrong.status, wrong.stderr]).toEqual([1, expect.stringContaining('cannot be used')]);
      const list = (): Promise<readonly Alert[]> =>
        cli().json<Alert[]>('alerts', 'list', '--account', 'maker-1');
      // Whichever sells first: a taker here, or a venue.
      await eventually('it fires', async () =>
        (await list()).some(({ condition, fired }) => condition === 'PRICE_ABOVE' && fired === 1),
      );
      const waiting = (await list()).find(({ condition }) => condition === 'PRICE_BELOW');
      const cancel = ['alerts', 'cancel', waiting?.alertId ?? '', '--account', 'maker-1'];
      await cli().json(...cancel);
      const again = await cli().run(...cancel);
      expect([again.status, again.stderr]).toEqual([1, expect.stringContaining('UNKNOWN_ALERT')]);
    });

    test('takes a file in, says why it takes no other of its name, and lets it go', async () => {
      const path = join(directory, 'trades.csv');
      writeFileSync(path, TRADES);
      const added = await cli().json<Source[]>('feed', 'add', 'typed', path, '--speed', 'max');
      expect(added.map(({ name }) => name)).toEqual(['demo-north', 'demo-south', 'typed']);
      await eventually('it is read', async () => {
        const asked = ['--field', 'symbols=TYPED'];
        const { rows } = await cli().json<Answer>('ask', 'feed.quotes', ...asked);
        return rows[0]?.last === '1015000' && rows[0].volume === '30';
      });
      const again = await cli().run('feed', 'add', 'typed', path);
      expect([again.status, again.stderr]).toEqual([1, expect.stringMatching(/EXISTS: there is/)]);
      expect(await cli().json('feed', 'remove', 'typed')).toHaveLength(2);
    });
  });
}
