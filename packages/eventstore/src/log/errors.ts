/** Bytes on disk that do not match their checksum, or do not say what their place in the log demands. Never served. */
export class CorruptLogError extends Error {
  override readonly name = 'CorruptLogError';
  readonly code = 'CORRUPT_LOG';
  /** Position in the log. */
  readonly position: number;

  constructor(position: number, what: string) {
    super(`the log is corrupt at position ${position}: ${what}`);
    this.position = position;
  }
}

/** An append that the disk refused; nothing of it is stored. `cause` is the system's error. */
export class LogWriteError extends Error {
  override readonly name = 'LogWriteError';
  readonly code = 'LOG_WRITE_FAILED';
}

/** The data directory is held by another server process. */
export class DirectoryLockedError extends Error {
  override readonly name = 'DirectoryLockedError';
  readonly code = 'DIRECTORY_LOCKED';
}
