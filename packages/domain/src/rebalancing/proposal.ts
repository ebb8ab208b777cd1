import type { AccountId, InstrumentId } from '../kernel/ids.ts';
import type { CivilDate } from '../time/civil-date.ts';
import type { ProposeRebalancingCommand } from './commands.ts';
import type { PlannedTrade, RebalancingPlan } from './plan.ts';
import type { PlanLine } from './terms.ts';

/** What a plan was made for. */
export interface PlanStanding {
  readonly accountId: AccountId;
  readonly model?: { readonly modelId: string; readonly version: number } | undefined;
  /** Commit position of the last fact that it knows. */
  readonly inputsPosition: bigint;
  readonly lastDay: CivilDate;
  readonly roundTo: number;
}

/** The command that proposes a plan; undefined where it trades nothing. Sales come first. */
export function proposalOf(
  plan: RebalancingPlan,
  { accountId, model, inputsPosition, lastDay, roundTo }: PlanStanding,
): ProposeRebalancingCommand | undefined {
  const traded = plan.trades.filter(({ quantity }) => quantity > 0n);
  if (traded.length === 0) return undefined;
  const { equity, cash, buffer, untradedDrift } = plan;
  const lines = (['SELL', 'BUY'] as const).flatMap((side) =>
    traded.filter((trade) => trade.side === side).map(lineOf),
  );
  return {
    type: 'ProposeRebalancing',
    data: {
      accountId,
      ...(model === undefined ? {} : { modelId: model.modelId, modelVersion: model.version }),
      inputsPosition,
      lastDay,
      equity,
      cash,
      buffer,
      untradedDrift,
      roundTo,
      lines,
    },
  };
}

function lineOf(trade: PlannedTrade): PlanLine {
  const { instrumentId, side, quantity, limitPrice, mark, held, targetValue, sale } = trade;
  return {
    instrumentId: instrumentId as InstrumentId,
    side,
    quantity,
    limitPrice,
    mark,
    held,
    targetValue,
    ...(sale?.lots === undefined ? {} : { lots: [...sale.lots] }),
    ...(sale === undefined ? {} : { estimatedGain: sale.gain, estimatedLongGain: sale.longGain }),
  };
}
