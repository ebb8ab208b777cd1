import type { ColdFact } from '../contracts/registry/registry.ts';
import type { InstrumentId } from '../kernel/ids.ts';
import { principalOf, type Fees } from '../orders/facts.ts';
import { bookSideOf } from '../orders/terms.ts';
import type { SettledLine } from '../settlement/lines.ts';
import type { DataOf } from '../contracts/schema/definition.ts';
import type { PositionExchanged } from '../trading/action-facts.ts';
import type { TradingFact } from '../trading/facts.ts';
import { balanced, HOUSE, OUTSIDE, USD, type LedgerAccount, type LedgerLine } from './chart.ts';

type Fact = TradingFact | ColdFact;

/** What an amount is of: money, or an instrument. */
type Commodity = LedgerLine['commodity'];

/** From one account to another. */
type Side = readonly [account: LedgerAccount, owner: string];

/**
 * The journal of a fact: what it moves, in double entry. Trades are owed until a settlement run has moved shares and money;
 * contracts that are marked to the market daily deliver nothing and are held at once.
 * @returns no line where a fact moves nothing. @throws UnbalancedJournalError: a mistake of the program.
 */
export function journalOf(fact: Fact): readonly LedgerLine[] {
  return balanced(fact.type, linesOf(fact));
}

function linesOf(fact: Fact): readonly LedgerLine[] {
  switch (fact.type) {
    case 'CashDeposited': {
      const { accountId, amount } = fact.data;
      return moved(['BANK', OUTSIDE], ['CASH', accountId], USD, amount);
    }
    case 'CashWithdrawn': {
      const { accountId, amount } = fact.data;
      return moved(['CASH', accountId], ['BANK', OUTSIDE], USD, amount);
    }
    case 'SecuritiesDeposited': {
      const { accountId, instrumentId, quantity } = fact.data;
      return moved(['CUSTODY', OUTSIDE], ['SECURITIES', accountId], instrumentId, quantity);
    }
    case 'TradeExecuted':
    case 'TradeBusted':
      return traded(fact.data, fact.type === 'TradeExecuted' ? 1n : -1n);
    case 'OrderExecuted': {
      const { accountId, side, venue, fees, ...trade } = fact.data;
      const [buyAccountId, sellAccountId] =
        bookSideOf(side) === 'BUY' ? [accountId, `@${venue}`] : [`@${venue}`, accountId];
      const [buyFees, sellFees] =
        bookSideOf(side) === 'BUY' ? [fees, undefined] : [undefined, fees];
      return traded({ ...trade, buyAccountId, sellAccountId, buyFees, sellFees }, 1n);
    }
    case 'DeliveriesSettled':
      return fact.data.deliveries.flatMap(settled);
    case 'PositionAdjusted': {
      const { accountId, instrumentId, quantity, quantityBefore, cash } = fact.data;
      const shares = quantity - quantityBefore;
      return [
        ...moved(['ISSUERS', OUTSIDE], ['SECURITIES', accountId], instrumentId, shares),
        ...moved(['ISSUERS', OUTSIDE], ['CASH', accountId], USD, cash),
      ];
    }
    case 'PositionExchanged':
      return exchanged(fact.data);
    case 'DividendAccrued': {
      const { accountId, amount } = fact.data;
      return moved(['ISSUERS', OUTSIDE], ['DIVIDENDS', accountId], USD, amount);
    }
    case 'DividendPaid': {
      const { accountId, amount } = fact.data;
      return moved(['DIVIDENDS', accountId], ['CASH', accountId], USD, amount);
    }
    default:
      return [];
  }
}

/** Shares become others, or cash; what comes is the issuer's. */
function exchanged(data: DataOf<typeof PositionExchanged>): readonly LedgerLine[] {
  const { accountId, instrumentId, otherInstrumentId, quantity, quantityBefore } = data;
  const from: Side = ['ISSUERS', OUTSIDE];
  const to: Side = ['SECURITIES', accountId];
  const other = otherInstrumentId ?? instrumentId;
  return [
    ...moved(from, to, instrumentId, quantity - quantityBefore),
    ...moved(from, to, other, data.received),
    ...moved(from, ['CASH', accountId], USD, data.cash + data.cashInLieu),
  ];
}

interface Traded {
  readonly instrumentId: InstrumentId;
  readonly price: bigint;
  readonly quantity: bigint;
  readonly principal?: bigint;
  readonly buyAccountId: string;
  readonly sellAccountId: string;
  readonly buyFees?: Fees | undefined;
  readonly sellFees?: Fees | undefined;
}

/** @param sign -1: it never happened. */
function traded(trade: Traded, sign: 1n | -1n): readonly LedgerLine[] {
  const { instrumentId, quantity, buyAccountId, sellAccountId, buyFees, sellFees } = trade;
  const principal = principalOf(trade);
  const held = principal === 0n ? 'SECURITIES' : 'UNDELIVERED';
  return [
    ...moved([held, sellAccountId], [held, buyAccountId], instrumentId, sign * quantity),
    ...moved(['UNSETTLED', buyAccountId], ['UNSETTLED', sellAccountId], USD, sign * principal),
    ...charged(buyAccountId, buyFees, sign),
    ...charged(sellAccountId, sellFees, sign),
  ];
}

/** Fees are paid when the trade settles. */
function charged(owner: string, fees: Fees | undefined, sign: 1n | -1n): readonly LedgerLine[] {
  if (fees === undefined) return [];
  const { commission, section31, taf, venue, orf = 0n } = fees;
  const kinds: readonly (readonly [LedgerAccount, bigint])[] = [
    ['COMMISSION', commission],
    ['SECTION_31', section31],
    ['TAF', taf],
    ['VENUE_FEES', venue],
    ['ORF', orf],
  ];
  return kinds.flatMap(([account, amount]) =>
    moved(['UNSETTLED', owner], [account, HOUSE], USD, sign * amount),
  );
}

/** Shares, and money for them and for the price of what is late. */
function settled(line: SettledLine): readonly LedgerLine[] {
  const { participant, instrumentId, quantity, amount, marked, fees } = line;
  const money = amount + marked - fees;
  return [
    ...moved(['UNDELIVERED', participant], ['SECURITIES', participant], instrumentId, quantity),
    ...moved(['UNSETTLED', participant], ['CASH', participant], USD, money),
  ];
}

function moved(from: Side, to: Side, commodity: Commodity, amount: bigint): readonly LedgerLine[] {
  return [
    { account: from[0], owner: from[1], commodity, amount: -amount },
    { account: to[0], owner: to[1], commodity, amount },
  ];
}
