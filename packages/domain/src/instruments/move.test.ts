import { describe, test } from 'vitest';
import { specificationOf } from '../../test/decider-spec.ts';
import type { CommandId, InstrumentId } from '../kernel/ids.ts';
import type { InstrumentFact } from './facts.ts';
import { instrument, type InstrumentDecision } from './instrument.ts';

const instrumentId = 'AMZN' as InstrumentId;
const moveId = '0192f3a0-7c1e-7aaa-8bbb-000000000001' as CommandId;
const move = { instrumentId, moveId, fromPartition: 0, toPartition: 2 };
const listed: InstrumentFact = {
  type: 'InstrumentListed',
  data: {
    instrumentId,
    symbol: 'AMZN',
    tickSize: 100n,
    referencePrice: 1_000_000n,
    maxOrderQuantity: 1_000n,
  },
};
const halted: InstrumentFact = {
  type: 'InstrumentHalted',
  data: { instrumentId, reason: 'OPERATIONAL' },
};
const requested: InstrumentFact = { type: 'InstrumentMoveRequested', data: move };
const handedOver: InstrumentFact = {
  type: 'InstrumentHandedOver',
  data: { ...move, sequence: 7n, commandsUntil: 5n },
};
const refused: InstrumentFact = {
  type: 'InstrumentMoveRefused',
  data: { ...move, code: 'NOT_MOVABLE' },
};
const moved: InstrumentFact = { type: 'InstrumentMoved', data: { ...move, commandsUntil: 5n } };
const ask = (toPartition: number): InstrumentDecision => ({
  type: 'RequestMove',
  data: { instrumentId, moveId, toPartition },
});
const resume: InstrumentDecision = { type: 'ResumeInstrument', data: { instrumentId } };
const complete: InstrumentDecision = { type: 'CompleteMove', data: { instrumentId, moveId } };
const handOver: InstrumentDecision = {
  type: 'HandOver',
  data: { instrumentId, moveId, sequence: 7n, commandsUntil: 5n },
};
const refuseIt: InstrumentDecision = {
  type: 'RefuseMove',
  data: { instrumentId, moveId, code: 'NOT_MOVABLE' },
};
const { given } = specificationOf(instrument);

describe('the move of an instrument', () => {
  test('begins when it is halted', () => given(listed, halted).when(ask(2)).thenRecords(requested));
  test('does not begin while it trades', () =>
    given(listed).when(ask(2)).thenRejects('INSTRUMENT_NOT_HALTED'));
  test('goes somewhere else', () =>
    given(listed, halted).when(ask(0)).thenRejects('NOTHING_TO_CHANGE'));
  test('is one at a time', () =>
    given(listed, halted, requested).when(ask(1)).thenRejects('MOVE_UNDER_WAY'));
  test('is handed over once', () => {
    given(listed, halted, requested).when(handOver).thenRecords(handedOver);
    given(listed, halted, requested, handedOver).when(handOver).thenNothing();
  });
  test('is completed after it was handed over, once', () => {
    given(listed, halted, requested).when(complete).thenNothing();
    given(listed, halted, requested, handedOver).when(complete).thenRecords(moved);
    given(listed, halted, requested, handedOver, moved).when(complete).thenNothing();
  });
  test('is refused by who has it, and not after it has left', () => {
    given(listed, halted, requested).when(refuseIt).thenRecords(refused);
    given(listed, halted, requested, handedOver).when(refuseIt).thenNothing();
  });
  test('keeps the instrument halted and unchanged until it is over', () => {
    given(listed, halted, requested).when(resume).thenRejects('MOVE_UNDER_WAY');
    given(listed, halted, requested, handedOver, moved)
      .when(resume)
      .thenRecords({ type: 'InstrumentResumed', data: { instrumentId } });
    given(listed, halted, requested, refused)
      .when(resume)
      .thenRecords({ type: 'InstrumentResumed', data: { instrumentId } });
  });
  test('may go back where it came from', () =>
    given(listed, halted, requested, handedOver, moved)
      .when(ask(0))
      .thenRecords({
        type: 'InstrumentMoveRequested',
        data: { instrumentId, moveId, fromPartition: 2, toPartition: 0 },
      }));
});
