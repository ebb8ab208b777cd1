/** A snapshot that cannot be restored; nothing was changed. `code` says why. */
export class SnapshotError extends Error {
  override readonly name = 'SnapshotError';
  readonly code:
    | 'ENGINE_SNAPSHOT_FORMAT'
    | 'ENGINE_SNAPSHOT_VERSION'
    | 'ENGINE_SNAPSHOT_CORRUPT'
    | 'ENGINE_SNAPSHOT_CAPACITY';

  constructor(code: SnapshotError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
