import { parseDate, parseDecimal, type ActionTerms } from '@bellwether/domain';
import { CommandFailure } from '../command-line/exit.ts';

/** Terms as they are typed: one of the first five says what happens. Amounts and prices in USD, days as `2014-06-09`. */
export interface TypedTerms {
  /** New shares for old ones, `7:1`; `1:10` is a reverse split. */
  readonly split?: string;
  /** Per cent. */
  readonly stockDividend?: string;
  /** Cash for one share. */
  readonly dividend?: string;
  readonly symbol?: string;
  readonly delisting?: boolean;
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
  const { split, stockDividend, dividend, symbol, delisting } = typed;
  if (split !== undefined) {
    const [newShares = 0, oldShares = 0] = split.split(':').map(Number);
    const kind = newShares < oldShares ? 'REVERSE_SPLIT' : 'FORWARD_SPLIT';
    return { kind, newShares, oldShares };
  }
  if (stockDividend !== undefined)
    return { kind: 'STOCK_DIVIDEND', ...moreByPercent(stockDividend) };
  if (dividend !== undefined) return { kind: 'CASH_DIVIDEND', amount: parseDecimal(dividend) };
  if (symbol !== undefined) return { kind: 'SYMBOL_CHANGE', newSymbol: symbol };
  if (delisting === true) return { kind: 'DELISTING' };
  throw new CommandFailure(
    'say what happens: --split 7:1, --stock-dividend 5, --dividend 0.47 --pay …, --symbol NEW or --delisting',
  );
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
