import type { Sql } from '@bellwether/platform/postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  DeadLetterOffice,
  deadLetters,
  projectionOf,
  PROJECTIONS,
  type RecordedFact,
} from '../src/index.ts';
import { RebuildStoppedError } from '../src/stores/postgres/errors.ts';
import { PostgresProjector } from '../src/stores/postgres/projector.ts';
import type { ReadModels } from '../src/read-model.ts';
import { startReadModels, type ReadModelStores } from './read-stores.ts';
import { id, recorded, story } from './story.ts';
import { findAccount } from '../src/accounts/balances.ts';
import { findOrder } from '../src/orders/read.ts';

/** The build of accounts that this release has in force first. */
const ACCOUNTS = `accounts@${projectionOf('accounts').version}`;
/** The projections with a defect: the one of accounts throws at deposits while `defect` is set. */
let defect = true;
const DEFECTIVE = PROJECTIONS.map((projection) => ({
  ...projection,
  evolve: ((row, recorded, key) => {
    if (defect && projection.name === 'accounts' && recorded.fact.type === 'CashDeposited')
      throw new RangeError('a defect');
    return projection.evolve(row, recorded, key);
  }) as typeof projection.evolve,
}));

let readModels: ReadModelStores;
let sql: Sql;
let models: ReadModels;
let office: DeadLetterOffice;

beforeAll(async () => {
  readModels = await startReadModels();
  ({ sql, models } = readModels);
  office = new DeadLetterOffice(sql, DEFECTIVE);
});

afterAll(() => readModels.stop());

beforeEach(async () => {
  defect = true;
  await readModels.clear();
});

const facts = recorded(story);

const ALICES_ORDER = 8;

/** Alice's bid is for more shares than a bigint column holds: folding takes it, Postgres does not. */
const OVERSIZED = facts.map((one, index) => {
  if (index !== ALICES_ORDER) return one;
  const data = { ...one.fact.data, quantity: 2n ** 63n };
  return { ...one, fact: { ...one.fact, data } } as RecordedFact;
});

async function liveProjector(): Promise<PostgresProjector> {
  const projector = new PostgresProjector(sql, DEFECTIVE);
  await projector.takeOver();
  await projector.goLive();
  return projector;
}

const waiting = async (): Promise<readonly string[]> =>
  (await deadLetters(sql, { state: 'parked' })).map(
    ({ build, key, recorded: { fact } }) => `${build} ${key} ${fact.type}`,
  );

describe('a fact that cannot be applied, live', () => {
  test('is parked with every later fact of its key, and everything else goes on', async () => {
    const projector = await liveProjector();
    await projector.apply({ facts: facts, position: 111n });
    expect(await waiting()).toEqual([
      `${ACCOUNTS} alice CashDeposited`,
      `${ACCOUNTS} alice FundsAllocated`,
      `${ACCOUNTS} alice OrderAccepted`,
      `${ACCOUNTS} alice TradeExecuted`,
      `${ACCOUNTS} alice TradeExecuted`,
      `${ACCOUNTS} alice OrderCancelled`,
    ]);
    expect(await findAccount(models.db, 'alice')).toMatchObject({ cash: 0n, deposited: 0n });
    expect(await findAccount(models.db, 'bob')).toMatchObject({ cash: 10_040_000n });
    expect(await findOrder(models.db, id(3))).toMatchObject({ status: 'CANCELLED', executed: 10n });
  });

  test('is found among the others where only Postgres refuses it', async () => {
    defect = false;
    const projector = await liveProjector();
    await projector.apply({ facts: OVERSIZED, position: 111n });
    expect(await waiting()).toEqual([
      `orders@2 ${id(3)} OrderAccepted`,
      `orders@2 ${id(3)} TradeExecuted`,
      `orders@2 ${id(3)} TradeExecuted`,
      `orders@2 ${id(3)} OrderCancelled`,
    ]);
    const [first] = await deadLetters(sql);
    expect(first?.error).toMatch(/out of range/);
    expect(await findOrder(models.db, id(2))).toMatchObject({ status: 'PARTIALLY_EXECUTED' });
    expect(await findAccount(models.db, 'bob')).toMatchObject({ cash: 10_040_000n });
  });

  test('keeps its key parked across a restart and another projector', async () => {
    await (await liveProjector()).apply({ facts: facts.slice(0, 4), position: 103n });
    defect = false;
    await (await liveProjector()).apply({ facts: facts.slice(4), position: 111n });
    expect((await waiting()).filter((line) => line.startsWith(ACCOUNTS))).toHaveLength(6);
  });

  test('leaves nothing parked when the transaction that parks it is lost', async () => {
    const projector = await liveProjector();
    await sql`update read_models.checkpoints set epoch = epoch + 1 where name = 'trades@3'`;
    await expect(projector.apply({ facts: facts, position: 111n })).rejects.toThrow();
    expect(await waiting()).toEqual([]);
    await projector.takeOver();
    defect = false;
    await projector.apply({ facts, position: 111n });
    expect(await waiting()).toEqual([]);
    expect(await findAccount(models.db, 'alice')).toMatchObject({ cash: 39_960_000n });
  });
});

describe('a parked key', () => {
  test('that is tried again stays as it is while the fact still cannot be applied', async () => {
    const projector = await liveProjector();
    await projector.apply({ facts: facts, position: 111n });
    const freed = await office.retry(ACCOUNTS, 'alice');
    expect(freed).toMatchObject({ applied: 0, waiting: 6 });
    expect(freed.error).toBeDefined();
  });

  test('is applied in order once it can be, and later facts find its row', async () => {
    const projector = await liveProjector();
    await projector.apply({ facts: facts.slice(0, 9), position: 108n });
    defect = false;
    expect(await office.retry(ACCOUNTS, 'alice')).toMatchObject({ applied: 3, waiting: 0 });
    await projector.apply({ facts: facts.slice(9), position: 111n });
    expect(await findAccount(models.db, 'alice')).toMatchObject({
      cash: 39_960_000n,
      reserved: 0n,
      deposited: 50_000_000n,
    });
  });

  test('goes on without a fact that is skipped, which stays on record', async () => {
    const projector = await liveProjector();
    await projector.apply({ facts: facts, position: 111n });
    const letters = await deadLetters(sql, { build: ACCOUNTS });
    const [first, second] = letters;
    await expect(office.skip(second?.id ?? 0n)).rejects.toThrow(/does not come first/);
    expect(await office.skip(first?.id ?? 0n)).toMatchObject({ applied: 5, waiting: 0 });
    expect(await findAccount(models.db, 'alice')).toMatchObject({
      cash: 39_960_000n,
      deposited: 0n,
    });
    expect(await deadLetters(sql, { build: ACCOUNTS })).toMatchObject([
      { state: 'skipped', recorded: { fact: { type: 'CashDeposited' } } },
    ]);
  });

  test('that nobody parked cannot be freed', async () => {
    await expect(office.retry(ACCOUNTS, 'nobody')).rejects.toThrow(/nothing waits/);
    await expect(office.skip(4_711n)).rejects.toThrow(/no dead letter/);
  });
});

test('a fact that cannot be applied while history is rebuilt stops it, and nothing is parked', async () => {
  const projector = new PostgresProjector(sql, DEFECTIVE);
  await projector.takeOver();
  const stopped = (bad: readonly RecordedFact[]): Promise<void> =>
    expect(projector.apply({ facts: bad, position: 111n })).rejects.toThrow(RebuildStoppedError);
  await stopped(facts);
  defect = false;
  await stopped(OVERSIZED);
  expect(await waiting()).toEqual([]);
  expect(await models.position()).toBe(-1n);
});
