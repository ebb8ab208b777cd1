import { idPrefix, type OrderFlow } from './order-flow.ts';

/** How many messages are made beforehand: enough that their prices and accounts look like any others. */
const KINDS = 64;
/** `{"commands":[`, and of each command `{"id":"`. */
const [BEFORE_COMMANDS, BEFORE_ID] = [13, 7];
/** Letters of an id that say when it was made; as many after it number the command. */
const [PREFIX_LETTERS, NUMBER_LETTERS] = [24, 12];

interface Prepared {
  readonly bytes: Uint8Array;
  /** Where the ids begin. */
  readonly ids: readonly number[];
}

/**
 * Messages that are made before the load and get their ids when they are sent: a flood that takes the processor from the
 * servers that it floods measures itself. Only for a flow without cancels, whose orders do not depend on each other.
 */
export class PreparedMessages {
  readonly #prepared: readonly Prepared[];
  #messages = 0;
  #commands = 0;

  constructor(flow: OrderFlow, batch: number) {
    this.#prepared = Array.from({ length: KINDS }, () => prepare(flow, batch));
  }

  /** The next message, to be sent now. @param madeAtMs time in its ids, ms since 1970. */
  next(madeAtMs: number): Uint8Array {
    const { bytes, ids } = this.#prepared[this.#messages++ % KINDS] as Prepared;
    const message = bytes.slice();
    const prefix = Buffer.from(idPrefix(madeAtMs), 'latin1');
    for (const at of ids) {
      message.set(prefix, at);
      writeHex(message, at + PREFIX_LETTERS, ++this.#commands);
    }
    return message;
  }
}

function prepare(flow: OrderFlow, batch: number): Prepared {
  const commands = Array.from({ length: batch }, () => flow.next());
  let at = BEFORE_COMMANDS + BEFORE_ID;
  const ids = commands.map((command) => {
    const begins = at;
    at += command.length + 1;
    return begins;
  });
  return { bytes: Buffer.from(`{"commands":[${commands.join(',')}]}`, 'latin1'), ids };
}

function writeHex(bytes: Uint8Array, at: number, number: number): void {
  for (let rest = number, digit = NUMBER_LETTERS - 1; digit >= 0; digit--) {
    const value = rest % 16;
    bytes[at + digit] = value < 10 ? 48 + value : 87 + value;
    rest = (rest - value) / 16;
  }
}
