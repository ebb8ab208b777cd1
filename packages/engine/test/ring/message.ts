import { SLOT_WORDS } from '../../src/protocol/layout.ts';

/** Words 1 … 14 follow from producer and number; word 15 is their sum, so that a torn message shows. */
export const writeMessage = (
  words: Int32Array,
  at: number,
  producer: number,
  number: number,
): void => {
  words[at | 1] = producer;
  words[at | 2] = number;
  for (let word = 3; word < SLOT_WORDS - 1; word++) {
    words[at | word] = Math.imul(number + word, 0x9e3779b1) ^ producer;
  }
  words[at | 15] = checksum(words, at);
};

export const isWhole = (words: Int32Array, at: number): boolean =>
  words[at | 15] === checksum(words, at);

const checksum = (words: Int32Array, at: number): number => {
  let sum = 17;
  for (let word = 1; word < SLOT_WORDS - 1; word++)
    sum = (Math.imul(sum, 31) + words[at | word]!) | 0;
  return sum;
};
