import {
  emptyTradingState,
  evolve,
  parseDate,
  parseDecimal,
  type InstrumentId,
  type OrderId,
} from '@bellwether/domain';
import { createInlineEngine, type Engine } from '@bellwether/engine';
import { describe, expect, test } from 'vitest';
import { CommandIndex } from '../src/command-index/command-index.ts';
import { openPartition } from '../src/partition/open-partition.ts';
import { stateHash } from '../src/replica/state-hash.ts';
import {
  AMZN,
  buy,
  cancel,
  factsOf,
  id,
  openMarket,
  sell,
  TEN_O_CLOCK,
  told,
  type Market,
  type Sent,
} from './support/market.ts';

// Facts that the domain would refuse today stand in journals of yesterday: an instrument pays for them, the others trade on.

const BRK = 'BRK_A' as InstrumentId;
const in_ = ({ id: commandId, command }: Sent, instrumentId: InstrumentId): Sent =>
  ({ id: commandId, command: { ...command, data: { ...command.data, instrumentId } } }) as Sent;

/** 700,000.00 at a tick of 0.0001 is more than the book can count; the reopening auction is the first to need it. */
async function poison(market: Market): Promise<void> {
  await market.follow({
    type: 'InstrumentListed',
    data: {
      instrumentId: BRK,
      symbol: 'BRK.A',
      tickSize: 1n,
      tickTable: 'NMS',
      referencePrice: 7_000_000_000n,
      maxOrderQuantity: 1_000n,
    },
  });
  await market.follow({
    type: 'InstrumentHalted',
    data: { instrumentId: BRK, reason: 'NEWS_PENDING' },
  });
  await market.send(in_(buy(1, 1n, '100'), BRK));
  await market.follow({ type: 'InstrumentResumed', data: { instrumentId: BRK } });
}

/** A start from the facts alone. */
async function restarted(market: Market, engine: Engine): Promise<Market['partition']> {
  const state = emptyTradingState();
  for (const { facts } of market.journal) for (const fact of facts) evolve(state, fact);
  return openPartition(0, { state, commands: new CommandIndex() }, engine, () => TEN_O_CLOCK);
}

const engine = (symbolCapacity = 4): Engine =>
  createInlineEngine({ orderCapacity: 64, symbolCapacity });

