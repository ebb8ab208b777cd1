import { LogWriteError } from './errors.ts';

/** Told once whether the bytes it stands for are on stable storage. */
export interface Commit {
  durable(): void;
  failed(error: LogWriteError): void;
}

/** What one write carries: frames in order, and those that wait for them. */
export interface Group {
  readonly start: number;
  readonly newSegment: boolean;
  buffer: Buffer;
  length: number;
  readonly commits: Commit[];
}

export interface GroupTarget {
  /** Puts a group on stable storage. */
  write(group: Group, bytes: Buffer): Promise<void>;
  /** Told of a durable group before its appends are, in the same turn. */
  written(group: Group): void;
  /** Told after a group's appends were, in the same turn. */
  settled(group: Group): void;
  /** Everything queued is lost; told before the appends are. */
  failed(error: LogWriteError): void;
}

const INITIAL_BYTES = 256 * 1024;
/** A group is closed at this size, so that one write never delays the ones behind it by much. */
const GROUP_BYTES_MAX = 8 * 1024 * 1024;

/**
 * Group commit: what arrives while one write is under way goes into the next. Nothing waits for company: an idle log writes at the end
 * of the event loop's turn.
 */
export class GroupCommit {
  private readonly queue: Group[] = [];
  private writing = false;
  private spare: Buffer | undefined;
  private readonly target: GroupTarget;
  private readonly idle: (() => void)[] = [];

  constructor(target: GroupTarget) {
    this.target = target;
  }

  /** Bytes accepted and not yet durable. */
  get pendingBytes(): number {
    let bytes = 0;
    for (const group of this.queue) bytes += group.length;
    return bytes;
  }

  /** Room for `bytes` at log position `position`, in the open group or a new one. The caller fills it and then calls `add`. */
  reserve(position: number, bytes: number, newSegment: boolean): Group {
    let group = this.queue.at(-1);
    const isOpen = group !== undefined && !(this.writing && this.queue.length === 1);
    if (group === undefined || !isOpen || newSegment || group.length + bytes > GROUP_BYTES_MAX) {
      group = {
        start: position,
        newSegment,
        buffer: this.spare ?? Buffer.allocUnsafe(INITIAL_BYTES),
        length: 0,
        commits: [],
      };
      this.spare = undefined;
      this.queue.push(group);
    }
    if (group.length + bytes > group.buffer.length) {
      const grown = Buffer.allocUnsafe(Math.max(group.buffer.length * 2, group.length + bytes));
      group.buffer.copy(grown, 0, 0, group.length);
      group.buffer = grown;
    }
    return group;
  }

  add(group: Group, bytes: number, commit: Commit): void {
    group.length += bytes;
    group.commits.push(commit);
    if (!this.writing && this.queue.length === 1 && group.commits.length === 1)
      setImmediate(() => void this.run());
  }

  /** Resolves when nothing is waiting any more. */
  drained(): Promise<void> {
    if (this.queue.length === 0) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.idle.push(resolve);
    return promise;
  }

  private async run(): Promise<void> {
    if (this.writing) return;
    this.writing = true;
    for (let group = this.queue[0]; group !== undefined; group = this.queue[0]) {
      try {
        await this.target.write(group, group.buffer.subarray(0, group.length));
      } catch (error) {
        this.fail(error);
        break;
      }
      this.queue.shift();
      this.target.written(group);
      for (const commit of group.commits) commit.durable();
      this.target.settled(group);
      if (group.buffer.length === INITIAL_BYTES) this.spare = group.buffer;
    }
    this.writing = false;
    for (const resolve of this.idle.splice(0)) resolve();
  }

  /** Everything queued builds on the group that failed, so all of it fails. */
  private fail(cause: unknown): void {
    const error =
      cause instanceof LogWriteError
        ? cause
        : new LogWriteError('the log could not be written', { cause });
    const groups = this.queue.splice(0);
    this.target.failed(error);
    for (const group of groups) for (const commit of group.commits) commit.failed(error);
  }
}
