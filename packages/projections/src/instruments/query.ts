import { orNull, pageOf, rowOf } from '../read-model/answers.ts';
import type { Capability } from '../read-model/capability.ts';
import { instrumentId, pageAsked, paging } from '../read-model/inputs.ts';
import { ofMarket } from '../read-model/query.ts';
import { instrumentsProjection } from './projection.ts';
import { findInstrument, listInstruments } from './read.ts';
import { instruments } from './table.ts';

const INSTRUMENT = rowOf(instruments);

/** Instruments: what is traded, and on what terms. */
export const INSTRUMENTS: Capability = {
  projections: [instrumentsProjection],
  queries: {
    'instrument.list': ofMarket(
      {
        description: 'Instruments by symbol.',
        field: {
          name: 'instruments',
          list: 'instruments',
          type: 'Instrument',
          description: 'By symbol.',
        },
        input: paging,
        output: pageOf(INSTRUMENT),
      },
      ({ db }, input) => listInstruments(db, pageAsked(input)),
    ),
    'instrument.get': ofMarket(
      {
        description: 'An instrument.',
        field: { name: 'instrument', id: 'instrumentId', type: 'Instrument' },
        input: { instrumentId },
        output: orNull(INSTRUMENT),
      },
      ({ db }, input) => findInstrument(db, input.instrumentId),
    ),
  },
};
