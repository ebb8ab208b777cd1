import { define, type MessageOf } from '../schema/definition.ts';
import { instrumentId, oneOf, price, quantity, record, symbol } from '../schema/fields.ts';

/** Why trading in an instrument stops (FIX 327 HaltReason, in words). */
export const HALT_REASONS = ['REGULATORY', 'NEWS_PENDING', 'OPERATIONAL'] as const;

export const ListInstrument = define(
  'ListInstrument',
  'Makes an instrument known and tradable.',
  record({
    instrumentId: instrumentId(),
    symbol: symbol(),
    tickSize: price('Smallest price step of orders'),
    referencePrice: price('Previous close: anchors price limits until the first trade'),
    maxOrderQuantity: quantity('Largest quantity of one order'),
  }),
);

export const HaltInstrument = define(
  'HaltInstrument',
  'Stops trading: new and replaced orders are refused, cancels are not.',
  record({ instrumentId: instrumentId(), reason: oneOf(HALT_REASONS, 'Why') }),
);

export const ResumeInstrument = define(
  'ResumeInstrument',
  'Ends a halt.',
  record({ instrumentId: instrumentId() }),
);

export const INSTRUMENT_COMMANDS = [ListInstrument, HaltInstrument, ResumeInstrument] as const;

export type InstrumentCommand = MessageOf<(typeof INSTRUMENT_COMMANDS)[number]>;
