import { EventType, MalformedLobsterError, type Level, type LobsterRow } from './row.ts';

/** LOBSTER writes these prices where a side has fewer levels. */
const NO_ASK = 9_999_999_999;
const NO_BID = -9_999_999_999;

const TIME = /^\d{1,5}(\.\d{1,18})?$/;
const EVENT_TYPES: ReadonlySet<number> = new Set(Object.values(EventType));

/** Joins a line of the message file with its line of the order-book file. @throws MalformedLobsterError */
export function parseRow(index: number, message: string, book: string): LobsterRow {
  const [time = '', ...numbers] = message.split(',');
  const [type = NaN, orderId = NaN, size = NaN, price = NaN, direction = NaN] =
    numbers.map(integer);
  const sound =
    numbers.length === 5 &&
    TIME.test(time) &&
    EVENT_TYPES.has(type) &&
    [orderId, size, price].every(Number.isSafeInteger) &&
    Math.abs(direction) === 1;
  if (!sound)
    throw new MalformedLobsterError(`row ${index}: not a message: ${message.slice(0, 80)}`);
  const { asks, bids } = parseBook(index, book);
  const side = direction === 1 ? 'BUY' : 'SELL';
  return { index, time, type: type as EventType, orderId, size, price, side, asks, bids };
}

function parseBook(
  index: number,
  line: string,
): { asks: readonly Level[]; bids: readonly Level[] } {
  const numbers = line.split(',').map(integer);
  if (numbers.length === 0 || numbers.length % 4 !== 0 || !numbers.every(Number.isSafeInteger))
    throw new MalformedLobsterError(`row ${index}: not an order book: ${line.slice(0, 80)}`);
  const asks: Level[] = [];
  const bids: Level[] = [];
  for (let i = 0; i < numbers.length; i += 4) {
    const [askPrice = NO_ASK, askSize = 0, bidPrice = NO_BID, bidSize = 0] = numbers.slice(
      i,
      i + 4,
    );
    if (askPrice !== NO_ASK) asks.push({ price: askPrice, size: askSize });
    if (bidPrice !== NO_BID) bids.push({ price: bidPrice, size: bidSize });
  }
  return { asks, bids };
}

function integer(text: string): number {
  return /^-?\d{1,15}$/.test(text) ? Number(text) : NaN;
}