describe('a fact that the engine cannot carry out', () => {
  test('suspends its instrument; the others trade on, and orders in it can be cancelled', async () => {
    const market = await openMarket(engine());
    await poison(market);
    expect(factsOf(market.journal.at(-1))).toEqual([
      'TradingResumed',
      'PhaseChanged',
      'TradingSuspended',
      'PhaseChanged',
    ]);
    expect(market.partition.state.instruments.get(BRK)).toMatchObject({
      suspended: true,
      phase: 'HALTED',
    });
    const outcomes = await market.send(
      in_(buy(2, 1n, '100'), BRK),
      in_(cancel(3, 1), BRK),
      buy(4, 1n, '100'),
      sell(5, 1n, '100'),
    );
    expect(outcomes.map(told)).toEqual([
      'rejected INSTRUMENT_HALTED',
      'accepted',
      'accepted 0/1',
      'accepted 1/0',
    ]);
  });

  test('is in the journal as any other: a start from it finds the same state and goes on', async () => {
    const market = await openMarket(engine());
    await poison(market);
    const again = await restarted(market, engine());
    expect(stateHash(again.state)).toBe(stateHash(market.partition.state));
    expect(again.state.orders.has(id(1) as string as OrderId)).toBe(true);
  });

  test('can be tried again: halted and resumed with a close that can be counted, it trades', async () => {
    const market = await openMarket(engine());
    await poison(market);
    await market.follow({
      type: 'InstrumentHalted',
      data: { instrumentId: BRK, reason: 'OPERATIONAL' },
    });
    await market.follow({
      type: 'ClosePublished',
      data: { instrumentId: BRK, tradeDate: parseDate('2026-11-20'), price: parseDecimal('100') },
    });
    await market.follow({ type: 'InstrumentResumed', data: { instrumentId: BRK } });
    const brk = market.partition.state.instruments.get(BRK);
    expect(brk).toMatchObject({ phase: 'CONTINUOUS', halted: false });
    expect(brk?.suspended).toBeUndefined();
    expect(told((await market.send(in_(buy(2, 1n, '100'), BRK)))[0])).toBe('accepted 0/1');
  });

  test('sets no limits for a future whose settlement the book cannot count', async () => {
    const market = await openMarket(engine());
    const instrumentId = 'FUT' as InstrumentId;
    await market.follow({
      type: 'InstrumentListed',
      data: {
        instrumentId,
        symbol: 'FUT',
        assetClass: 'FUTURE',
        multiplier: 1,
        tickSize: 1n,
        referencePrice: 1_000_000n,
        maxOrderQuantity: 1_000n,
        future: {
          root: 'F',
          expiresOn: parseDate('2030-01-04'),
          initialMargin: 1n,
          maintenanceMargin: 1n,
          settlement: 'CASH',
          dailyLimitBasisPoints: [500],
        },
      },
    });
    await market.follow({
      type: 'ClosePublished',
      data: { instrumentId, tradeDate: parseDate('2026-11-20'), price: 7_000_000_000n },
    });
    expect(factsOf(market.journal.at(-1))).toEqual([
      'CloseAdopted',
      'TradingSuspended',
      'PhaseChanged',
    ]);
  });

  test('is a start that finds no room for a book: that instrument alone is suspended, its orders end by their cancels', async () => {
    const market = await openMarket(engine());
    const other = 'OTHER' as InstrumentId;
    const terms = { tickSize: 100n, referencePrice: parseDecimal('100'), maxOrderQuantity: 1_000n };
    await market.follow({
      type: 'InstrumentListed',
      data: { ...terms, instrumentId: other, symbol: 'OTHER' },
    });
    await market.send(in_(buy(1, 1n, '100'), other));
    const partition = await restarted(market, engine(1));
    const suspended = await partition.housekeep(TEN_O_CLOCK);
    expect(suspended.map(({ type }) => type)).toEqual(['TradingSuspended']);
    expect(await partition.housekeep(TEN_O_CLOCK)).toEqual([]);
    const outcomes: string[] = [];
    const decided = await partition.decide(
      [in_(cancel(2, 1), other), buy(3, 1n, '100')].map(({ id: commandId, command }) => ({
        command: { id: commandId, ...command },
        fingerprint: 0n,
        principal: 'trader',
        receivedAt: TEN_O_CLOCK,
        answer: (outcome) => outcomes.push(told(outcome)),
      })),
    );
    expect(decided.map(({ entry }) => factsOf(entry))).toEqual([
      ['cancelled 1 1 USER'],
      ['OrderAccepted'],
    ]);
  });
});

describe('the number of instruments', () => {
  test('is not that of revisions: a book is opened anew 10,000 times in an engine for two', async () => {
    const market = await openMarket(engine(2));
    await market.send(buy(1, 1n, '99'));
    for (let n = 0; n < 10_000; n++)
      await market.follow({
        type: 'InstrumentRevised',
        data: { instrumentId: AMZN, roundLot: 1 + (n % 2) },
      });
    expect(told((await market.send(sell(2, 1n, '99')))[0])).toBe('accepted 1/0');
  });

  test('is not limited to 8,192: the last of 20,000 trades as the first', async () => {
    const market = await openMarket(createInlineEngine({ orderCapacity: 64 }));
    const listed = Array.from({ length: 20_000 }, (_, n) => `I${n}` as InstrumentId);
    for (const instrumentId of listed)
      await market.follow({
        type: 'InstrumentListed',
        data: {
          instrumentId,
          symbol: instrumentId,
          tickSize: 100n,
          referencePrice: parseDecimal('100'),
          maxOrderQuantity: 1_000n,
        },
      });
    const outcomes = [];
    for (const instrumentId of [listed[0], listed.at(-1)])
      if (instrumentId !== undefined)
        outcomes.push(
          ...(await market.send(in_(buy(outcomes.length + 1, 1n, '99'), instrumentId))),
        );
    expect(outcomes.map(told)).toEqual(['accepted 0/1', 'accepted 0/1']);
  });
});

