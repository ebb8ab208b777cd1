import type {
  InstrumentId,
  TradedInstrument,
  TradingState,
  Conflict,
  Invalid,
  Unknown,
} from '@bellwether/domain';
import { idTimeMs } from '../command-index/uuid-words.ts';
import type { TradingRequest } from '../engine-port/request.ts';

/** A partition among the others. */
export interface Place {
  readonly partition: number;
  /** How many there are. */
  readonly partitions: number;
}

/**
 * Whether a command that is not known here belongs to another partition, now or by its age; then it has been answered.
 * A command from before an instrument came here is that other partition's to answer for: it may have decided it. Once
 * the instrument has left, such a command is not decided any more, so none is decided twice.
 */
export function isElsewhere(state: TradingState, here: number, request: TradingRequest): boolean {
  const { data } = request.command;
  if (!('instrumentId' in data)) return false;
  const instrument = state.instruments.get(data.instrumentId);
  if (instrument === undefined) return false;
  const { partition, owners, move } = instrument;
  const wasAlwaysHere = partition === here && owners.length === 0 && move === undefined;
  if (wasAlwaysHere) return false;
  const answer = answerOf(instrument, here, request.command.id);
  if (answer !== undefined) request.answer(answer);
  return answer !== undefined;
}

const NS_PER_MS = 1_000_000n;

function answerOf(
  { instrumentId, partition, owners, move }: TradedInstrument,
  here: number,
  id: TradingRequest['command']['id'],
): Invalid | Conflict | Unknown | undefined {
  const ms = idTimeMs(id);
  const at = ms === undefined ? undefined : BigInt(ms) * NS_PER_MS;
  const then = at === undefined ? undefined : owners.find(({ until }) => at <= until)?.partition;
  if (then === here) {
    const message = `${instrumentId} has moved since this id was made: the command was not decided and will not be`;
    return { status: 'conflict', id, code: 'COMMAND_ID_TOO_OLD', message };
  }
  if (then !== undefined) return misdirected(id, instrumentId, then);
  if (partition !== here) return misdirected(id, instrumentId, partition);
  if (move === undefined) return undefined;
  const message = `${instrumentId} is on its way here: send it again with the same id`;
  return { status: 'unknown', id, code: 'UNAVAILABLE', message };
}

function misdirected(id: string, instrumentId: InstrumentId, partition: number): Invalid {
  const message = `${instrumentId} is traded in partition ${partition}`;
  return { status: 'invalid', id, code: 'WRONG_PARTITION', message, partition };
}
