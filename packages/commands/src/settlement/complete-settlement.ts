import {
  isWholeRun,
  reject,
  sameTotals,
  settlementRunStream,
  type Outcome,
} from '@bellwether/domain';
import { decide, type DeliveryOf, type Handling } from '../aggregates/decide.ts';

/** A run is over when every part of it is recorded, and adds up to what it is said to come to. */
export async function completeSettlement(
  handling: Handling,
  delivery: DeliveryOf<'CompleteSettlement'>,
): Promise<Outcome> {
  const { id, data } = delivery.command;
  const { runId, counterparty: _, ...totals } = data;
  const run = await handling.aggregates.settlementRun.state(settlementRunStream(runId));
  if (isWholeRun(run) && sameTotals(run.totals, totals)) return decide(handling, delivery);
  const words = `run ${runId} has ${run.settled.size} of ${run.parts} parts, or does not add up`;
  return { status: 'rejected', id, ...reject('INVALID_SETTLEMENT', words) };
}
