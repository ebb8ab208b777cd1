import { BadCursorError } from './page.ts';

/** How far a reader of changes has come. */
export interface ChangePlace {
  /** Commit position up to which it has everything, but for rows of this position behind `key`. */
  readonly position: bigint;
  /** The last row of that position that it has; undefined: it has all of them. */
  readonly key: string | undefined;
}

const POSITION_MAX = 2n ** 63n - 1n;
const KEY_MAX = 200;

/** As clients keep it: `<position>`, or `<position>.<key>`. */
export function changePlaceText({ position, key }: ChangePlace): string {
  return key === undefined ? `${position}` : `${position}.${key}`;
}

/** @param keys what keys look like. @throws BadCursorError */
export function parseChangePlace(text: string, keys: RegExp): ChangePlace {
  const [, digits = '', key] = /^(-1|\d{1,19})(?:\.(.+))?$/.exec(text) ?? [];
  const position = digits === '' ? undefined : BigInt(digits);
  const fits = key === undefined || (key.length <= KEY_MAX && keys.test(key));
  if (position === undefined || position > POSITION_MAX || !fits)
    throw new BadCursorError('this is not a position of a subscription');
  return { position, key };
}
