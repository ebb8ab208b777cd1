import { createReadStream } from 'node:fs';
import { pipeline, type Duplex } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { FormatError } from '../reader/format-error.ts';

/** What reads a file: a FeedReader does. */
export interface ByteConsumer {
  readonly position: number;
  push(bytes: Uint8Array): void;
  end(): void;
}

/**
 * Gives a reader all bytes of a file, which may be compressed by gzip or zstd: its first bytes say so, not its name.
 * Rejects with FormatError, what the reader's sink throws, and errors of the file system.
 */
export async function readFeedFile(path: string, reader: ByteConsumer): Promise<void> {
  for await (const chunk of plainBytes(createReadStream(path))) reader.push(chunk);
  reader.end();
}

/** Bytes without the compression that their first four show, if any. Rejects with FormatError COMPRESSION. */
export async function* plainBytes(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]();
  try {
    let head: Uint8Array = new Uint8Array(0);
    while (head.length < 4) {
      const { done, value } = await chunks.next();
      if (done === true) break;
      head = Buffer.concat([head, value]);
    }
    const expand = decompressorOf(head);
    const all = prepended(head, chunks);
    if (expand === undefined) yield* all;
    else yield* decompressed(all, expand);
  } finally {
    await chunks.return?.();
  }
}

/** RFC 1952 and RFC 8878: the magic numbers of gzip and of a zstd frame. */
function decompressorOf(head: Uint8Array): Duplex | undefined {
  if (head[0] === 0x1f && head[1] === 0x8b) return createGunzip();
  const isZstd = head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd;
  return isZstd ? createZstdDecompress() : undefined;
}

async function* prepended(
  head: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

async function* decompressed(
  bytes: AsyncIterable<Uint8Array>,
  expand: Duplex,
): AsyncGenerator<Uint8Array> {
  let count = 0;
  // Whatever ends one end of it ends the other; an error is thrown by the end that is read.
  const plain = pipeline(bytes, expand, () => undefined);
  const chunks = (plain as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  for (;;) {
    const next = await chunks.next().catch((error: NodeJS.ErrnoException) => {
      const isDamage = /^(Z_|ZSTD_|ERR_ZSTD)/.test(error.code ?? '');
      if (!isDamage) throw error;
      throw new FormatError('COMPRESSION', count, `the compression is damaged: ${error.message}`, {
        cause: error,
      });
    });
    if (next.done === true) return;
    count += next.value.length;
    yield next.value;
  }
}
