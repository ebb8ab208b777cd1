// Names and fields are storage formats: change them only compatibly, or add a version with an upcaster.
import { define, type MessageOf } from '../contracts/schema/definition.ts';
import { commandId, instant, instrumentId, record, symbol } from '../contracts/schema/fields.ts';

export const SymbolClaimed = define(
  'SymbolClaimed',
  'The instrument alone may bear the symbol, unless it does not take it up or gives it up.',
  record({
    symbol: symbol(),
    instrumentId: instrumentId(),
    claimId: commandId('The listing or renaming that asks for it'),
    claimedAt: instant('When'),
  }),
);

export const SYMBOL_FACTS = [SymbolClaimed] as const;

export type SymbolFact = MessageOf<(typeof SYMBOL_FACTS)[number]>;
