import { parseDate } from '@bellwether/domain';
import { readItch } from '@bellwether/engine/verify';
import { ItchReader } from '../../src/index.ts';
import { itchFile, type Message } from '../../test/itch/itch-writer.ts';
import { Sum, copyAndWalk, inPieces, type Subject } from '../subject.ts';

const MESSAGES = 400_000;
/** Orders that live at a time. */
const LIVING = 50_000;

/** A day's mixture: about as many orders come as go, most of them cancelled, few executed. */
const dayOf = (count: number): Message[] => {
  const messages: Message[] = [];
  const living: number[] = [];
  let state = 12_345;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  let ref = 0;
  const begin = (): number => {
    living.push(++ref);
    return ref;
  };
  for (let i = 0; i < count; i++) {
    const locate = 1 + random(8_000);
    const kind = living.length < LIVING ? 0 : random(100);
    const index = random(living.length);
    const order = living[index]!;
    const remove = (): void => {
      living[index] = living.at(-1)!;
      living.pop();
    };
    const price = 100_000 + random(5_000) * 100;
    if (kind < 45)
      messages.push(['A', locate, i, begin(), i % 2 === 0 ? 'B' : 'S', 300, 'STOCK', price]);
    else if (kind < 88) {
      messages.push(['D', locate, i, order]);
      remove();
    } else if (kind < 93) {
      messages.push(['U', locate, i, order, begin(), 300, price]);
      remove();
    } else if (kind < 98) {
      messages.push(['E', locate, i, order, 300, i]);
      remove();
    } else messages.push(['P', locate, i, 0, 'B', 100, 'STOCK', price, i]);
  }
  return messages;
};

/** ITCH 5.0 in NASDAQ's framing. No ITCH parser is on npm: the peer is the reader of the engine's verification. */
export const itch = (): Subject => {
  const bytes = itchFile(dayOf(MESSAGES));
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
  }
  return {
    unit: 'messages',
    bytes: bytes.length,
    run: () => {
      const reader = new ItchReader(new Sum(), { source: 1, date: parseDate('2019-12-30') });
      inPieces(bytes, (piece) => reader.push(piece));
      reader.end();
      return MESSAGES;
    },
    floor: copyAndWalk(bytes, MESSAGES),
    peer: {
      what: 'readItch of the engine, an object for each message and no orders kept',
      run: async () => {
        let count = 0;
        for await (const _ of readItch(pieces())) count++;
        return count;
      },
    },
  };
};
