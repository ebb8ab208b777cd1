import { KEEP_TIME_IN_FORCE, timeInForceOf } from '../protocol/description.ts';
import { TimeInForce } from '../protocol/codes.ts';
import { CommandWord, KEEP_DISPLAY } from '../protocol/layout.ts';
import { descriptionIn } from './command-head.ts';
import { OrderWord } from './order-pool.ts';

const { HEAD, QUANTITY, PRICE, STOP_PRICE, DISPLAY, EXPIRY } = CommandWord;

/** The terms of an order after a replace: what the command names, else what the order had. */
export class ReplaceTerms {
  quantity = 0;
  price = 0;
  stopPrice = 0;
  display = 0;
  timeInForce: TimeInForce = TimeInForce.DAY;
  expiry = 0;

  /** `o` is the order's record in `orders`, `at` the command's slot in `words`. */
  read(orders: Int32Array, o: number, words: Int32Array, at: number): this {
    const timeInForce = timeInForceOf(descriptionIn(words[at | HEAD]!));
    const keep = (timeInForce as number) === KEEP_TIME_IN_FORCE;
    this.quantity = words[at | QUANTITY]!;
    this.price = words[at | PRICE]! === 0 ? orders[o | OrderWord.PRICE]! : words[at | PRICE]!;
    this.stopPrice =
      words[at | STOP_PRICE]! === 0 ? orders[o | OrderWord.STOP_PRICE]! : words[at | STOP_PRICE]!;
    this.display =
      words[at | DISPLAY]! === KEEP_DISPLAY ? orders[o | OrderWord.DISPLAY]! : words[at | DISPLAY]!;
    this.timeInForce = keep ? timeInForceOf(orders[o | OrderWord.META]!) : timeInForce;
    this.expiry = keep ? orders[o | OrderWord.EXPIRY]! : words[at | EXPIRY]!;
    if (this.timeInForce !== TimeInForce.GTD) this.expiry = 0;
    return this;
  }
}
