import {
  parseDate,
  parseDecimal,
  type ActionTerms,
  type Command,
  type FollowedFact,
  type InstrumentId,
  type OrderId,
} from '@bellwether/domain';
import { describe, expect, test } from 'vitest';
import { stateHash } from '../src/replica/state-hash.ts';
import {
  due,
  exDate,
  last,
  morning,
  overnight,
  phase,
  replayed,
} from './support/corporate-action.ts';
import {
  alice,
  AMZN,
  bob,
  buy,
  id,
  ledger,
  openMarket,
  quote,
  sell,
  told,
  type Sent,
} from './support/market.ts';

// Corporate actions on the partition as it runs, with its books. AMZN at 100.00; Alice has 10,000 USD, Bob 100 shares.

const usd = parseDecimal;
const split = (newShares: number, oldShares: number): Omit<ActionTerms, 'exDate'> => ({
  kind: newShares > oldShares ? 'FORWARD_SPLIT' : 'REVERSE_SPLIT',
  newShares,
  oldShares,
});
const dividend = { kind: 'CASH_DIVIDEND', amount: 4_700n, payDate: exDate } as const;

describe('a split', () => {
  test('leaves the book as it was, in new terms: price, then time', async () => {
    const market = await openMarket();
    await market.send(buy(1, 10n, '98'), buy(2, 10n, '98'), buy(3, 10n, '97'));
    await overnight(market, split(2, 1));
    expect(ledger(market, bob)).toBe('0 0 | 200 0');
    expect(ledger(market, alice)).toBe('10000 2930 | 0 0');
    await market.send(sell(4, 45n, '48.50'));
    expect(last(market)).toEqual([
      'OrderAccepted',
      'trade 20 @ 49 1<-4',
      'trade 20 @ 49 2<-4',
      'trade 5 @ 48 3<-4',
    ]);
  });

  test('ends all orders when it is a reverse one', async () => {
    const market = await openMarket();
    await market.send(buy(1, 10n, '95'), sell(2, 60n, '105'));
    await market.follow(phase('CLOSED'));
    await market.follow(due(split(1, 4)));
    expect(last(market)).toEqual([
      'CorporateActionApplied',
      'cancelled 1 10 CORPORATE_ACTION',
      'cancelled 2 60 CORPORATE_ACTION',
      'PositionAdjusted',
    ]);
    expect([ledger(market, alice), ledger(market, bob)]).toEqual(['10000 0 | 0 0', '0 0 | 25 0']);
  });

  test('waits while the instrument is traded, and happens in a halt', async () => {
    const market = await openMarket();
    await market.follow(due(split(2, 1)));
    expect(last(market)).toEqual(['CorporateActionDeclined']);
    await market.follow({
      type: 'InstrumentHalted',
      data: { instrumentId: AMZN, reason: 'OPERATIONAL' },
    });
    await market.follow(due(split(2, 1), 2));
    expect(ledger(market, bob)).toBe('0 0 | 200 0');
  });

  test('triggers no stop by a sale of before, and forgets what venues quoted before', async () => {
    const market = await openMarket();
    await market.quote(quote('XNAS', '90', '110'));
    const { command } = sell(3, 10n);
    const stop = { ...command.data, type: 'STOP', timeInForce: 'GTC', stopPrice: usd('99.99') };
    await market.send(buy(1, 40n, '100'), sell(2, 40n, '100'));
    await market.send({ id: id(3), command: { type: 'PlaceOrder', data: stop } as Command });
    // The last sale would be 66.6667, and in whole ticks the stop price.
    await overnight(market, split(3, 2));
    expect(market.partition.state.orders.get(id(3) as string as OrderId)).toMatchObject({
      stopPrice: usd('66.66'),
      triggered: false,
    });
    await market.send(sell(4, 10n, '67'));
    expect(last(market)).toEqual(['OrderAccepted']);
  });
});

