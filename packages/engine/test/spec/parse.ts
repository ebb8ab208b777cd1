import {
  CancelReason,
  OrderType,
  Phase,
  Side,
  StpMode,
  TimeInForce,
  type NewOrder,
  type ReplaceOrder,
} from '../../src/index.ts';
import type { Command } from '../reference/command.ts';

/** Names of orders to refs, in order of appearance. */
export type Names = (name: string) => number;

const STP: Readonly<Record<string, StpMode>> = {
  newest: StpMode.CANCEL_NEWEST,
  oldest: StpMode.CANCEL_OLDEST,
  both: StpMode.CANCEL_BOTH,
  decrement: StpMode.DECREMENT,
};

const code = <T extends number>(codes: Readonly<Record<string, T>>, name: string): T => {
  const value = codes[name.replaceAll('-', '_').toUpperCase()];
  if (value === undefined) throw new Error(`"${name}" is none of ${Object.keys(codes).join(', ')}`);
  return value;
};

/** Takes words off a line one by one. */
class Words {
  readonly #words: string[];

  constructor(line: string) {
    this.#words = line.split(/\s+/).filter((word) => word !== '' && word !== '@');
  }

  get isEmpty(): boolean {
    return this.#words.length === 0;
  }

  next(): string {
    const word = this.#words.shift();
    if (word === undefined) throw new Error('the line ends too early');
    return word;
  }

  number(): number {
    const word = this.next();
    if (!/^-?\d+$/.test(word)) throw new Error(`"${word}" is no number`);
    return Number(word);
  }

  /** The next word if it is that one. */
  take(word: string): boolean {
    if (this.#words[0] !== word) return false;
    this.#words.shift();
    return true;
  }

  get nextIsNumber(): boolean {
    return /^-?\d+$/.test(this.#words[0] ?? '');
  }
}

/** One line of a transcript as a command; see transcript.ts. */
export const parseCommand = (line: string, names: Names): Command => {
  const words = new Words(line);
  const address = { token: 0, symbol: 0 };
  const first = words.next();
  switch (first) {
    case 'phase':
      return { do: 'setPhase', with: { ...address, phase: code(Phase, words.next()) } };
    case 'uncross':
    case 'indicative':
      return { do: 'uncross', with: { ...address, ...auction(words, first === 'indicative') } };
    case 'bands':
      return { do: 'setBands', with: { ...address, lower: words.number(), upper: words.number() } };
    case 'quote': {
      const venue = words.number();
      const side = code(Side, words.next());
      const quantity = words.number();
      const price = words.isEmpty ? 0 : words.number();
      return { do: 'externalQuote', with: { ...address, venue, side, quantity, price } };
    }
    case 'print':
      return { do: 'print', with: { ...address, price: words.number() } };
    case 'expire': {
      const day = words.take('day');
      const through = words.take('through') ? words.number() : 0;
      return { do: 'expire', with: { ...address, day, through } };
    }
    case 'cancel-all': {
      const stpGroup = words.take('group') ? words.number() : 0;
      return { do: 'cancelAll', with: { ...address, stpGroup, reason: CancelReason.ADMIN } };
    }
    default:
      return orderCommand(words, { ...address, ref: names(first) });
  }
};

const auction = (words: Words, indicative: boolean) => {
  let referencePrice = 0;
  let nextPhase: Phase = Phase.CONTINUOUS;
  let collar = {};
  while (!words.isEmpty) {
    const word = words.next();
    if (word === 'reference') referencePrice = words.number();
    else if (word === 'to') nextPhase = code(Phase, words.next());
    else if (word === 'collar') {
      collar = { lowerCollar: words.number(), upperCollar: words.number() };
    } else throw new Error(`unexpected "${word}"`);
  }
  return { referencePrice, nextPhase, indicative, ...collar };
};

const orderCommand = (
  words: Words,
  order: { token: number; symbol: number; ref: number },
): Command => {
  if (words.take('cancel')) return { do: 'cancel', with: order };
  if (words.take('replace')) return { do: 'replace', with: { ...order, ...replacement(words) } };
  return { do: 'newOrder', with: { ...order, ...terms(words) } };
};

type Changes = { -readonly [K in keyof NewOrder]?: NewOrder[K] };

/** `buy 100 @ 99 [stop 98] [day|ioc|…] [show n] [min n] [post-only] [group n] [stp mode] [until n]`; no price: market. */
const terms = (words: Words): Omit<NewOrder, 'token' | 'symbol' | 'ref'> => {
  const side = code(Side, words.next());
  const quantity = words.number();
  const price = words.nextIsNumber ? words.number() : 0;
  const options = optionsOf(words);
  const { stopPrice = 0, collar, ...rest } = options;
  const isLimit = price !== 0;
  const stop = isLimit ? OrderType.STOP_LIMIT : OrderType.STOP;
  const plain = isLimit ? OrderType.LIMIT : OrderType.MARKET;
  return {
    side,
    type: stopPrice === 0 ? plain : stop,
    timeInForce: isLimit ? TimeInForce.GTC : TimeInForce.DAY,
    quantity,
    price: collar ?? price,
    stopPrice,
    ...rest,
  };
};

const replacement = (words: Words): Omit<ReplaceOrder, 'token' | 'symbol' | 'ref'> => {
  const quantity = words.number();
  const price = words.nextIsNumber ? words.number() : 0;
  return { quantity, price, ...optionsOf(words) };
};

const optionsOf = (words: Words): Changes & { collar?: number } => {
  const changes: Changes & { collar?: number } = {};
  while (!words.isEmpty) {
    const word = words.next();
    if (word === 'stop') changes.stopPrice = words.number();
    else if (word === 'collar') changes.collar = words.number();
    else if (word === 'show') changes.displayQuantity = words.number();
    else if (word === 'min') changes.minimumQuantity = words.number();
    else if (word === 'post-only') changes.postOnly = true;
    else if (word === 'group') changes.stpGroup = words.number();
    else if (word === 'stp') changes.stpMode = STP[words.next()]!;
    else if (word === 'until')
      Object.assign(changes, { timeInForce: TimeInForce.GTD, expiry: words.number() });
    else changes.timeInForce = code(TimeInForce, word);
  }
  return changes;
};
