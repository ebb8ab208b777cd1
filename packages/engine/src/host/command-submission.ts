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
  encodeRestoreOrder,
  encodeRestoreSymbol,
  encodeSetBands,
  encodeSetPhase,
  encodeUncross,
} from '../protocol/command-encoder.ts';
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
} from '../protocol/commands.ts';
import type { CommandPort } from './engine.ts';

/** The commands of an engine, written into slots that the subclass provides. */
export abstract class CommandSubmission implements CommandPort {
  /** Where slots are. */
  protected readonly slots: Int32Array;

  constructor(slots: Int32Array) {
    this.slots = slots;
  }

  /** First word of a free slot in `slots`, or −1 when there is no room. Nothing is taken until `commit`. */
  protected abstract reserve(): number;
  /** Submits the slot that `reserve` returned; false when there is no room after all. */
  protected abstract commit(): boolean;
  abstract flush(): boolean;

  newOrder(order: NewOrder): boolean {
    return this.#submit(encodeNewOrder, order);
  }

  cancel(command: CancelOrder): boolean {
    return this.#submit(encodeCancel, command);
  }

  replace(command: ReplaceOrder): boolean {
    return this.#submit(encodeReplace, command);
  }

  addSymbol(command: AddSymbol): boolean {
    return this.#submit(encodeAddSymbol, command);
  }

  removeSymbol(command: RemoveSymbol): boolean {
    return this.#submit(encodeRemoveSymbol, command);
  }

  setPhase(command: SetPhase): boolean {
    return this.#submit(encodeSetPhase, command);
  }

  uncross(command: Uncross): boolean {
    return this.#submit(encodeUncross, command);
  }

  setBands(command: SetBands): boolean {
    return this.#submit(encodeSetBands, command);
  }

  externalQuote(command: ExternalQuote): boolean {
    return this.#submit(encodeExternalQuote, command);
  }

  print(command: Print): boolean {
    return this.#submit(encodePrint, command);
  }

  expire(command: Expire): boolean {
    return this.#submit(encodeExpire, command);
  }

  cancelAll(command: CancelAll): boolean {
    return this.#submit(encodeCancelAll, command);
  }

  restoreOrder(command: RestoreOrder): boolean {
    return this.#submit(encodeRestoreOrder, command);
  }

  restoreSymbol(command: RestoreSymbol): boolean {
    return this.#submit(encodeRestoreSymbol, command);
  }

  #submit<C>(encode: (words: Int32Array, at: number, command: C) => void, command: C): boolean {
    const at = this.reserve();
    if (at < 0) return false;
    encode(this.slots, at, command);
    return this.commit();
  }
}
