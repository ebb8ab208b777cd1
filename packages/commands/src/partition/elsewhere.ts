import type { TradingState } from '@bellwether/domain';
import type { TradingRequest } from './request.ts';

/** Whether a command belongs to another partition; then it has been answered with which one. */
export function isElsewhere(
  state: TradingState,
  here: number,
  { command, answer }: TradingRequest,
): boolean {
  if (!('instrumentId' in command.data)) return false;
  const { instrumentId } = command.data;
  const partition = state.instruments.get(instrumentId)?.partition ?? here;
  if (partition === here) return false;
  const message = `${instrumentId} is traded in partition ${partition}`;
  answer({ status: 'invalid', id: command.id, code: 'WRONG_PARTITION', message, partition });
  return true;
}
