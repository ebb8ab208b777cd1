import {
  FIRST_PARTITION,
  instrument,
  instrumentStream,
  reject,
  type InstrumentState,
  type Outcome,
  type Rejected,
} from '@bellwether/domain';
import { decide, type DeliveryOf, type Handling } from '../aggregates/decide.ts';
import { placed, recordedAs } from '../aggregates/placement.ts';
import type { SymbolClaims } from './symbol-claims.ts';

/** What naming takes beside: the claims on symbols. */
export interface NamingHandling extends Handling {
  readonly symbols: SymbolClaims;
}

/** An instrument's partition follows from its id where the command does not say it; an option is traded where its underlying is. */
export async function listInstrument(
  handling: NamingHandling,
  delivery: DeliveryOf<'ListInstrument'>,
): Promise<Outcome> {
  const { command } = delivery;
  const { id, data } = command;
  const { option } = data;
  const underlying =
    option && (await handling.aggregates.instruments.state(instrumentStream(option.underlyingId)));
  if (underlying?.move !== undefined) {
    const words = `${option?.underlyingId} is on its way to another partition`;
    return { status: 'rejected', id, ...reject('MOVE_UNDER_WAY', words) };
  }
  const wanted = partitionAsked(data.partition, underlying);
  const partition = placed(id, data.instrumentId, wanted, handling.partitions);
  if (typeof partition !== 'number') return partition;
  const listed = { ...command, data: { ...data, ...recordedAs('partition', partition) } };
  return named(handling, { ...delivery, command: listed });
}

export function changeSymbol(
  handling: NamingHandling,
  delivery: DeliveryOf<'ChangeSymbol'>,
): Promise<Outcome> {
  return named(handling, delivery);
}

function partitionAsked(
  asked: number | undefined,
  underlying: InstrumentState | undefined,
): number | undefined {
  return underlying === undefined ? asked : (underlying.partition ?? FIRST_PARTITION);
}

type Naming = DeliveryOf<'ListInstrument'> | DeliveryOf<'ChangeSymbol'>;

async function named(handling: NamingHandling, delivery: Naming): Promise<Outcome> {
  return (await symbolTaken(handling, delivery)) ?? decide(handling, delivery);
}

/** A symbol is borne by one instrument at a time. What is refused anyway, or was decided before, claims nothing. */
async function symbolTaken(
  { aggregates, symbols }: NamingHandling,
  { command, fingerprint, principal, receivedAt }: Naming,
): Promise<Rejected | undefined> {
  const { id, data } = command;
  const { symbol, instrumentId } = data;
  const state = await aggregates.instruments.state(instrumentStream(instrumentId));
  if (!instrument.decide(state, command).ok) return undefined;
  const request = { id, symbol, instrumentId, fingerprint, principal, receivedAt };
  const rejection = await symbols.claim(request);
  return rejection && { status: 'rejected', id, ...rejection };
}
