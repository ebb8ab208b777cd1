import {
  closeSync,
  existsSync,
  ftruncateSync,
  fsyncSync,
  openSync,
  statSync,
  writeSync,
} from 'node:fs';
import { replayLine, type RecordedFact } from '@bellwether/projections';
import type { NatsConnection } from 'nats';
import { CommandFailure } from '../command-line/exit.ts';

/** A target as it is named on the command line. */
export interface TargetName {
  readonly kind: 'stdout' | 'file' | 'nats' | 'shadow';
  /** Path, subject or read model. */
  readonly name: string;
}

/** Reads `stdout`, `file:<path>`, `nats:replay.<name>` or `shadow:<read model>`. @throws CommandFailure */
export function parseTarget(text: string): TargetName {
  if (text === 'stdout') return { kind: 'stdout', name: '' };
  const [, kind, name = ''] = /^(file|nats|shadow):(.+)$/.exec(text) ?? [];
  const isSubject = /^replay(\.[A-Za-z0-9_-]+)+$/.test(name);
  if (kind !== undefined && (kind !== 'nats' || isSubject))
    return { kind: kind as TargetName['kind'], name };
  throw new CommandFailure(
    '--into takes stdout, file:<path>, nats:replay.<name> or shadow:<read model>',
  );
}

/** Bytes that a target has already; 0 where it is no file. */
export function sizeOf(target: string): number {
  const path = /^file:(.+)$/.exec(target)?.[1];
  return path !== undefined && existsSync(path) ? statSync(path).size : 0;
}

/** Where replayed facts go. */
export interface ReplayTarget {
  /** Takes the facts of one event. */
  write(facts: readonly RecordedFact[]): void | Promise<void>;
  /** Makes what was written last; what a later run needs to go on from here. */
  mark(): Promise<number>;
  close(): Promise<void>;
}

/** Counts, and writes nothing. */
export class NoTarget implements ReplayTarget {
  write(): void {}
  async mark(): Promise<number> {
    return 0;
  }
  async close(): Promise<void> {}
}

/** Lines of JSON on stdout. */
export class StdoutTarget implements ReplayTarget {
  async write(facts: readonly RecordedFact[]): Promise<void> {
    if (facts.length === 0) return;
    const text = `${facts.map(replayLine).join('\n')}\n`;
    if (!process.stdout.write(text))
      await new Promise((resolve) => process.stdout.once('drain', resolve));
  }
  async mark(): Promise<number> {
    return 0;
  }
  async close(): Promise<void> {}
}

/** Lines of JSON in a file. A run that goes on cuts off what was written after the last mark. */
export class FileTarget implements ReplayTarget {
  readonly #file: number;
  #bytes: number;

  /** @param bytes of the file that are kept; 0: it is begun anew. */
  constructor(path: string, bytes: number) {
    const size = existsSync(path) ? statSync(path).size : 0;
    this.#file = openSync(path, size > 0 ? 'r+' : 'w');
    this.#bytes = Math.min(bytes, size);
    ftruncateSync(this.#file, this.#bytes);
  }

  write(facts: readonly RecordedFact[]): void {
    if (facts.length === 0) return;
    const text = Buffer.from(`${facts.map(replayLine).join('\n')}\n`);
    for (let done = 0; done < text.length;)
      done += writeSync(this.#file, text, done, text.length - done, this.#bytes + done);
    this.#bytes += text.length;
  }

  async mark(): Promise<number> {
    fsyncSync(this.#file);
    return this.#bytes;
  }

  async close(): Promise<void> {
    closeSync(this.#file);
  }
}

/** A NATS subject below `replay.`; the header Nats-Msg-Id tells a fact that comes twice. */
export class NatsTarget implements ReplayTarget {
  readonly #connection: NatsConnection;
  readonly #subject: string;

  constructor(connection: NatsConnection, subject: string) {
    this.#connection = connection;
    this.#subject = subject;
  }

  async write(facts: readonly RecordedFact[]): Promise<void> {
    const { headers } = await import('nats');
    for (const recorded of facts) {
      const head = headers();
      head.set('Nats-Msg-Id', `${recorded.position}/${recorded.index}`);
      this.#connection.publish(this.#subject, replayLine(recorded), { headers: head });
    }
  }

  async mark(): Promise<number> {
    await this.#connection.flush();
    return 0;
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }
}
