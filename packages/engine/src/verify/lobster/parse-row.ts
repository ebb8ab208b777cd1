import {
  LobsterFormatError,
  LobsterType,
  type LobsterLevel,
  type LobsterMessage,
  type LobsterRow,
} from './row.ts';

/** Six columns, and since 2021 a seventh: the market participant, or `null`. Crosses have ids from −1 to −4. */
const MESSAGE =
  /^(\d{1,5})(?:\.(\d{1,15}))?,([1-7]),(\d{1,15}|-[1-4]),(\d{1,9}),(-?\d{1,9}),(-?1)(?:,\w{0,8})?\r?$/;
const INTEGERS = /^-?\d{1,11}(?:,-?\d{1,11})*\r?$/;
/** Stands for the price of a level that does not exist. */
const NO_PRICE = 9_999_999_999;
const NANOSECONDS = 1_000_000_000;

/** One line of a message file. Throws LobsterFormatError. */
export const parseMessage = (line: string, index: number): LobsterMessage => {
  const match = MESSAGE.exec(line);
  if (match === null) throw malformed('message', line, index);
  const [, seconds, fraction = '0', type, orderId, size, price, direction] = match;
  const message: LobsterMessage = {
    // Some files carry digits beyond the nanosecond, left over from floating point.
    time: Number(seconds) * NANOSECONDS + Math.round(Number(`0.${fraction}`) * NANOSECONDS),
    type: Number(type) as LobsterType,
    orderId: Number(orderId),
    size: Number(size),
    price: Number(price),
    direction: direction === '1' ? 1 : -1,
  };
  const { orderId: id, size: shares, price: paid } = message;
  if (message.type === LobsterType.HALT) return message;
  // A cross may come to nothing.
  const isCross = message.type === LobsterType.CROSS;
  if (isCross ? paid < 0 : id < 0 || shares === 0 || paid <= 0)
    throw malformed('message', line, index);
  return message;
};

/** One line of an order-book file: ask price, ask size, bid price, bid size, level by level. Throws LobsterFormatError. */
export const parseLevels = (
  line: string,
  index: number,
): Pick<LobsterRow, 'asks' | 'bids' | 'depth'> => {
  const values = INTEGERS.test(line) ? line.split(',').map(Number) : [];
  if (values.length === 0 || values.length % 4 !== 0) throw malformed('order-book', line, index);
  const asks: LobsterLevel[] = [];
  const bids: LobsterLevel[] = [];
  for (let i = 0; i < values.length; i += 4) {
    addLevel(asks, values[i]!, values[i + 1]!);
    addLevel(bids, values[i + 2]!, values[i + 3]!);
  }
  return { asks, bids, depth: values.length / 4 };
};

const addLevel = (levels: LobsterLevel[], price: number, size: number): void => {
  if (Math.abs(price) !== NO_PRICE) levels.push({ price, size });
};

const malformed = (file: string, line: string, index: number): LobsterFormatError =>
  new LobsterFormatError(
    `line ${index + 1} of the ${file} file is no LOBSTER row: "${line.slice(0, 80)}"`,
  );
