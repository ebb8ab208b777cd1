import { LobsterFormatError, LobsterType, type LobsterLevel, type LobsterMessage } from './row.ts';

const MESSAGE = /^(\d{1,5})(?:\.(\d{1,15}))?,([1-7]),(\d{1,15}),(\d{1,9}),(-?\d{1,9}),(-?1)\r?$/;
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
  const isHalt = message.type === LobsterType.HALT;
  if (!isHalt && (message.size === 0 || message.price <= 0))
    throw malformed('message', line, index);
  return message;
};

/** One line of an order-book file: ask price, ask size, bid price, bid size, level by level. Throws LobsterFormatError. */
export const parseLevels = (
  line: string,
  index: number,
): { readonly asks: LobsterLevel[]; readonly bids: LobsterLevel[] } => {
  const values = INTEGERS.test(line) ? line.split(',').map(Number) : [];
  if (values.length === 0 || values.length % 4 !== 0) throw malformed('order-book', line, index);
  const asks: LobsterLevel[] = [];
  const bids: LobsterLevel[] = [];
  for (let i = 0; i < values.length; i += 4) {
    addLevel(asks, values[i]!, values[i + 1]!);
    addLevel(bids, values[i + 2]!, values[i + 3]!);
  }
  return { asks, bids };
};

const addLevel = (levels: LobsterLevel[], price: number, size: number): void => {
  if (Math.abs(price) !== NO_PRICE) levels.push({ price, size });
};

const malformed = (file: string, line: string, index: number): LobsterFormatError =>
  new LobsterFormatError(
    `line ${index + 1} of the ${file} file is no LOBSTER row: "${line.slice(0, 80)}"`,
  );
