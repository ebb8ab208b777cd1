/**
 * Why bytes are no frame.
 * - SHORT: fewer bytes than a header, or than its records need; LONG: more.
 * - MAGIC, VERSION: not a frame, or one of another layout.
 * - COUNT: no record, or more than FRAME_UPDATES_MAX.
 * - FIELD: a number that no encoder writes.
 */
export type FrameErrorCode = 'SHORT' | 'LONG' | 'MAGIC' | 'VERSION' | 'COUNT' | 'FIELD';

/** Bytes are refused as a frame, or an update cannot be written into one. */
export class FrameError extends Error {
  override readonly name = 'FrameError';
  readonly code: FrameErrorCode;
  /** Offset of the first byte that is wrong. */
  readonly position: number;
  constructor(code: FrameErrorCode, position: number, what: string) {
    super(`${what} at byte ${position}`);
    this.code = code;
    this.position = position;
  }
}
