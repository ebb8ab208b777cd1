import { parseDate, parseDecimal, type ActionTerms, type InstrumentId } from '@bellwether/domain';
import { CommandFailure } from '../command-line/exit.ts';

/** Terms as they are typed: one of the first eight says what happens. Amounts and prices in USD, days as `2014-06-09`. */
export interface TypedTerms {
  /** New shares for old ones, `7:1`; `1:10` is a reverse split. */
  readonly split?: string;
  /** Per cent. */
  readonly stockDividend?: string;
  /** Cash for one share. */
  readonly dividend?: string;
  readonly symbol?: string;
  readonly delisting?: boolean;
  /** Cash for one share: all of them become that. */
  readonly cashMerger?: string;
  /** Shares of `into` for those that are held, `1:2`. */
  readonly merger?: string;
  /** Shares of `into` that come beside those that are held. */
  readonly spinOff?: string;
  /** The acquirer, or what is spun off, as it was listed. */
  readonly into?: string;
  /** Cash for one share beside those of the acquirer. */
  readonly withCash?: string;
  /** Part of the cost that goes to what is spun off, per cent. */
  readonly costShare?: string;
  /** What comes for one share in a spin-off is worth. */
  readonly value?: string;
  readonly ex: string;
  readonly record?: string;
  readonly pay?: string;
  readonly roundUp?: boolean;
  readonly cashInLieu?: string;
  readonly returnOfCapital?: string;
  readonly special?: boolean;
  readonly afterSplit?: boolean;
  readonly late?: boolean;
}

/** What was typed, as a command has it. @throws CommandFailure where nothing says what happens. */
export function actionTermsOf(typed: TypedTerms): ActionTerms {
  const { record, pay, cashInLieu, returnOfCapital } = typed;
  return {
    ...kindOf(typed),
    ...exchangeOf(typed),
    exDate: parseDate(typed.ex),
    ...(record === undefined ? {} : { recordDate: parseDate(record) }),
    ...(pay === undefined ? {} : { payDate: parseDate(pay) }),
    ...(typed.roundUp === true ? { fractions: 'ROUND_UP' } : {}),
    ...(cashInLieu === undefined ? {} : { cashInLieuPrice: parseDecimal(cashInLieu) }),
    ...(returnOfCapital === undefined ? {} : { returnOfCapital: parseDecimal(returnOfCapital) }),
    ...(typed.special === true ? { special: true } : {}),
    ...(typed.afterSplit === true ? { amountBasis: 'AFTER_SPLIT' } : {}),
    ...(typed.late === true ? { late: true } : {}),
  };
}

function kindOf(typed: TypedTerms): Omit<ActionTerms, 'exDate'> {
  const { split, stockDividend, dividend, symbol, delisting, cashMerger } = typed;
  if (split !== undefined) {
    const ratio = ratioOf(split);
    const kind = ratio.newShares < ratio.oldShares ? 'REVERSE_SPLIT' : 'FORWARD_SPLIT';
    return { kind, ...ratio };
  }
  if (typed.merger !== undefined) return { kind: 'STOCK_MERGER', ...ratioOf(typed.merger) };
  if (typed.spinOff !== undefined) return { kind: 'SPIN_OFF', ...ratioOf(typed.spinOff) };
  if (cashMerger !== undefined)
    return { kind: 'CASH_MERGER', mergerCash: parseDecimal(cashMerger) };
  if (stockDividend !== undefined)
    return { kind: 'STOCK_DIVIDEND', ...moreByPercent(stockDividend) };
  if (dividend !== undefined) return { kind: 'CASH_DIVIDEND', amount: parseDecimal(dividend) };
  if (symbol !== undefined) return { kind: 'SYMBOL_CHANGE', newSymbol: symbol };
  if (delisting === true) return { kind: 'DELISTING' };
  throw new CommandFailure(
    'say what happens: --split 7:1, --stock-dividend 5, --dividend 0.47 --pay …, --symbol NEW, --cash-merger 54.20, --merger 1:2 --into ACQ, --spin-off 1:4 --into NEW --cost-share 12.5 or --delisting',
  );
}

/** `7:1`, as it was parsed. */
function ratioOf(text: string): { readonly newShares: number; readonly oldShares: number } {
  const [newShares = 0, oldShares = 0] = text.split(':').map(Number);
  return { newShares, oldShares };
}

/** What a merger or spin-off says beyond its ratio. */
function exchangeOf({ into, withCash, costShare, value }: TypedTerms): Partial<ActionTerms> {
  return {
    ...(into === undefined ? {} : { otherInstrumentId: into as InstrumentId }),
    ...(withCash === undefined ? {} : { mergerCash: parseDecimal(withCash) }),
    // Per cent with two places are basis points.
    ...(costShare === undefined ? {} : { costBasisPoints: Number(parseDecimal(costShare) / 100n) }),
    ...(value === undefined ? {} : { childValue: parseDecimal(value) }),
  };
}

/** `5` per cent is 105 for 100, `2.5` is 1,025 for 1,000, in lowest terms. */
function moreByPercent(percent: string): { newShares: number; oldShares: number } {
  const [, places = ''] = percent.split('.');
  const oldShares = 100 * 10 ** places.length;
  const newShares = oldShares + Number(percent.replace('.', ''));
  let [divisor, rest] = [newShares, oldShares];
  while (rest > 0) [divisor, rest] = [rest, divisor % rest];
  return { newShares: newShares / divisor, oldShares: oldShares / divisor };
}
