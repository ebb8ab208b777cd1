import type {
  AddSymbol,
  CancelAll,
  CancelOrder,
  Expire,
  ExternalQuote,
  NewOrder,
  Print,
  RemoveSymbol,
  ReplaceOrder,
  SetBands,
  SetPhase,
  Uncross,
} from '../../src/index.ts';
import {
  encodeAddSymbol,
  encodeCancel,
  encodeCancelAll,
  encodeExpire,
  encodeExternalQuote,
  encodeNewOrder,
  encodePrint,
  encodeRemoveSymbol,
  encodeReplace,
  encodeSetBands,
  encodeSetPhase,
  encodeUncross,
} from '../../src/protocol/command-encoder.ts';

/** A command as data, for generating, printing and shrinking. `stale`: its handle is not the order's. */
export type Command =
  | { do: 'newOrder'; with: NewOrder }
  | { do: 'cancel'; with: CancelOrder; stale?: boolean }
  | { do: 'replace'; with: ReplaceOrder; stale?: boolean }
  | { do: 'addSymbol'; with: AddSymbol }
  | { do: 'removeSymbol'; with: RemoveSymbol }
  | { do: 'setPhase'; with: SetPhase }
  | { do: 'uncross'; with: Uncross }
  | { do: 'setBands'; with: SetBands }
  | { do: 'externalQuote'; with: ExternalQuote }
  | { do: 'print'; with: Print }
  | { do: 'expire'; with: Expire }
  | { do: 'cancelAll'; with: CancelAll };

/** The order's handle is left to the caller: 0 looks it up by ref. */
export const encodeCommand = (words: Int32Array, c: Command, handle = 0): void => {
  switch (c.do) {
    case 'newOrder':
      return encodeNewOrder(words, 0, c.with);
    case 'cancel':
      return encodeCancel(words, 0, { ...c.with, handle });
    case 'replace':
      return encodeReplace(words, 0, { ...c.with, handle });
    case 'addSymbol':
      return encodeAddSymbol(words, 0, c.with);
    case 'removeSymbol':
      return encodeRemoveSymbol(words, 0, c.with);
    case 'setPhase':
      return encodeSetPhase(words, 0, c.with);
    case 'uncross':
      return encodeUncross(words, 0, c.with);
    case 'setBands':
      return encodeSetBands(words, 0, c.with);
    case 'externalQuote':
      return encodeExternalQuote(words, 0, c.with);
    case 'print':
      return encodePrint(words, 0, c.with);
    case 'expire':
      return encodeExpire(words, 0, c.with);
    case 'cancelAll':
      return encodeCancelAll(words, 0, c.with);
  }
};
