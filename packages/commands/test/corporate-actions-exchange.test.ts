import { parseDecimal, type InstrumentId } from '@bellwether/domain';
import { describe, expect, test } from 'vitest';
import { stateHash } from '../src/replica/state-hash.ts';
import { due, last, morning, overnight, phase, replayed } from './support/corporate-action.ts';
import {
  alice,
  AMZN,
  bob,
  buy,
  ledger,
  openMarket,
  sell,
  told,
  type Market,
  type Sent,
} from './support/market.ts';

// Mergers and spin-offs on the partition as it runs, with its books. AMZN at 100.00, OTHER at 40.00; Alice has 10,000 USD, Bob
// 100 shares of AMZN.

const usd = parseDecimal;
const OTHER = 'OTHER' as InstrumentId;

const buyout = { kind: 'CASH_MERGER', mergerCash: usd('54.20') } as const;
const shares = { otherInstrumentId: OTHER, newShares: 1, oldShares: 3 } as const;
const merger = { kind: 'STOCK_MERGER', ...shares, mergerCash: usd('1.50') } as const;
const spinOff = { kind: 'SPIN_OFF', ...shares, costBasisPoints: 1_250 } as const;

async function twoInstruments(): Promise<Market> {
  const market = await openMarket();
  const terms = { symbol: 'OTHER', tickSize: 100n, referencePrice: usd('40') };
  const data = { instrumentId: OTHER, ...terms, maxOrderQuantity: 1_000n };
  await market.follow({ type: 'InstrumentListed', data });
  return market;
}

const inOther = ({ id: named, command }: Sent): Sent =>
  ({ id: named, command: { ...command, data: { ...command.data, instrumentId: OTHER } } }) as Sent;
const held = (market: Market, account: typeof bob): bigint =>
  market.partition.state.accounts.get(account)?.risk.exposures.get(OTHER)?.quantity ?? 0n;

describe('a merger', () => {
  test.each([buyout, merger])('ends orders and the book in one entry: $kind', async (terms) => {
    const market = await twoInstruments();
    await market.send(buy(1, 10n, '95'), sell(2, 60n, '105'));
    await market.follow(phase('CLOSED'));
    await market.follow(due(terms));
    expect(last(market)).toEqual([
      'CorporateActionApplied',
      'cancelled 1 10 CORPORATE_ACTION',
      'cancelled 2 60 CORPORATE_ACTION',
      'PositionExchanged',
    ]);
    await morning(market);
    expect((await market.send(buy(3, 10n, '95'))).map(told)).toEqual([
      'rejected INSTRUMENT_NOT_TRADED',
    ]);
  });

  test('is declined while the market is open, and happens in a halt', async () => {
    const market = await twoInstruments();
    await market.follow(due(buyout));
    expect(last(market)).toEqual(['CorporateActionDeclined']);
    const halt = { instrumentId: AMZN, reason: 'NEWS_PENDING' } as const;
    await market.follow({ type: 'InstrumentHalted', data: halt });
    await market.follow(due(buyout, 2));
    expect(ledger(market, bob)).toBe('5420 0 | 0 0');
    // The instrument is gone here before its own stream says so: nothing opens its book again.
    await market.follow({ type: 'InstrumentResumed', data: { instrumentId: AMZN } });
    expect((await market.send(sell(4, 1n, '95'))).map(told)).toEqual([
      'rejected INSTRUMENT_NOT_TRADED',
    ]);
    await market.follow({ type: 'InstrumentDelisted', data: { ...halt, reason: 'merged' } });
    expect(ledger(market, bob)).toBe('5420 0 | 0 0');
  });

  test('brings shares that are sold at once, while the acquirer goes on trading', async () => {
    const market = await twoInstruments();
    await market.send(inOther(buy(1, 20n, '39')));
    await market.follow({
      type: 'InstrumentHalted',
      data: { instrumentId: AMZN, reason: 'NEWS_PENDING' },
    });
    await market.follow(due(merger));
    // 33 1/3 shares: a third of 40.00, and 100 × 1.50.
    expect([ledger(market, bob), held(market, bob)]).toEqual(['163 0 | 0 0', 33n]);
    await market.send(inOther(sell(2, 33n, '39')));
    expect(last(market)).toEqual(['OrderAccepted', 'trade 20 @ 39 1<-2']);
    expect([held(market, alice), held(market, bob)]).toEqual([20n, 13n]);
  });
});

describe('a spin-off', () => {
  test('lowers bids by the announced value and leaves the book in its order', async () => {
    const market = await twoInstruments();
    await market.send(buy(1, 10n, '98'), buy(2, 10n, '98'), sell(3, 10n, '104'));
    await overnight(market, { ...spinOff, childValue: usd('13.335') });
    expect([ledger(market, bob), held(market, bob)]).toEqual(['13 0 | 100 10', 33n]);
    // 98.00 less 13.335 is 84.665, to the tick below.
    await market.send(sell(4, 15n, '84.66'));
    expect(last(market)).toEqual(['OrderAccepted', 'trade 10 @ 84 1<-4', 'trade 5 @ 84 2<-4']);
  });

  test('of no announced value ends bids, and offers stay', async () => {
    const market = await twoInstruments();
    await market.send(buy(1, 10n, '98'), sell(2, 10n, '104'));
    await market.follow(phase('CLOSED'));
    await market.follow(due(spinOff));
    expect(last(market)).toEqual([
      'CorporateActionApplied',
      'cancelled 1 10 CORPORATE_ACTION',
      'PositionExchanged',
    ]);
    expect(ledger(market, alice)).toBe('10000 0 | 0 0');
  });
});

test.each([buyout, merger, spinOff])(
  'replayed from the bytes of the journal, the state is the same at every entry: $kind',
  async (terms) => {
    const market = await twoInstruments();
    await market.send(buy(1, 10n, '95'), sell(2, 7n, '101'), sell(3, 10n, '95'));
    await overnight(market, terms);
    await market.send(inOther(sell(4, 3n, '40')));
    expect(stateHash(replayed(market))).toBe(stateHash(market.partition.state));
  },
);
