import { createHash, timingSafeEqual } from 'node:crypto';

/** Checks bearer tokens against one that is configured, in a time that does not tell how much of it was right. */
export class BearerToken {
  readonly #expected: Buffer;

  constructor(token: string) {
    this.#expected = digest(token);
  }

  /** @param header an Authorization header, or whatever a client sent in its place. */
  accepts(header: unknown): boolean {
    if (typeof header !== 'string') return false;
    const match = /^Bearer (\S{1,512})$/i.exec(header);
    return match?.[1] !== undefined && timingSafeEqual(digest(match[1]), this.#expected);
  }
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
