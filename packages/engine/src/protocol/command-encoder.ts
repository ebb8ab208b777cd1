import { CancelReason, CommandKind, StpMode } from './codes.ts';
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
  RestoreOrder,
  RestoreSymbol,
  SetBands,
  SetPhase,
  Uncross,
} from './commands.ts';
import {
  KEEP_TIME_IN_FORCE,
  describeOrder,
  describeSide,
  describeTimeInForce,
} from './description.ts';
import { InvalidCommandError } from './errors.ts';
import { CommandFlag, CommandWord, KEEP_DISPLAY, SLOT_WORDS, highWord, lowWord } from './layout.ts';

const {
  HEAD,
  TOKEN,
  SYMBOL,
  REF,
  HANDLE,
  QUANTITY,
  PRICE,
  STOP_PRICE,
  DISPLAY,
  MINIMUM,
  STP_GROUP,
  EXPIRY,
  SEQUENCE_LO,
  SEQUENCE_HI,
  SHOWN,
} = CommandWord;

/** Stands for a number that is no int32: negative, hence refused wherever a price, quantity or symbol is expected. */
const OUT_OF_RANGE = -2_147_483_648;

/** A price, quantity or index: what would wrap around to another number is made invalid instead. */
const bounded = (value: number): number => ((value | 0) === value ? value : OUT_OF_RANGE);

/** A name of the host's choosing has no invalid value, so that a wrong one is the caller's error. */
const int32 = (value: number, field: string): number => {
  if ((value | 0) !== value) throw new InvalidCommandError(field, value);
  return value;
};

/** Clears the slot and writes what every command has. */
const begin = (
  words: Int32Array,
  at: number,
  kind: number,
  command: { readonly token: number; readonly symbol: number },
): void => {
  words.fill(0, at + HEAD, at + SLOT_WORDS);
  words[at | HEAD] = kind;
  words[at | TOKEN] = int32(command.token, 'token');
  words[at | SYMBOL] = bounded(command.symbol);
};

const head = (kind: number, o: NewOrder | RestoreOrder, flags: number): number => {
  const stpMode = o.stpMode ?? StpMode.NONE;
  const described = describeOrder(o.side, o.postOnly ?? false, o.type, o.timeInForce, stpMode);
  return kind | (described << 8) | (flags << 24);
};

const writeTerms = (words: Int32Array, at: number, order: NewOrder | RestoreOrder): void => {
  words[at | REF] = int32(order.ref, 'ref');
  words[at | QUANTITY] = bounded(order.quantity);
  words[at | PRICE] = bounded(order.price ?? 0);
  words[at | STOP_PRICE] = bounded(order.stopPrice ?? 0);
  words[at | DISPLAY] = bounded(order.displayQuantity ?? 0);
  words[at | STP_GROUP] = int32(order.stpGroup ?? 0, 'stpGroup');
  words[at | EXPIRY] = int32(order.expiry ?? 0, 'expiry');
};

export const encodeNewOrder = (words: Int32Array, at: number, order: NewOrder): void => {
  begin(words, at, CommandKind.NEW, order);
  words[at | HEAD] = head(CommandKind.NEW, order, 0);
  writeTerms(words, at, order);
  words[at | MINIMUM] = bounded(order.minimumQuantity ?? 0);
};

export const encodeCancel = (words: Int32Array, at: number, cancel: CancelOrder): void => {
  begin(words, at, CommandKind.CANCEL, cancel);
  words[at | HEAD] = CommandKind.CANCEL | ((cancel.reason ?? CancelReason.USER) << 24);
  words[at | REF] = int32(cancel.ref, 'ref');
  words[at | HANDLE] = int32(cancel.handle ?? 0, 'handle');
};

export const encodeReplace = (words: Int32Array, at: number, replace: ReplaceOrder): void => {
  begin(words, at, CommandKind.REPLACE, replace);
  const timeInForce = replace.timeInForce ?? KEEP_TIME_IN_FORCE;
  words[at | HEAD] = CommandKind.REPLACE | (describeTimeInForce(timeInForce) << 8);
  words[at | REF] = int32(replace.ref, 'ref');
  words[at | HANDLE] = int32(replace.handle ?? 0, 'handle');
  words[at | QUANTITY] = bounded(replace.quantity);
  words[at | PRICE] = bounded(replace.price ?? 0);
  words[at | STOP_PRICE] = bounded(replace.stopPrice ?? 0);
  words[at | DISPLAY] = bounded(replace.displayQuantity ?? KEEP_DISPLAY);
  words[at | EXPIRY] = int32(replace.expiry ?? 0, 'expiry');
};

