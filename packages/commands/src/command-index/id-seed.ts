import { randomInt } from 'node:crypto';

/** Of the hash of ids, another one in each process: who chooses ids does not know which of them share a cell. */
export const ID_SEED: number = randomInt(0x7fff_ffff);
