import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectPostgres, type Sql } from '@bellwether/platform/postgres';
import { connectRedis, type Redis } from '@bellwether/platform/redis';
import { eventually, quiet, startReadStores, type ReadStores } from '@bellwether/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrateReadModels, type RecordedFact } from '../src/index.ts';
import { PostgresProjector } from '../src/stores/postgres/projector.ts';
import { PROJECTIONS } from '../src/capabilities/capabilities.ts';
import { ReadModels } from '../src/read-model.ts';
import { CACHE_TTL_SECONDS, bookKey, priceKey } from '../src/market-data/cached-market.ts';
import { entriesOf, MarketCache } from '../src/market-data/market-cache.ts';
import { marketOf } from '../src/market-data/market-query.ts';
import { writeNewest } from '../src/stores/redis/write-newest.ts';
import { accepted, recorded, story, type Told } from './story.ts';
import { latestPrice, topOfBook } from '../src/market-data/market.ts';

// A cache is right when nobody can tell that it is lost, late or wrong.

const directory = mkdtempSync(join(tmpdir(), 'bellwether-test-'));

let stores: ReadStores;
let sql: Sql;
let readerSql: Sql;
let writer: Redis;
let reader: Redis;
let models: ReadModels;
let projector: PostgresProjector;
let cache: MarketCache;
const told: Told[] = [];

/** Alice bids for seven at 99; of Bob's orders two are left at 101. */
const TOP = {
  bid: { price: 990_000n, quantity: 7n, orders: 1 },
  ask: { price: 1_010_000n, quantity: 2n, orders: 1 },
};

beforeAll(async () => {
  stores = await startReadStores(directory);
  await migrateReadModels(stores.ownerUrl);
  sql = connectPostgres({ url: stores.projectorUrl, name: 'test' });
  readerSql = connectPostgres({ url: stores.readerUrl, name: 'reader' });
  writer = connectRedis(stores.redisUrl('projections'), 'writer', quiet);
  reader = connectRedis(stores.redisUrl('gateway'), 'reader', quiet);
  models = new ReadModels(readerSql, reader);
  projector = new PostgresProjector(sql, PROJECTIONS);
  await projector.takeOver();
  cache = new MarketCache(sql, writer, quiet);
  await commit(...story);
  cache.goLive();
  await commit(accepted(4, 'alice', 'BUY', 7n, 990_000n));
});

afterAll(async () => {
  await cache.stop();
  writer.disconnect();
  reader.disconnect();
  await Promise.all([sql.end(), readerSql.end()]);
  await stores.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** Applies facts as the service does. @returns the position that they end at. */
async function commit(...facts: readonly Told[]): Promise<bigint> {
  told.push(...facts);
  const all: readonly RecordedFact[] = recorded(told);
  const position = all.at(-1)?.position ?? 0n;
  await projector.apply({ facts: all, position });
  cache.touch(all.slice(-facts.length));
  return position;
}

/** What the cache itself says, whatever the read models do. */
async function cached(key: string): Promise<unknown> {
  const text = await reader.get(key).catch(() => null);
  return text === null ? undefined : JSON.parse(text);
}

const cachedEventually = (key: string, position: bigint): Promise<void> =>
  eventually(`${key} is cached`, async () => {
    const value = (await cached(key)) as { position: string } | undefined;
    return value !== undefined && BigInt(value.position) >= position;
  });

async function answersAreRight(seen?: bigint): Promise<void> {
  expect(await topOfBook(models, 'X', seen)).toEqual(TOP);
  expect(await latestPrice(models, 'X', seen)).toMatchObject({ price: 1_010_000n, quantity: 4n });
}

describe('top of book and latest price', () => {
  test('are in Redis after a commit, for a minute', async () => {
    await cachedEventually(bookKey('X'), 112n);
    expect(await cached(bookKey('X'))).toEqual({
      bid: { price: '99.00', quantity: '7', orders: 1 },
      ask: { price: '101.00', quantity: '2', orders: 1 },
      position: '112',
    });
    expect(await cached(priceKey('X'))).toMatchObject({ price: '101.00', quantity: '4' });
    await answersAreRight();
    // Every key has an end, within the minute.
    const [, keys, expires, ttl] =
      /keys=(\d+),expires=(\d+),avg_ttl=(\d+)/.exec(await writer.info('keyspace')) ?? [];
    expect([keys, expires]).toEqual(['2', '2']);
    expect(Number(ttl)).toBeLessThanOrEqual(60_000);
  });

  test('come from the cache: what only it says is what is answered', async () => {
    const top = { bid: null, ask: null, position: '112' };
    await writer.set(bookKey('X'), JSON.stringify(top));
    expect(await topOfBook(models, 'X')).toEqual({ bid: null, ask: null });
  });

  test('of before what the reader has seen are not believed', async () => {
    await answersAreRight(113n);
  });

  test('of an earlier position do not replace later ones: a projector that was paused and superseded comes too late', async () => {
    const paused = entriesOf(await marketOf(sql, ['X']));
    const position = await commit({
      type: 'SymbolChanged',
      data: { instrumentId: 'X', symbol: 'X' },
    });
    await cachedEventually(bookKey('X'), position);
    await cachedEventually(priceKey('X'), position);
    const [book, price] = [await cached(bookKey('X')), await cached(priceKey('X'))];
    expect(paused.map(({ key }) => key)).toEqual([bookKey('X'), priceKey('X')]);
    await writeNewest(writer, paused, CACHE_TTL_SECONDS);
    expect([await cached(bookKey('X')), await cached(priceKey('X'))]).toEqual([book, price]);
  });

  test.each([
    ['9', '10', '10'],
    ['10', '9', '10'],
    ['9007199254740993', '9007199254740992', '9007199254740993'],
    ['7', '7', '7'],
  ])(
    'of position %s, then of %s: that of %s is kept, to the last digit',
    async (first, second, kept) => {
      const key = priceKey('ORDERED');
      await writer.del(key);
      for (const position of [first, second])
        await writeNewest(writer, [{ key, value: { position } }], CACHE_TTL_SECONDS);
      expect(await cached(key)).toEqual({ position: kept });
      await writer.del(key);
    },
  );

  test('that are no JSON, or none of ours, are not believed', async () => {
    for (const junk of ['{', '[]', '"x"', '{"position":"-"}']) {
      await writer.set(bookKey('X'), junk);
      await writer.set(priceKey('X'), junk);
      await answersAreRight();
      // Whatever stands there is no later position.
      await writeNewest(writer, entriesOf(await marketOf(sql, ['X'])), CACHE_TTL_SECONDS);
      expect(await cached(bookKey('X'))).toMatchObject({ ask: { price: '101.00' } });
    }
  });

  test('are right with Redis flushed: it is filled again by what comes next', async () => {
    await writer.del(bookKey('X'), priceKey('X'));
    await answersAreRight();
    const position = await commit({
      type: 'SymbolChanged',
      data: { instrumentId: 'X', symbol: 'X' },
    });
    await cachedEventually(bookKey('X'), position);
    await answersAreRight(position);
  });

  test('are right with Redis hung and stopped, and are there again when it is', async () => {
    stores.redis.pause();
    await answersAreRight();
    stores.redis.resume();
    await stores.redis.kill();
    await answersAreRight();
    // Nothing is committed after this: the cache is filled because Redis is there again.
    const position = await commit({
      type: 'SymbolChanged',
      data: { instrumentId: 'X', symbol: 'X' },
    });
    await stores.redis.start();
    await cachedEventually(bookKey('X'), position);
    await answersAreRight(position);
  });
});
