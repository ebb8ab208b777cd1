import { describe, expect, test } from 'vitest';
import { balanced, type LedgerLine } from './chart.ts';
import { journalOf } from './journal.ts';

type Fact = Parameters<typeof journalOf>[0];

/** Lines as an accountant reads them: debits before credits. */
const told = (fact: object): readonly string[] =>
  journalOf(fact as Fact)
    .toSorted((a, b) => (a.amount > b.amount ? -1 : 1))
    .map(
      ({ account, owner, commodity, amount }: LedgerLine) =>
        `${amount > 0n ? 'Dr' : 'Cr'} ${owner} ${account} ${amount < 0n ? -amount : amount} ${commodity}`,
    );

const fees = { commission: 5n, section31: 0n, taf: 0n, venue: -2n };
const trade = {
  tradeId: '0-1',
  instrumentId: 'ACME',
  price: 10n,
  quantity: 100n,
  buyAccountId: 'alice',
  sellAccountId: 'bob',
  buyFees: fees,
  sellFees: { ...fees, section31: 3n, taf: 1n },
};

describe('the journal of', () => {
  test.each<[string, object, readonly string[]]>([
    [
      'a deposit',
      { type: 'CashDeposited', data: { accountId: 'alice', amount: 7n } },
      ['Dr alice CASH 7 USD', 'Cr +outside BANK 7 USD'],
    ],
    [
      'a trade: shares and money are owed, fees are the house’s; a rebate is the buyer’s',
      { type: 'TradeExecuted', data: trade },
      [
        'Dr bob UNSETTLED 1000 USD',
        'Dr alice UNDELIVERED 100 ACME',
        'Dr +house COMMISSION 5 USD',
        'Dr +house COMMISSION 5 USD',
        'Dr +house SECTION_31 3 USD',
        'Dr alice UNSETTLED 2 USD',
        'Dr bob UNSETTLED 2 USD',
        'Dr +house TAF 1 USD',
        'Cr bob UNSETTLED 1 USD',
        'Cr +house VENUE_FEES 2 USD',
        'Cr +house VENUE_FEES 2 USD',
        'Cr bob UNSETTLED 3 USD',
        'Cr alice UNSETTLED 5 USD',
        'Cr bob UNSETTLED 5 USD',
        'Cr bob UNDELIVERED 100 ACME',
        'Cr alice UNSETTLED 1000 USD',
      ],
    ],
    [
      'a trade of futures: contracts are held at once, and no money is owed',
      {
        type: 'TradeExecuted',
        data: { ...trade, principal: 0n, buyFees: undefined, sellFees: undefined },
      },
      ['Dr alice SECURITIES 100 ACME', 'Cr bob SECURITIES 100 ACME'],
    ],
    [
      'a sale to a venue',
      {
        type: 'OrderExecuted',
        data: { ...trade, accountId: 'alice', side: 'SELL_SHORT', venue: 'XDMN', fees: undefined },
      },
      [
        'Dr alice UNSETTLED 1000 USD',
        'Dr @XDMN UNDELIVERED 100 ACME',
        'Cr alice UNDELIVERED 100 ACME',
        'Cr @XDMN UNSETTLED 1000 USD',
      ],
    ],
    [
      'a delivery in part: shares and money move together, and the price of what is late in money',
      {
        type: 'DeliveriesSettled',
        data: {
          deliveries: [
            {
              participant: 'bob',
              instrumentId: 'ACME',
              quantity: -60n,
              amount: 600n,
              marked: -40n,
              fees: 7n,
              left: -40n,
              leftAmount: 440n,
            },
          ],
        },
      },
      [
        'Dr bob CASH 553 USD',
        'Dr bob UNDELIVERED 60 ACME',
        'Cr bob SECURITIES 60 ACME',
        'Cr bob UNSETTLED 553 USD',
      ],
    ],
    [
      'a split of 3:2 with cash for half a share',
      {
        type: 'PositionAdjusted',
        data: {
          accountId: 'alice',
          instrumentId: 'ACME',
          quantityBefore: 5n,
          quantity: 7n,
          cash: 6n,
        },
      },
      [
        'Dr alice CASH 6 USD',
        'Dr alice SECURITIES 2 ACME',
        'Cr +outside ISSUERS 2 ACME',
        'Cr +outside ISSUERS 6 USD',
      ],
    ],
    [
      'a merger into two shares for five and cash, of a short position',
      {
        type: 'PositionExchanged',
        data: {
          accountId: 'bob',
          instrumentId: 'ACME',
          otherInstrumentId: 'GLOBEX',
          quantityBefore: -6n,
          quantity: 0n,
          received: -2n,
          cash: -12n,
          cashInLieu: -4n,
        },
      },
      [
        'Dr +outside ISSUERS 16 USD',
        'Dr bob SECURITIES 6 ACME',
        'Dr +outside ISSUERS 2 GLOBEX',
        'Cr bob SECURITIES 2 GLOBEX',
        'Cr +outside ISSUERS 6 ACME',
        'Cr bob CASH 16 USD',
      ],
    ],
    [
      'a dividend that a short position owes',
      { type: 'DividendPaid', data: { accountId: 'bob', instrumentId: 'ACME', amount: -9n } },
      ['Dr bob DIVIDENDS 9 USD', 'Cr bob CASH 9 USD'],
    ],
    ['an order: nothing moves', { type: 'OrderAccepted', data: {} }, []],
  ])('%s', (_what, fact, lines) => {
    expect(told(fact)).toEqual(lines);
  });

  test('a trade that never happened is the trade the other way round', () => {
    const [there, back] = (['TradeExecuted', 'TradeBusted'] as const).map((type) =>
      journalOf({ type, data: trade } as unknown as Fact),
    );
    const turned = (lines: readonly LedgerLine[], sign: bigint) =>
      lines.map((line) => ({ ...line, amount: sign * line.amount }));
    expect(turned(back!, -1n)).toEqual(there);
  });
});

test('a journal that does not balance in every commodity is refused', () => {
  const line: LedgerLine = { account: 'CASH', owner: 'alice', commodity: 'USD', amount: 5n };
  expect(() => balanced('test', [line, { ...line, amount: -4n }])).toThrow('1 of USD too much');
});
