import type { ColdFact } from '../contracts/registry/registry.ts';
import type { InstrumentId } from '../kernel/ids.ts';
import { principalOf, type Fees } from '../orders/facts.ts';
import { bookSideOf } from '../orders/terms.ts';
import type { SettledLine } from '../settlement/lines.ts';
import type { DataOf } from '../contracts/schema/definition.ts';
import type { PositionExchanged } from '../trading/action-facts.ts';
import { CLEARING_HOUSE } from '../trading/clearing-house.ts';
import type { OptionExercised } from '../trading/expiration-facts.ts';
import type { TradingFact } from '../trading/facts.ts';
import { balanced, HOUSE, OUTSIDE, USD, type LedgerAccount, type LedgerLine } from './chart.ts';

type Fact = TradingFact | ColdFact;
type Journals = {
  readonly [Type in Fact['type']]?: (
    data: Extract<Fact, { readonly type: Type }>['data'],
  ) => readonly LedgerLine[];
};

/** What an amount is of: money, or an instrument. */
type Commodity = LedgerLine['commodity'];

/** From one account to another. */
type Side = readonly [account: LedgerAccount, owner: string];

const BANK: Side = ['BANK', OUTSIDE];
const CUSTODY: Side = ['CUSTODY', OUTSIDE];
const ISSUERS: Side = ['ISSUERS', OUTSIDE];
const CLEARING: Side = ['CLEARING', OUTSIDE];

/** The facts that move something, and what: all others move nothing. */
const JOURNALS = {
  CashDeposited: ({ accountId, amount }) => moved(BANK, ['CASH', accountId], USD, amount),
  CashWithdrawn: ({ accountId, amount }) => moved(['CASH', accountId], BANK, USD, amount),
  DepositReturned: ({ accountId, amount }) => moved(['CASH', accountId], BANK, USD, amount),
  WithdrawalReturned: ({ accountId, amount }) => moved(BANK, ['CASH', accountId], USD, amount),
  InterestPosted: ({ accountId, amount }) =>
    moved(['INTEREST', HOUSE], ['CASH', accountId], USD, amount),
  SecuritiesDeposited: ({ accountId, instrumentId, quantity }) =>
    moved(CUSTODY, ['SECURITIES', accountId], instrumentId, quantity),
  TradeExecuted: (trade) => traded(trade, 1n),
  TradeBusted: (trade) => traded(trade, -1n),
  OrderExecuted({ accountId, side, venue, fees, ...trade }) {
    const buys = bookSideOf(side) === 'BUY';
    const [buyAccountId, sellAccountId] = buys
      ? [accountId, `@${venue}`]
      : [`@${venue}`, accountId];
    const [buyFees, sellFees] = buys ? [fees, undefined] : [undefined, fees];
    return traded({ ...trade, buyAccountId, sellAccountId, buyFees, sellFees }, 1n);
  },
  DeliveriesSettled: ({ deliveries }) => deliveries.flatMap(settled),
  PositionAdjusted: ({ accountId, instrumentId, quantity, quantityBefore, cash }) => [
    ...moved(ISSUERS, ['SECURITIES', accountId], instrumentId, quantity - quantityBefore),
    ...moved(ISSUERS, ['CASH', accountId], USD, cash),
  ],
  PositionExchanged: exchanged,
  DividendAccrued: ({ accountId, amount }) => moved(ISSUERS, ['DIVIDENDS', accountId], USD, amount),
  DividendPaid: ({ accountId, amount }) =>
    moved(['DIVIDENDS', accountId], ['CASH', accountId], USD, amount),
  OptionExercised: exercised,
  PositionExpired: ({ accountId, instrumentId, quantity, quantityBefore, cash }) => [
    ...moved(CLEARING, ['SECURITIES', accountId], instrumentId, quantity - quantityBefore),
    ...moved(CLEARING, ['CASH', accountId], USD, cash),
  ],
  VariationPaid: ({ accountId, amount }) => moved(CLEARING, ['CASH', accountId], USD, amount),
} satisfies Journals;

/** Types of the facts that have a journal. */
export const JOURNAL_FACTS = Object.keys(JOURNALS) as readonly (keyof typeof JOURNALS)[];

/**
 * The journal of a fact: what it moves, in double entry. Trades are owed until a settlement run has moved shares and money;
 * contracts that are marked to the market daily deliver nothing and are held at once.
 * @returns no line where a fact moves nothing. @throws UnbalancedJournalError: a mistake of the program.
 */
export function journalOf({ type, data }: Fact): readonly LedgerLine[] {
  const journal = (JOURNALS as Journals)[type] as
    | ((data: Fact['data']) => readonly LedgerLine[])
    | undefined;
  return journal === undefined ? [] : balanced(type, journal(data));
}

/** Shares become others, or cash; what comes is the issuer's. */
function exchanged(data: DataOf<typeof PositionExchanged>): readonly LedgerLine[] {
  const { accountId, instrumentId, otherInstrumentId, quantity, quantityBefore } = data;
  const to: Side = ['SECURITIES', accountId];
  const other = otherInstrumentId ?? instrumentId;
  return [
    ...moved(ISSUERS, to, instrumentId, quantity - quantityBefore),
    ...moved(ISSUERS, to, other, data.received),
    ...moved(ISSUERS, ['CASH', accountId], USD, data.cash + data.cashInLieu),
  ];
}

/** Shares are owed against the strike, as of a trade; the contracts go back to the clearing house, which issued them. */
function exercised(data: DataOf<typeof OptionExercised>): readonly LedgerLine[] {
  const { instrumentId, underlyingId, right, contracts } = data;
  const { buyAccountId = CLEARING_HOUSE, sellAccountId = CLEARING_HOUSE } = data;
  const [holder, writer] =
    right === 'CALL' ? [buyAccountId, sellAccountId] : [sellAccountId, buyAccountId];
  const contractsOf = (owner: string, quantity: bigint): readonly LedgerLine[] =>
    owner === CLEARING_HOUSE ? [] : moved(CLEARING, ['SECURITIES', owner], instrumentId, quantity);
  return [
    ...traded({ ...data, instrumentId: underlyingId, buyAccountId, sellAccountId }, 1n),
    ...contractsOf(holder, -contracts),
    ...contractsOf(writer, contracts),
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
