import {
  equityCurve,
  parseDate,
  performanceOf,
  periodStart,
  type CivilDate,
  type CurveDay,
  type MarkHistory,
  type Period,
} from '@bellwether/domain';
import { BadCursorError } from '../read-model/page.ts';
import type { ReadModels } from '../read-model/read-models.ts';
import { accountHistory, marksOf, type AsOf } from './history.ts';
import { answerOf, type PerformanceAnswer } from './answer.ts';
import { atOneMoment, type Moment } from './moment.ts';

/** Which span of time; days as `2026-11-20`. */
export interface Span {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly period?: Period | undefined;
  /** Symbol that the account is compared with. */
  readonly benchmark?: string | undefined;
}

/** The worth of an account day by day, up to a day; nothing before the first. @throws BadCursorError for what is no day. */
export function curveOf(
  models: Pick<ReadModels, 'db'>,
  accountId: string,
  to: string | undefined,
): Promise<readonly CurveDay[]> {
  return atOneMoment(models, async (sql, { position, day }) => {
    const through = to === undefined ? day : dayAsked(to);
    if (through === undefined) return [];
    return equityCurve({
      ...(await accountHistory(sql, accountId, { through, position })),
      through,
    });
  });
}

/** What an account did in a span; undefined where it has no day in it. @throws BadCursorError for what is no day. */
export function performanceIn(
  models: Pick<ReadModels, 'db'>,
  accountId: string,
  span: Span,
): Promise<PerformanceAnswer | undefined> {
  return atOneMoment(models, async (sql, { position, day }) => {
    const through = span.to === undefined ? day : dayAsked(span.to);
    if (through === undefined) return undefined;
    const asOf = { through, position };
    const history = await accountHistory(sql, accountId, asOf);
    const curve = equityCurve({ ...history, through });
    const { benchmark } = span;
    const found = performanceOf(curve, {
      from: fromOf(span, through) ?? curve[0]?.day ?? through,
      to: through,
      benchmark: benchmark === undefined ? undefined : await benchmarkMarks(sql, benchmark, asOf),
    });
    const symbols = new Map(history.instruments.map((one) => [one.instrumentId, one.symbol]));
    return found && answerOf(accountId, found, symbols);
  });
}

function fromOf({ from, period = 'START' }: Span, through: CivilDate): CivilDate | undefined {
  return from === undefined ? periodStart(period, through) : dayAsked(from);
}

/** @throws BadCursorError for the 30th of February. */
function dayAsked(text: string): CivilDate {
  try {
    return parseDate(text);
  } catch {
    throw new BadCursorError(`${text} is no day`);
  }
}

async function benchmarkMarks(
  sql: Moment,
  symbol: string,
  asOf: AsOf,
): Promise<MarkHistory | undefined> {
  const [row] = await sql.unsafe<{ instrument_id: string }[]>(
    'select instrument_id from read_models.instruments where symbol = $1',
    [symbol],
  );
  if (row === undefined) return undefined;
  return (await marksOf(sql, [row.instrument_id], asOf)).get(row.instrument_id);
}
