import { AlpacaReader, CoinbaseReader, Instant } from '../../src/index.ts';
import { Sum, type Subject } from '../subject.ts';

const MESSAGES = 100_000;
const received = new Instant();
received.set(19_000, 1);

/** One change in each message, as level2 sends them. */
export const coinbase = (): Subject => {
  const texts = Array.from({ length: MESSAGES }, (_, i) =>
    JSON.stringify({
      type: 'l2update',
      product_id: 'BTC-USD',
      changes: [
        [i % 2 === 0 ? 'buy' : 'sell', `${10_000 + (i % 500)}.${10 + (i % 90)}`, '0.162567'],
      ],
      time: `2022-08-04T15:25:05.${`${i}`.padStart(6, '0')}Z`,
    }),
  );
  return {
    unit: 'messages',
    bytes: texts.reduce((sum, { length }) => sum + length, 0),
    run: () => {
      const reader = new CoinbaseReader(new Sum(), { source: 1 });
      for (const text of texts) reader.push(text, received);
      return reader.position;
    },
    floor: parsed(texts, MESSAGES),
  };
};

const QUOTES_EACH = 50;

/** Fifty quotes in each message. */
export const alpaca = (): Subject => {
  const quote = (i: number): string =>
    `{"T":"q","S":"SYM${i % 500}","bx":"U","bp":87.66,"bs":1,"ax":"Q","ap":87.68,"as":4,"t":"2021-02-22T15:51:45.${`${i}`.padStart(9, '0')}Z","c":["R"],"z":"C"}`;
  const texts = Array.from({ length: MESSAGES / QUOTES_EACH }, (_, i) => {
    const quotes = Array.from({ length: QUOTES_EACH }, (__, k) => quote(i * QUOTES_EACH + k));
    return `[${quotes.join(',')}]`;
  });
  return {
    unit: 'quotes',
    bytes: texts.reduce((sum, { length }) => sum + length, 0),
    run: () => {
      const reader = new AlpacaReader(new Sum(), { source: 1 });
      for (const text of texts) reader.push(text, received);
      return reader.position * QUOTES_EACH;
    },
    floor: parsed(texts, MESSAGES),
  };
};

const parsed = (texts: readonly string[], count: number): Subject['floor'] => ({
  what: 'JSON.parse of the same texts, numbers as floats',
  run: () => {
    let objects = 0;
    for (const text of texts) objects += typeof JSON.parse(text) === 'object' ? 1 : 0;
    return objects === texts.length ? count : 0;
  },
});
