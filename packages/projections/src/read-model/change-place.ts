import { BadCursorError } from './page.ts';

/** How far a reader of changes has come. */
export interface ChangePlace {
  /** What it reads, as `Changed.build` says it: rows of another build are other rows. */
  readonly build: string;
  /** Commit position up to which it has everything, but for rows of this position behind `key`. */
  readonly position: bigint;
  /** The last row of that position that it has; undefined: it has all of them. */
  readonly key: string | undefined;
  /** Of who has a part of a snapshot only: the row that it ends with. The snapshot is of `position`. */
  readonly within?: { readonly position: bigint; readonly key: string } | undefined;
}

const POSITION_MAX = 2n ** 63n - 1n;
const KEY_MAX = 200;
/** Between the parts; in no key. */
const DIVIDER = ':';
const BUILD = /^[a-z_]{1,40}@\d{1,9}(\.\d{1,9})?\/\d{1,19}$/;

/** As clients keep it: `<build>:<position>`, `<build>:<position>:<key>`, `<build>:<position>:<position>:<key>`. */
export function changePlaceText({ build, position, key, within }: ChangePlace): string {
  const rest = within === undefined ? [key ?? []].flat() : [`${within.position}`, within.key];
  return [build, `${position}`, ...rest].join(DIVIDER);
}

/** @param keys what keys look like. @throws BadCursorError */
export function parseChangePlace(text: string, keys: RegExp): ChangePlace {
  const [build = '', first = '', second, third, ...more] = text.split(DIVIDER);
  if (!BUILD.test(build) || more.length > 0) throw notAPlace();
  const position = positionOf(first);
  const keyOf = (key: string): string => {
    if (key.length > KEY_MAX || !keys.test(key)) throw notAPlace();
    return key;
  };
  if (second === undefined) return { build, position, key: undefined };
  if (third === undefined) return { build, position, key: keyOf(second) };
  const within = { position: positionOf(second), key: keyOf(third) };
  return { build, position, key: undefined, within };
}

function positionOf(text: string): bigint {
  const position = /^(-1|\d{1,19})$/.test(text) ? BigInt(text) : undefined;
  if (position === undefined || position > POSITION_MAX) throw notAPlace();
  return position;
}

function notAPlace(): BadCursorError {
  return new BadCursorError('this is not a position of a subscription');
}
