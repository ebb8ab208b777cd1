import {
  instructionsOf,
  settleInstrument,
  SETTLEMENT_LINES_MAX,
  totalsOf,
  type CivilDate,
  type LatePrice,
  type NettedLine,
  type Quantity,
  type SettledLine,
  type SettlementTotals,
} from '@bellwether/domain';
import { lotOf, type Deliver, type InstructingRun } from './custodian.ts';

/** Everything that a run is about. */
export interface RunInputs extends InstructingRun {
  readonly settlementDate: CivilDate;
  /** By instrument and participant. */
  readonly lines: readonly NettedLine[];
  readonly prices: readonly LatePrice[];
}

/** What a run came to; parts hold the lines of the parts that were netted. */
export interface CarriedOut {
  readonly settled: readonly SettledLine[][];
  readonly totals: SettlementTotals;
}

/** Has everything delivered, and says what became of each line. The same inputs come to the same. */
export async function carryOut(run: RunInputs, deliver: Deliver): Promise<CarriedOut> {
  const due = inParts(run.lines).flatMap((part, index) =>
    instructionsOf(run.runId, index + 1, part),
  );
  const answers = await deliver(due, run);
  if (answers.length !== due.length)
    throw new RangeError(`${due.length} instructions have ${answers.length} answers`);
  const delivered = new Map(due.map(({ line }, index) => [line, answers[index] as Quantity]));
  const settled = settleAll(run, delivered);
  return { settled: inParts(settled), totals: totalsOf(settled) };
}

function settleAll(
  { runId, settlementDate, lines, prices }: RunInputs,
  delivered: ReadonlyMap<NettedLine, Quantity>,
): readonly SettledLine[] {
  const priceOf = new Map(prices.map((price) => [price.instrumentId, price]));
  return [...Map.groupBy(lines, ({ instrumentId }) => instrumentId)].flatMap(
    ([instrumentId, own]) => {
      const price = priceOf.get(instrumentId);
      if (price === undefined) throw new RangeError(`run ${runId}: ${instrumentId} has no price`);
      const { mark, multiplier } = price;
      return settleInstrument(own, {
        settlementDate,
        mark,
        multiplier,
        delivered: (line) => delivered.get(line) ?? 0n,
        lot: (participant) => lotOf(`${runId}/${participant}/${instrumentId}`),
      });
    },
  );
}

/** Lines as they are recorded: so many in a command. */
export function inParts<Line>(lines: readonly Line[]): readonly Line[][] {
  const parts: Line[][] = [];
  for (let at = 0; at < lines.length; at += SETTLEMENT_LINES_MAX)
    parts.push(lines.slice(at, at + SETTLEMENT_LINES_MAX));
  return parts;
}
