import type { InstrumentMoveFact } from '../instruments/facts.ts';
import type { MoveFact } from './move-facts.ts';

/**
 * What a step of an instrument's move means for every partition. What leaves the one and comes to the other is more:
 * `handOver`, `takeOver`.
 */
export function followMove(fact: InstrumentMoveFact, sourcePosition: bigint): MoveFact | undefined {
  const { moveId, instrumentId, fromPartition, toPartition } = fact.data;
  const parties = { moveId, instrumentId, fromPartition, toPartition, sourcePosition };
  switch (fact.type) {
    case 'InstrumentMoveRequested':
      return { type: 'InstrumentMoveAdopted', data: parties };
    case 'InstrumentHandedOver':
      return undefined;
    case 'InstrumentMoveRefused':
      return { type: 'InstrumentMoveConfirmed', data: { ...parties, partition: fromPartition } };
    case 'InstrumentMoved': {
      const { commandsUntil } = fact.data;
      return {
        type: 'InstrumentMoveConfirmed',
        data: { ...parties, partition: toPartition, commandsUntil },
      };
    }
  }
}
