import { PERIODS } from '@bellwether/domain';
import { Type } from 'typebox';
import { SYMBOL_PATTERN } from '../instruments/read.ts';
import { meaning, named, orNull, pageOf, record, text } from '../read-model/answers.ts';
import type { Capability } from '../read-model/capability.ts';
import { pageAsked, paging } from '../read-model/inputs.ts';
import { BadCursorError, pageSize, toPage } from '../read-model/page.ts';
import { NO_ROWS, ofAccount } from '../read-model/query.ts';
import { curveRow } from './answer.ts';
import { curveOf, performanceIn } from './performance.ts';

const DAY_PATTERN = '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$';

const usd = meaning('Decimal');
const day = meaning('Day', text);
const ratio = orNull({ ...text, description: 'Decimal; absent where it is not defined' });

const span = {
  from: Type.Optional(Type.String({ pattern: DAY_PATTERN, description: 'First day' })),
  to: Type.Optional(
    Type.String({ pattern: DAY_PATTERN, description: 'Last day; default: the market’s' }),
  ),
};

const CURVE_DAY = named(
  'EquityDay',
  'An account at the close of a day. `version` counts corrections of a day that came later.',
  record({
    day,
    start: usd,
    in: usd,
    out: usd,
    end: usd,
    return: ratio,
    exposure: usd,
    bought: usd,
    sold: usd,
    fees: usd,
    version: Type.Integer(),
    official: Type.Boolean({ description: 'Whether all that was held has an official close' }),
  }),
);

const CONTRIBUTION = named(
  'Contribution',
  'What an instrument contributed to the time-weighted return.',
  record({ instrumentId: text, symbol: text, profit: usd, contribution: ratio }),
);

const PERFORMANCE = named(
  'Performance',
  'Returns are of the period, and yearly only where it has a year; measures are annualised by 252 days.',
  record({
    accountId: text,
    from: day,
    to: day,
    days: Type.Integer(),
    start: usd,
    end: usd,
    in: usd,
    out: usd,
    fees: usd,
    profit: usd,
    timeWeighted: ratio,
    timeWeightedYearly: ratio,
    moneyWeighted: ratio,
    moneyWeightedYearly: ratio,
    moneyWeightedRoots: { ...text, description: 'ONE, NONE, or SEVERAL: then there is no answer' },
    volatility: ratio,
    sharpe: ratio,
    sortino: ratio,
    calmar: ratio,
    drawdown: ratio,
    drawdownFrom: orNull(day),
    drawdownTo: orNull(day),
    turnover: ratio,
    exposure: ratio,
    winningDays: ratio,
    benchmark: ratio,
    beta: ratio,
    trackingError: ratio,
    contributions: Type.Array(CONTRIBUTION),
    version: Type.Integer(),
    valuedDays: Type.Integer(),
    officialDays: Type.Integer(),
    skippedDays: Type.Integer({ description: 'Days of which a return says nothing' }),
  }),
);

const period = Type.Optional(
  Type.Unsafe<(typeof PERIODS)[number]>({
    type: 'string',
    enum: PERIODS,
    description: 'What `to` ends, where there is no `from`; default START: from the first day',
  }),
);
const benchmark = Type.Optional(
  Type.String({ pattern: SYMBOL_PATTERN, description: 'Symbol to compare with' }),
);

/** Performance: the worth of accounts day by day, and what was made of it. */
export const PERFORMANCE_CAPABILITY: Capability = {
  queries: {
    'portfolio.equity': ofAccount(
      {
        description:
          'The worth of an account at the close of each day, oldest first, with what came from outside. The market’s day counts as it is now.',
        field: { name: 'equityCurve', list: 'days' },
        input: { ...span, ...paging },
        output: pageOf(CURVE_DAY),
      },
      NO_ROWS,
      async (models, { accountId, from = '', to, ...asked }) => {
        const { first, after = '' } = pageAsked(asked);
        if (after !== '' && !new RegExp(DAY_PATTERN).test(after))
          throw new BadCursorError('this is not a cursor of this list');
        const rows = (await curveOf(models, accountId, to)).map(curveRow);
        const size = pageSize(first);
        const behind = rows.filter((row) => row.day >= from && row.day > after);
        return toPage(behind.slice(0, size + 1), size, (row) => row.day);
      },
    ),
    'portfolio.performance': ofAccount(
      {
        description:
          'What an account did in a period: time-weighted and money-weighted return, risk, the deepest fall, contributions. Fees are inside; deposits, withdrawals and transfers are not.',
        field: { name: 'performance' },
        input: { ...span, period, benchmark },
        output: orNull(PERFORMANCE),
      },
      null,
      (models, { accountId, ...asked }) => performanceIn(models, accountId, asked),
    ),
  },
};
