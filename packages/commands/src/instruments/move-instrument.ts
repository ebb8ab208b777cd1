import {
  instrumentStream,
  type InstrumentDecision,
  type Outcome,
  type Rejected,
} from '@bellwether/domain';
import { coldOutcome } from '../aggregates/cold-outcome.ts';
import { answered, coldRequest, type DeliveryOf, type Handling } from '../aggregates/decide.ts';
import { unknownPartition } from '../aggregates/placement.ts';

/** How long an answer waits for an instrument to arrive, and how often it is looked for, ms. */
const MOVE_WAIT_MS = 4_000;
const MOVE_LOOK_MS = 50;

/** Answered when the instrument has arrived, or has not left. */
export async function moveInstrument(
  handling: Handling,
  delivery: DeliveryOf<'MoveInstrument'>,
): Promise<Outcome> {
  const { aggregates, following, runtime, partitions } = handling;
  const { id, data } = delivery.command;
  const { instrumentId, toPartition } = data;
  const stream = instrumentStream(instrumentId);
  const unknown = unknownPartition(id, toPartition, partitions);
  if (unknown !== undefined) return unknown;
  const request: InstrumentDecision = {
    type: 'RequestMove',
    data: { instrumentId, moveId: id, toPartition },
  };
  const result = await aggregates.instruments.handle(stream, coldRequest(delivery, request));
  if (!('position' in result)) return coldOutcome(id, result);
  const deadline = runtime.monotonicMs() + MOVE_WAIT_MS;
  for (;;) {
    const { move, refusedMoves } = await aggregates.instruments.state(stream);
    const code = refusedMoves?.get(id);
    if (code !== undefined) {
      const message = `${instrumentId} stays where it is: options, and what they are on, do not move`;
      const original: Rejected = { status: 'rejected', id, code, message };
      return result.kind === 'repeat' ? { status: 'duplicate', id, original } : original;
    }
    if (move?.moveId !== id) return answered(handling, delivery, result);
    if (runtime.monotonicMs() > deadline) {
      const message = 'the move is recorded and under way: send it again with the same id';
      return { status: 'unknown', id, code: 'TIMEOUT', message };
    }
    await following.progress(MOVE_LOOK_MS);
  }
}
