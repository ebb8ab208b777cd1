import {
  ExecutionJudge,
  formatDate,
  formatDecimal,
  newYorkTime,
  reviewOf,
  type JudgedExecution,
  type ReviewLine,
} from '@bellwether/domain';
import { benchmarkedLog } from '@bellwether/projections';
import { report, table } from '../../output/report.ts';
import { asOf } from '../as-of.ts';
import { firmOf, type FirmOptions } from '../firm-file.ts';

/** Findings that people are shown; `--json` has all. */
const SHOWN = 50;

/** Judges the executions of some days and compares venues. */
export async function bestExecution(
  options: FirmOptions & { readonly from: string; readonly to: string },
): Promise<void> {
  const firm = firmOf(options);
  const { from, to } = options;
  const told = await asOf(options, async (eventStore, position) => {
    const judge = new ExecutionJudge(firm);
    const judged: JudgedExecution[] = [];
    const busted = new Set<string>();
    for await (const { placed, quotes } of benchmarkedLog(eventStore, position)) {
      if (placed.fact.type === 'TradeBusted') busted.add(placed.fact.data.tradeId);
      for (const one of judge.add(placed, quotes)) {
        const day = formatDate(newYorkTime(one.at).date);
        if (day >= from && day <= to) judged.push(one);
      }
    }
    // What was taken back never happened.
    const executions = judged.filter(({ tradeId }) => !busted.has(tradeId));
    const found = executions.filter(({ evidence }) => evidence.length > 0);
    const review = reviewOf(executions);
    return { from, to, position, firm: firm.version, sides: executions.length, found, review };
  });
  report(told, options.json === true, ({ found, sides, position, review }) =>
    [
      reviewText(review),
      '',
      `${sides} sides of orders, ${found.length} with findings`,
      ...(found.length === 0 ? [] : [findingsText(found.slice(0, SHOWN))]),
      `as of log position ${position}, parameters ${firm.version}`,
    ].join('\n'),
  );
}

function reviewText(review: readonly ReviewLine[]): string {
  return table([
    ['class', 'from USD', 'venue', 'executions', 'shares', 'improved', 'worse a share', 'better'],
    ...review.map((line) => [
      line.orderClass,
      `${line.size}`,
      line.venue,
      `${line.executions}`,
      `${line.shares}`,
      `${line.improvedShares}`,
      line.worsePerShare === undefined ? '–' : formatDecimal(line.worsePerShare),
      line.recommended === undefined
        ? '–'
        : `${line.recommended.venue} by ${formatDecimal(line.recommended.betterBy)}`,
    ]),
  ]);
}

function findingsText(found: readonly JudgedExecution[]): string {
  return table([
    ['finding', 'trade', 'order', 'side', 'venue', 'price', 'quoted', 'worse by'],
    ...found.flatMap(({ evidence, tradeId, orderId, side, venue, price }) =>
      evidence.map(({ finding, quote, worseBy }) => [
        finding,
        tradeId,
        orderId,
        side,
        venue,
        formatDecimal(price),
        formatDecimal(quote),
        formatDecimal(worseBy),
      ]),
    ),
  ]);
}