describe('an instrument that is delisted', () => {
  const delist = {
    type: 'InstrumentDelisted',
    data: { instrumentId: AMZN, reason: 'merged' },
  } as const;

  test('takes its orders with it, and gives back what they held', async () => {
    const market = await openMarket(engine());
    await market.send(buy(1, 10n, '99'), sell(2, 10n, '101'));
    await market.follow(delist);
    expect(factsOf(market.journal.at(-1))).toEqual([
      'DelistingAdopted',
      'cancelled 1 10 ADMIN',
      'cancelled 2 10 ADMIN',
    ]);
    for (const { risk } of market.partition.state.accounts.values()) expect(risk.reserved).toBe(0n);
    expect(told((await market.send(buy(3, 1n, '99')))[0])).toBe('rejected INSTRUMENT_NOT_TRADED');
  });

  test('ends orders that a journal of before left open, at the first start', async () => {
    const market = await openMarket(engine());
    await market.send(buy(1, 10n, '99'));
    const { state } = market.partition;
    evolve(state, { type: 'DelistingAdopted', data: { ...delist.data, sourcePosition: 99n } });
    const partition = await openPartition(
      0,
      { state, commands: new CommandIndex() },
      engine(),
      () => TEN_O_CLOCK,
    );
    const facts = await partition.housekeep(TEN_O_CLOCK);
    expect(factsOf({ facts } as never)).toEqual(['cancelled 1 10 ADMIN']);
  });
});

describe('a GTD order', () => {
  const until = (n: number, day: string): Sent => {
    const { id: commandId, command } = buy(n, 1n, '99');
    const data = { ...command.data, timeInForce: 'GTD', expiresOn: parseDate(day) };
    return { id: commandId, command: { ...command, data } as typeof command };
  };
  const DAY_NS = 86_400_000_000_000n;

  test('ends when its last day is over in New York, without a session', async () => {
    const market = await openMarket(engine());
    await market.send(until(1, '2026-11-20'), until(2, '2026-11-21'), buy(3, 1n, '99'));
    const { partition } = market;
    expect(await partition.housekeep(TEN_O_CLOCK)).toEqual([]);
    const midnight = TEN_O_CLOCK + 14n * (DAY_NS / 24n);
    expect(await partition.housekeep(midnight - 1n)).toEqual([]);
    expect(factsOf({ facts: await partition.housekeep(midnight) } as never)).toEqual([
      'cancelled 1 1 EXPIRED',
    ]);
    expect(factsOf({ facts: await partition.housekeep(midnight + DAY_NS) } as never)).toEqual([
      'cancelled 2 1 EXPIRED',
    ]);
    expect(partition.state.orders.size).toBe(1);
  });

  test('of before does not see the next session, and its own day is its last', async () => {
    const market = await openMarket(engine());
    await market.send(until(1, '2026-11-27'), until(2, '2026-11-30'), until(3, '2026-12-01'));
    const phase = async (
      entered: 'PRE_OPEN' | 'OPENING_AUCTION' | 'CONTINUOUS' | 'CLOSED',
    ): Promise<readonly string[]> => {
      const data = { sessionDate: parseDate('2026-11-30'), phase: entered };
      await market.follow({ type: 'SessionPhaseEntered', data });
      const ended = factsOf(market.journal.at(-1));
      const after = await market.partition.housekeep(TEN_O_CLOCK);
      return [...ended, ...factsOf({ facts: after } as never)].filter((fact) =>
        fact.startsWith('cancelled'),
      );
    };
    expect(await phase('PRE_OPEN')).toEqual(['cancelled 1 1 EXPIRED']);
    expect(await phase('OPENING_AUCTION')).toEqual([]);
    expect(await phase('CONTINUOUS')).toEqual([]);
    expect(await phase('CLOSED')).toEqual(['cancelled 2 1 EXPIRED']);
    const [late] = await market.send(until(4, '2026-11-30'));
    expect(told(late)).toBe('rejected INVALID_ORDER_TERMS');
  });
});
