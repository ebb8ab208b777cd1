import { parseArgs } from 'node:util';
import {
  instantOf,
  parseDate,
  settleInstrument,
  wall,
  type CivilDate,
  type NettedLine,
  type SettledLine,
} from '@bellwether/domain';
import { PROJECTIONS } from '../src/capabilities/capabilities.ts';
import { netting, type Netting } from '../src/settlement/netting.ts';
import { PostgresProjector } from '../src/stores/postgres/projector.ts';
import { startReadModels } from '../test/read-stores.ts';
import { recorded, type Told } from '../test/story.ts';
import { machine } from './machine.ts';

// `pnpm bench:settlement [--executions 5000000]`: a day's executions netted for a run and settled, beside one bare pass of the
// database over the same rows.

const { values } = parseArgs({ options: { executions: { type: 'string', default: '5000000' } } });
const EXECUTIONS = Number(values.executions);
const [ACCOUNTS, INSTRUMENTS] = [10_000, 2_000];
/** Rows of one statement. */
const PART = 250_000;
const DAY: CivilDate = parseDate('2026-12-01');
const RUN = '2026-12-01-1';

const log = (text: string): void => void process.stderr.write(`${text}\n`);

const before = machine();
const stores = await startReadModels();
try {
  const [filled] = await timed(fill);
  log(`${EXECUTIONS} executions are there after ${filled} ms`);
  const [floorMs] = await timed(() =>
    stores.readerSql`select count(*), sum(quantity), sum(principal) from read_models.trades`.execute(),
  );
  const [nettingMs, net] = await timed(() => netting(stores.models, RUN));
  if (net === undefined) throw new Error('there is no run');
  const [settlingMs, settled] = await timed(() => Promise.resolve(settle(net)));
  const delivered = settled.reduce((sum, { quantity }) => sum + quantity, 0n);
  const moved = settled.reduce((sum, { amount, marked }) => sum + amount + marked, 0n);
  const result = {
    before,
    executions: EXECUTIONS,
    accounts: ACCOUNTS,
    instruments: INSTRUMENTS,
    lines: net.lines.length,
    late: settled.filter(({ left }) => left !== 0n).length,
    sharesFromNowhere: `${delivered}`,
    moneyFromNowhere: `${moved}`,
    floorMs,
    nettingMs,
    settlingMs,
    rssMiB: Math.round(process.memoryUsage().rss / 2 ** 20),
    after: machine(),
  };
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
} finally {
  await stores.stop();
}

async function timed<T>(work: () => Promise<T>): Promise<readonly [number, T]> {
  const start = performance.now();
  const result = await work();
  return [Math.round(performance.now() - start), result];
}

/** Instruments with a sale each, so that they have prices; then executions between accounts that follow from their number. */
async function fill(): Promise<void> {
  const projector = new PostgresProjector(stores.sql, PROJECTIONS);
  await projector.takeOver();
  const names = Array.from({ length: INSTRUMENTS }, (_, n) => `I${n}`);
  await apply(projector, 100, [
    ...names.map((instrumentId) => ({ type: 'InstrumentListed', data: listing(instrumentId) })),
    ...names.map((instrumentId, n) => ({ type: 'TradeExecuted', data: sale(instrumentId, n) })),
  ]);
  // A statement has its time: the rows come in parts.
  for (let from = 1; from <= EXECUTIONS; from += PART)
    await stores.ownerSql.unsafe(`
    insert into read_models.trades
    select trade_date, 'b-' || n, 'I' || (n % ${INSTRUMENTS}), price, 1 + n % 500, price * (1 + n % 500), 3, 3, settlement_date,
      aggressor, buy_order_id, 'a' || (n * 7919 % ${ACCOUNTS}), sell_order_id, 'a' || ((n * 104729 + 1) % ${ACCOUNTS}), venue,
      auction, busted, executed_at, position, batch_index, 1000000 + n, 0
    from (select * from read_models.trades limit 1) one,
      generate_series(${from}::bigint, ${Math.min(from + PART - 1, EXECUTIONS)}) n`);
  await stores.ownerSql.unsafe('analyze read_models.trades_v3');
  await apply(projector, 100_000_000, [
    {
      type: 'SettlementStarted',
      data: { counterparty: 'CCP', settlementDate: DAY, run: 1, runId: RUN },
    },
  ]);
}

async function apply(
  projector: PostgresProjector,
  from: number,
  facts: readonly Told[],
): Promise<void> {
  const at = instantOf(DAY, wall(12));
  const told = recorded(facts, from).map((one) => ({ ...one, at }));
  await projector.apply({ facts: told, position: told.at(-1)?.position ?? 0n });
}

function listing(name: string): Record<string, unknown> {
  const terms = { tickSize: 100n, referencePrice: 1_000_000n, maxOrderQuantity: 1_000n };
  return { instrumentId: name, symbol: name, ...terms };
}

function sale(instrumentId: string, n: number): Record<string, unknown> {
  const order = (m: number): string => `0192f3a0-7c1e-7aaa-8bbb-${`${m}`.padStart(12, '0')}`;
  return {
    tradeId: `0-${n}`,
    instrumentId,
    price: 1_000_000n,
    quantity: 1n,
    aggressor: 'BUY',
    buyOrderId: order(2 * n),
    buyAccountId: 'a0',
    buyLeaves: 0n,
    buyReleased: 0n,
    sellOrderId: order(2 * n + 1),
    sellAccountId: 'a1',
    sellLeaves: 0n,
    tradeDate: DAY,
    settlementDate: DAY,
  };
}

/** As process managers do it, with every fiftieth delivery failing. */
function settle({ lines, prices }: Netting): readonly SettledLine[] {
  const priceOf = new Map(prices.map((price) => [price.instrumentId, price]));
  let n = 0;
  return [...Map.groupBy(lines, ({ instrumentId }) => instrumentId)].flatMap(([id, own]) => {
    const { mark, multiplier } = priceOf.get(id)!;
    return settleInstrument(own, {
      settlementDate: DAY,
      mark,
      multiplier,
      delivered: ({ quantity }: NettedLine) => ((n += 1) % 50 === 0 ? 0n : -quantity),
      lot: (participant) => BigInt(participant.slice(1)),
    });
  });
}