describe('a split of an instrument with options', () => {
  const CALL = 'AMZN_C' as InstrumentId;
  const option = {
    underlyingId: AMZN,
    underlyingKind: 'STOCK',
    right: 'CALL',
    strike: usd('120'),
    expiresOn: parseDate('2027-01-15'),
    style: 'AMERICAN',
    settlement: 'PHYSICAL',
  } as const;

  test('puts their books up again empty, in the new terms, in the same entry', async () => {
    const market = await openMarket();
    const terms = { symbol: 'AMZNC', tickSize: 100n, referencePrice: usd('5') };
    const contract = { assetClass: 'OPTION', multiplier: 100, option } as const;
    const data = { instrumentId: CALL, ...terms, maxOrderQuantity: 100n, ...contract };
    await market.follow({ type: 'InstrumentListed', data });
    const permissions = { assetClasses: ['EQUITY', 'OPTION'], optionLevel: 4, shortSelling: false };
    for (const accountId of [alice, bob])
      await market.follow({
        type: 'TradingPermissionsSet',
        data: { accountId, ...permissions },
      } as FollowedFact);
    const inCall = ({ id: named, command }: Sent): Sent =>
      ({
        id: named,
        command: { ...command, data: { ...command.data, instrumentId: CALL } },
      }) as Sent;
    const contracts = () =>
      [alice, bob].map(
        (one) => market.partition.state.accounts.get(one)?.risk.exposures.get(CALL)?.quantity,
      );
    // Bob has a hundred shares to deliver.
    await market.send(inCall(buy(1, 1n, '5')), inCall(sell(2, 1n, '5')), inCall(buy(3, 2n, '4')));
    expect(contracts()).toEqual([1n, -1n]);
    await market.follow(phase('CLOSED'));
    await market.follow(due(split(2, 1)));
    expect(last(market)).toEqual([
      'CorporateActionApplied',
      'PositionAdjusted',
      'OptionSeriesAdjusted',
      'cancelled 3 2 CORPORATE_ACTION',
      'PositionAdjusted',
      'PositionAdjusted',
    ]);
    expect(contracts()).toEqual([2n, -2n]);
    await morning(market);
    // Two hundred shares cover two contracts, and no third.
    await market.send(inCall(sell(4, 1n, '2.50')));
    expect(last(market)).toEqual(['OrderRejected OPTION_LEVEL']);
    await market.send(inCall(buy(5, 1n, '2.45', { account: bob })));
    await market.send(inCall(sell(6, 1n, '2.45', { account: alice })));
    expect(last(market)).toEqual(['OrderAccepted', 'trade 1 @ 2 5<-6']);
    expect(contracts()).toEqual([1n, -1n]);
  });
});

test('a dividend lowers bids, is a claim overnight and cash on the pay date, once', async () => {
  const market = await openMarket();
  await market.send(buy(1, 10n, '95'));
  await overnight(market, dividend);
  expect(ledger(market, alice)).toBe('10000 945 | 0 0');
  const data = { actionId: id(900), instrumentId: AMZN, version: 1 };
  await market.follow({ type: 'CorporateActionPayable', data });
  expect(last(market)).toEqual(['DividendsPaid', 'DividendPaid']);
  expect(ledger(market, bob)).toBe('47 0 | 100 0');
  await market.follow({ type: 'CorporateActionPayable', data });
  expect(last(market)).toEqual([]);
});

test('a delisting ends orders and takes no more', async () => {
  const market = await openMarket();
  await market.send(buy(1, 10n, '95'));
  await overnight(market, { kind: 'DELISTING' });
  expect(market.partition.state.orders.size).toBe(0);
  expect((await market.send(buy(2, 10n, '95'))).map(told)).toEqual([
    'rejected INSTRUMENT_NOT_TRADED',
  ]);
});

test('replayed from the bytes of the journal, the state is the same at every entry', async () => {
  const market = await openMarket();
  await market.send(buy(1, 10n, '95'), sell(2, 7n, '101'), sell(3, 10n, '95'));
  await overnight(market, split(10, 9));
  await market.send(sell(4, 3n, '85'));
  expect(stateHash(replayed(market))).toBe(stateHash(market.partition.state));
});