export const encodeAddSymbol = (words: Int32Array, at: number, symbol: AddSymbol): void => {
  begin(words, at, CommandKind.ADD_SYMBOL, symbol);
  words[at | QUANTITY] = bounded(symbol.windowTicks);
  words[at | MINIMUM] = bounded(symbol.roundLot ?? 1);
  words[at | PRICE] = bounded(symbol.priceIncrement ?? 1);
};

export const encodeRemoveSymbol = (words: Int32Array, at: number, command: RemoveSymbol): void => {
  begin(words, at, CommandKind.REMOVE_SYMBOL, command);
};

export const encodeSetPhase = (words: Int32Array, at: number, command: SetPhase): void => {
  begin(words, at, CommandKind.SET_PHASE, command);
  words[at | QUANTITY] = bounded(command.phase);
};

export const encodeUncross = (words: Int32Array, at: number, command: Uncross): void => {
  begin(words, at, CommandKind.UNCROSS, command);
  words[at | HEAD] =
    CommandKind.UNCROSS | ((command.indicative ? CommandFlag.INDICATIVE : 0) << 24);
  words[at | QUANTITY] = bounded(command.nextPhase);
  words[at | PRICE] = bounded(command.referencePrice);
  words[at | STOP_PRICE] = bounded(command.lowerCollar ?? 0);
  words[at | DISPLAY] = bounded(command.upperCollar ?? 0);
};

export const encodeSetBands = (words: Int32Array, at: number, command: SetBands): void => {
  begin(words, at, CommandKind.SET_BANDS, command);
  words[at | PRICE] = bounded(command.lower);
  words[at | STOP_PRICE] = bounded(command.upper);
};

export const encodeExternalQuote = (words: Int32Array, at: number, quote: ExternalQuote): void => {
  begin(words, at, CommandKind.EXTERNAL_QUOTE, quote);
  words[at | HEAD] = CommandKind.EXTERNAL_QUOTE | (describeSide(quote.side) << 8);
  words[at | REF] = int32(quote.venue, 'ref');
  words[at | QUANTITY] = bounded(quote.quantity);
  words[at | PRICE] = bounded(quote.price);
};

export const encodePrint = (words: Int32Array, at: number, print: Print): void => {
  begin(words, at, CommandKind.PRINT, print);
  words[at | PRICE] = bounded(print.price);
};

export const encodeExpire = (words: Int32Array, at: number, expire: Expire): void => {
  begin(words, at, CommandKind.EXPIRE, expire);
  words[at | HEAD] = CommandKind.EXPIRE | ((expire.day ? CommandFlag.DAY : 0) << 24);
  words[at | EXPIRY] = int32(expire.through, 'expiry');
};

export const encodeCancelAll = (words: Int32Array, at: number, command: CancelAll): void => {
  begin(words, at, CommandKind.CANCEL_ALL, command);
  words[at | HEAD] = CommandKind.CANCEL_ALL | (command.reason << 24);
  words[at | STP_GROUP] = int32(command.stpGroup, 'stpGroup');
};

export const encodeRestoreOrder = (words: Int32Array, at: number, order: RestoreOrder): void => {
  begin(words, at, CommandKind.RESTORE_ORDER, order);
  words[at | HEAD] = head(
    CommandKind.RESTORE_ORDER,
    order,
    order.triggered ? CommandFlag.TRIGGERED : 0,
  );
  writeTerms(words, at, order);
  words[at | MINIMUM] = bounded(order.openQuantity);
  words[at | SHOWN] = bounded(
    order.shownQuantity ??
      Math.min(order.displayQuantity || order.openQuantity, order.openQuantity),
  );
  words[at | SEQUENCE_LO] = lowWord(order.entrySequence);
  words[at | SEQUENCE_HI] = highWord(order.entrySequence);
};

/** Trade sequence in words 13–14, entry sequence in words 4–5. */
export const encodeRestoreSymbol = (words: Int32Array, at: number, s: RestoreSymbol): void => {
  begin(words, at, CommandKind.RESTORE_SYMBOL, s);
  words[at | REF] = lowWord(s.entrySequence);
  words[at | HANDLE] = highWord(s.entrySequence);
  words[at | QUANTITY] = bounded(s.phase);
  words[at | PRICE] = bounded(s.lastPrice);
  words[at | STOP_PRICE] = bounded(s.lowerBand ?? 0);
  words[at | DISPLAY] = bounded(s.upperBand ?? 0);
  words[at | SEQUENCE_LO] = lowWord(s.tradeSequence);
  words[at | SEQUENCE_HI] = highWord(s.tradeSequence);
};
