import { linesOf, withoutBlankEnd } from '../lines.ts';
import { ItchFormatError, type ItchMessage } from './messages.ts';

/** First line of the file. Fields that a message does not have are empty. */
export const ITCH_CSV_HEADER = 'type,time,locate,ref,side,shares,stock,price,newRef,match';

const COLUMNS = ITCH_CSV_HEADER.split(',').length;
const INTEGER = /^\d{1,15}$/;

/** Reads messages as text, one a line, under the columns of ITCH_CSV_HEADER. Throws ItchFormatError. */
export async function* readItchCsv(
  chunks: AsyncIterable<Uint8Array | string>,
): AsyncGenerator<ItchMessage> {
  let number = 0;
  for await (const raw of withoutBlankEnd(linesOf(chunks))) {
    number++;
    const line = raw.replace(/\r$/, '');
    if (number > 1) yield parse(line, number);
    else if (line !== ITCH_CSV_HEADER) {
      throw new ItchFormatError(`the first line must be "${ITCH_CSV_HEADER}"`);
    }
  }
}

const parse = (line: string, number: number): ItchMessage => {
  const cells = line.split(',');
  const fail = (what: string): never => {
    throw new ItchFormatError(`line ${number}: ${what}: "${line.slice(0, 80)}"`);
  };
  if (cells.length !== COLUMNS) fail(`${cells.length} fields, ${COLUMNS} expected`);
  const [type, time, locate, ref, side, shares, stock, price, newRef, match] = cells;
  const integer = (cell: string | undefined, name: string): number =>
    INTEGER.test(cell ?? '') ? Number(cell) : fail(`${name} is no number`);
  const sideOf = (): 'B' | 'S' =>
    side === 'B' || side === 'S' ? side : fail('side is neither B nor S');
  const stamp = { time: integer(time, 'time'), locate: integer(locate, 'locate') };
  const order = (): { ref: number } => ({ ref: integer(ref, 'ref') });
  const size = (): { shares: number } => ({ shares: integer(shares, 'shares') });
  const at = (): { price: number } => ({ price: integer(price, 'price') });
  const matched = (): { match: number } => ({ match: integer(match, 'match') });
  const named = { stock: stock ?? '' };
  switch (type) {
    case 'A':
    case 'F':
      return { ...stamp, type, ...order(), side: sideOf(), ...size(), ...named, ...at() };
    case 'E':
      return { ...stamp, type, ...order(), ...size(), ...matched() };
    case 'C':
      return { ...stamp, type, ...order(), ...size(), ...matched(), ...at() };
    case 'X':
      return { ...stamp, type, ...order(), ...size() };
    case 'D':
      return { ...stamp, type, ...order() };
    case 'U':
      return { ...stamp, type, ...order(), newRef: integer(newRef, 'newRef'), ...size(), ...at() };
    case 'P':
      return {
        ...stamp,
        type,
        ...order(),
        side: sideOf(),
        ...size(),
        ...named,
        ...at(),
        ...matched(),
      };
    case 'Q':
      return { ...stamp, type, ...size(), ...named, ...at(), ...matched() };
    default:
      return fail('unknown type');
  }
};
