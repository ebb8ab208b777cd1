import {
  handOver,
  whyItStays,
  type HandOverFact,
  type MoveAdoptedFact,
  type MoveFact,
  type TradingState,
} from '@bellwether/domain';
import type { Clock } from '@bellwether/platform/runtime';
import type { CommandIndex } from '../command-index/command-index.ts';

const NS_PER_MS = 1_000_000n;

/** Everything that leaves with an instrument; or that it stays, and why. */
export function leave(
  state: TradingState,
  commands: CommandIndex,
  { data }: MoveAdoptedFact,
  clock: Clock,
): readonly (HandOverFact | Extract<MoveFact, { type: 'InstrumentMoveDeclined' }>)[] {
  const { moveId, instrumentId, sourcePosition } = data;
  const code = whyItStays(state, instrumentId);
  if (code === undefined)
    return handOver(state, {
      ...data,
      commandsUntil: BigInt(commands.latestIdMs()) * NS_PER_MS,
      movedAt: clock(),
    });
  return [{ type: 'InstrumentMoveDeclined', data: { moveId, instrumentId, code, sourcePosition } }];
}
