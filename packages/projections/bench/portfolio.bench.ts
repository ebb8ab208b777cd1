import { once } from 'node:events';
import {
  equityCurve,
  MarkHistory,
  NO_DAY,
  valueHolding,
  type CivilDate,
  type Holding,
} from '@bellwether/domain';
import { connectRedis } from '@bellwether/platform/redis';
import { quiet } from '@bellwether/testkit';
import { build as histogramOf } from 'hdr-histogram-js';
import { PROJECTIONS } from '../src/capabilities/capabilities.ts';
import { portfolioOf } from '../src/portfolio/portfolio.ts';
import { ReadModels } from '../src/read-model.ts';
import { PostgresProjector } from '../src/stores/postgres/projector.ts';
import { startReadModels } from '../test/read-stores.ts';
import { recorded, type Told } from '../test/story.ts';
import { machine } from './machine.ts';

// `pnpm bench:portfolio`: the portfolio of an account of 1,000 positions from real stores, beside the bare reading of its
// rows; and one tick's new prices over 10,000 accounts of 20 positions each, beside a multiplication in floats.

const POSITIONS = 1_000;
const ASKED = 500;
const [ACCOUNTS, OF_EACH] = [10_000, 20];
const SYMBOLS = 1_000;

const log = (text: string): void => void process.stderr.write(`${text}\n`);

const before = machine();
const stores = await startReadModels();
try {
  await fill();
  log(`${POSITIONS} positions`);
  const redis = connectRedis(stores.stores.redisUrl('projections'), 'bench', quiet);
  await once(redis, 'ready');
  const models = new ReadModels(stores.readerSql, redis);
  const warm = await times(ASKED, () => portfolioOf(models, 'big', POSITIONS));
  const cold = await times(20, () =>
    portfolioOf(new ReadModels(stores.readerSql, redis), 'big', POSITIONS),
  );
  const floor = await times(ASKED, () =>
    stores.readerSql`select * from read_models.positions where account_id = 'big'`.execute(),
  );
  redis.disconnect();
  const result = {
    before,
    portfolio: { positions: POSITIONS, warmMs: warm, coldMs: cold, readRowsMs: floor },
    tick: tick(),
    curve: tenYears(),
    after: machine(),
  };
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
} finally {
  await stores.stop();
}

/** An account with so many positions, each with a quote of the whole market. */
async function fill(): Promise<void> {
  const names = Array.from({ length: POSITIONS }, (_, n) => `S${n}`);
  const facts: readonly Told[] = [
    { type: 'AccountOpened', data: { accountId: 'big' } },
    ...names.map((name) => ({ type: 'InstrumentListed', data: listing(name) })),
    ...names.map((instrumentId) => ({
      type: 'SharesAllocated',
      data: { accountId: 'big', instrumentId, quantity: 100n, sourcePosition: 1n },
    })),
  ];
  const projector = new PostgresProjector(stores.sql, PROJECTIONS);
  await projector.takeOver();
  const told = recorded(facts);
  await projector.apply({ facts: told, position: told.at(-1)?.position ?? 0n });
  const feeds = connectRedis(stores.stores.redisUrl('market_data'), 'bench', quiet);
  await once(feeds, 'ready');
  const quote = { bid: '999900', ask: '1000100', last: '1000000', stale: null, eventTime: '1' };
  for (const name of names)
    for (const key of [`nbbo:${name}`, `last:${name}`])
      await feeds.set(key, JSON.stringify({ symbol: name, ...quote }), 'EX', 600);
  feeds.disconnect();
}

function listing(name: string): Record<string, unknown> {
  const terms = { tickSize: 100n, referencePrice: 1_000_000n, maxOrderQuantity: 100n };
  return { instrumentId: name, symbol: name, ...terms };
}

/** Milliseconds of an answer, one asked after the other. */
async function times(count: number, ask: () => Promise<unknown>) {
  const histogram = histogramOf();
  for (let n = 0; n < count; n++) {
    const start = performance.now();
    await ask();
    histogram.recordValue(Math.round((performance.now() - start) * 1_000));
  }
  const ms = (percentile: number): number => histogram.getValueAtPercentile(percentile) / 1_000;
  return { count, p50: ms(50), p99: ms(99), max: histogram.maxValue / 1_000 };
}

/** Every instrument has another price: what each account is worth then, and the same with floats and without any rules. */
function tick() {
  const holdings: Holding[] = Array.from({ length: ACCOUNTS * OF_EACH }, (_, n) => ({
    ...NO_DAY,
    quantity: BigInt((n % 500) + 1),
    bookCost: BigInt(n) * 1_000n,
    realised: 0n,
    entered: 0n,
    enteredRealised: 0n,
    multiplier: 1n,
    isFuture: false,
  }));
  const marks = Array.from({ length: SYMBOLS }, (_, n) => 1_000_000n + BigInt(n));
  const worth = Array.from({ length: ACCOUNTS }, () => 0n);
  const exact = millisecondsOf(() => {
    for (let account = 0; account < ACCOUNTS; account++) {
      let sum = 0n;
      for (let n = 0; n < OF_EACH; n++) {
        const at = account * OF_EACH + n;
        const mark = marks[at % SYMBOLS]!;
        sum += valueHolding(holdings[at]!, mark, mark - 1n).marketValue;
      }
      worth[account] = sum;
    }
  });
  const [quantities, prices] = [
    Float64Array.from(holdings, ({ quantity }) => Number(quantity)),
    Float64Array.from(marks, Number),
  ];
  const totals = new Float64Array(ACCOUNTS);
  const floats = millisecondsOf(() => {
    for (let at = 0; at < ACCOUNTS * OF_EACH; at++) {
      const account = (at / OF_EACH) | 0;
      totals[account] = totals[account]! + quantities[at]! * prices[at % SYMBOLS]!;
    }
  });
  return { accounts: ACCOUNTS, positionsOfEach: OF_EACH, exactMs: exact, floatsMs: floats };
}

/** The worth of accounts of 20 positions on each of 2,520 days, and how long 10,000 of them take on one core. */
function tenYears() {
  const [days, some] = [2_520, 20];
  const marks = Array.from({ length: OF_EACH }, (_, n) => {
    const price = (at: number): bigint => 1_000_000n + BigInt((at * (n + 7)) % 5_000);
    return new MarkHistory(
      Array.from({ length: days }, (__, at) => ({
        day: at as CivilDate,
        price: price(at),
        kind: 'OFFICIAL',
      })),
    );
  });
  const amounts = { transferred: 0n, fees: 0n, turnover: 0n, bought: 0n, sold: 0n };
  const instruments = marks.map((own, n) => ({
    instrumentId: `S${n}`,
    multiplier: 1n,
    isFuture: false,
    marks: own,
    changes: [{ day: 0 as CivilDate, traded: 100n, cost: 100_000_000n, ...amounts }],
  }));
  const flows = [{ day: 0 as CivilDate, amount: 3_000_000_000n }];
  const start = performance.now();
  for (let n = 0; n < some; n++)
    equityCurve({ instruments, flows, through: (days - 1) as CivilDate });
  const ofOneMs = (performance.now() - start) / some;
  return {
    days,
    ofOneAccountMs: Number(ofOneMs.toFixed(1)),
    of10000AccountsSeconds: Number(((ofOneMs * 10_000) / 1_000).toFixed(0)),
  };
}

/** The middle of seven runs. */
function millisecondsOf(work: () => void): number {
  const runs = Array.from({ length: 7 }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return Number((runs.toSorted((a, b) => a - b)[3] ?? 0).toFixed(2));
}
