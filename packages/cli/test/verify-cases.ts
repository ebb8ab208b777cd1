import { addressesOf, loadSecrets, localSettings, type Addresses } from '@bellwether/local';
import { connectClickHouse } from '@bellwether/platform/click-house';
import { createLogger } from '@bellwether/platform/log';
import { connectPostgres, type Sql } from '@bellwether/platform/postgres';
import { connectRedis } from '@bellwether/platform/redis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Progress } from '../src/output/part-progress.ts';
import { verifyKeys } from '../src/verify/keys.ts';
import { verifyInstallation, type Verification } from '../src/verify/verify.ts';
import type { Cli } from './cli.ts';

// What `verify` finds on a running installation: wrong rows are planted in each store, among what nothing changes any more.

/** The installation that the tests share; known once it runs. */
interface Running {
  readonly cli: () => Cli;
  readonly directory: string;
  readonly port: () => number;
  /** Symbol of an imported day that has ended. */
  readonly symbol: string;
}

/** Violations of each check, by its number and name. */
function found({ checks }: Verification): readonly string[] {
  return checks.flatMap(({ id, violations }) => violations.map((text) => `${id} ${text}`));
}

export function verifyCases({ cli, directory, port, symbol }: Running): void {
  describe('verify, while the market goes on', () => {
    let addresses: Addresses;
    let owner: Sql;
    const tables = new Map<string, string>();
    const account = `lobster-${symbol}-makers`;
    const table = (projection: string): string => `read_models.${tables.get(projection)}`;

    beforeAll(async () => {
      const settings = localSettings({
        BELLWETHER_DATA: directory,
        BELLWETHER_PORT: `${port()}`,
      });
      addresses = addressesOf(settings, loadSecrets(directory));
      owner = connectPostgres({ url: addresses.databaseOwner, name: 'test' });
      const rows = await owner<{ projection: string; name: string }[]>`
        select projection, replace(replace(name, '@', '_v'), '.', '_') as name
        from read_models.checkpoints where state = 'active'`;
      for (const { projection, name } of rows) tables.set(projection, name);
    });

    afterAll(() => owner.end());

    async function violations(): Promise<readonly string[]> {
      const { status, stdout, stderr } = await cli().run('--json', 'verify');
      expect([status, stderr]).toEqual([1, expect.stringContaining('an invariant is broken')]);
      return found(JSON.parse(stdout) as Verification);
    }

    test('names a wrong row in each read model, and says on stderr how far it is', async () => {
      const [order] = await owner.unsafe<{ id: string }[]>(
        `select order_id as id from ${table('orders')} where account_id = $1 and leaves = 0 limit 1`,
        [account],
      );
      const [trade] = await owner.unsafe<{ id: string; command: string }[]>(
        `select trade_id as id, sell_order_id as command from ${table('trades')} where instrument_id = $1 limit 1`,
        [symbol],
      );
      const [orderId, tradeId, commandId] = [order?.id, trade?.id, trade?.command];
      const wrong = (by: string): readonly string[] => [
        `update ${table('orders')} set executed = executed ${by} 7 where order_id = '${orderId}'`,
        `update ${table('trades')} set quantity = quantity ${by} 7 where trade_id = '${tradeId}'`,
        `update ${table('command_outcomes')} set facts = facts ${by} 7 where command_id = '${commandId}'`,
        `update ${table('accounts')} set cash = cash ${by} 7 where account_id = '${account}'`,
        `update ${table('positions')} set quantity = quantity ${by} 7 where position_id = '${account}/${symbol}'`,
        `update ${table('instruments')} set position = position ${by} 1000000000000 where instrument_id = '${symbol}'`,
      ];
      for (const statement of wrong('+')) await owner.unsafe(statement);
      const broken = await violations();
      for (const statement of wrong('-')) await owner.unsafe(statement);
      expect(broken).toEqual(
        expect.arrayContaining([
          expect.stringMatching(new RegExp(`^I5 orders@.*: row ${orderId} differs`)),
          expect.stringMatching(new RegExp(`^I5 trades@.*: row ${tradeId} differs`)),
          expect.stringMatching(
            new RegExp(`^I5 command_outcomes@.*: row trading-0/${commandId} differs`),
          ),
          expect.stringMatching(new RegExp(`^I5 accounts@.*: row ${account} differs`)),
          expect.stringMatching(new RegExp(`^I5 positions@.*: row ${account}/${symbol} differs`)),
          expect.stringMatching(new RegExp(`^I5 order “${orderId} .*” is “${orderId} `)),
          expect.stringMatching(
            new RegExp(`^I5 command “trading-0/${commandId} .*” is “trading-0/${commandId} `),
          ),
          expect.stringMatching(new RegExp(`^I5 account ${account}: .*, by the log `)),
          expect.stringMatching(new RegExp(`^I5 position ${account}/${symbol}: .*, by the log `)),
          expect.stringMatching(/^I6 instruments@.*: a row at /),
        ]),
      );
    });

    test('finds what ClickHouse and Redis have too much, or wrong', async () => {
      const house = connectClickHouse(addresses.clickHouseProjections, 'test');
      const redis = connectRedis(
        addresses.redisProjections,
        'test',
        createLogger('test', 'silent'),
      );
      const cached = { symbol, instrumentId: symbol, price: '1.23', quantity: '1', at: '1' };
      await house.command({
        query: `insert into bellwether.quotes select * replace('PLANTED' as instrument_id)
          from bellwether.quotes limit 1`,
      });
      await new Promise<void>((resolve) =>
        redis.status === 'ready' ? resolve() : redis.once('ready', () => resolve()),
      );
      const [row] = await owner<{ position: string }[]>`
        select max(position) as position from read_models.checkpoints`;
      await redis.set(
        `price:${symbol}`,
        JSON.stringify({ ...cached, position: row?.position ?? '0' }),
        'EX',
        60,
      );
      const broken = await violations();
      await redis.del(`price:${symbol}`);
      await house.command({
        query: `alter table bellwether.quotes delete where instrument_id = 'PLANTED'`,
        clickhouse_settings: { mutations_sync: '1' },
      });
      redis.disconnect();
      await house.close();
      expect(broken).toEqual(
        expect.arrayContaining([
          expect.stringMatching(/^I5 ClickHouse quotes: \d+, the log \d+/),
          expect.stringMatching(new RegExp(`^I5 ${symbol}: 1.23 is cached as of `)),
        ]),
      );
    });

    test('tells what it has proven where a statement fails in the middle', async () => {
      await owner.unsafe(`revoke select on ${table('positions')} from bellwether_reader`);
      const { status, stdout, stderr } = await cli().run('verify');
      await owner.unsafe(`grant select on ${table('positions')} to bellwether_reader`);
      expect(status).toBe(1);
      expect(stderr).toContain('not everything could be looked at');
      expect(stderr).toMatch(/^verify: the log: 0 of about \d+ facts$/m);
      expect(stderr).toMatch(/^verify: the log: \d+ facts in [\d.]+ s$/m);
      expect(stdout).toMatch(
        /^\? I5 each read model .*rows of audit_log@.*rows of orders@.*rows of trades@/m,
      );
      expect(stdout).toMatch(/not all was looked at: positions@\S+: permission denied/);
      for (const id of ['I1', 'I2', 'I3', 'I4', 'I13', 'I7'])
        expect(stdout).toMatch(new RegExp(`^✓ ${id} `, 'm'));
    });

    test('tells what it has proven when it is stopped', async () => {
      const stop = new AbortController();
      const progress: Progress = {
        begin(what) {
          if (what.startsWith('orders@')) stop.abort();
          return { add: () => undefined, end: () => undefined };
        },
      };
      const { ok, checks } = await verifyInstallation(addresses, 1, verifyKeys(directory), {
        progress,
        signal: stop.signal,
      });
      expect(ok).toBe(false);
      expect(checks.flatMap((check) => check.violations)).toEqual([]);
      expect(checks.filter((check) => check.ok).map(({ id }) => id)).toEqual(
        expect.arrayContaining(['I1', 'I2', 'I3', 'I4', 'I13']),
      );
      expect(checks.find(({ id }) => id === 'I7')?.unfinished).toMatch(/stopped/);
    });
  });
}
