import { randomFillSync } from 'node:crypto';
import { connect, type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2';
import { WireReader } from '../../src/codec/wire-reader.ts';
import { WireWriter } from '../../src/codec/wire-writer.ts';
import { writeUuid } from '../../src/codec/uuid-field.ts';
import { MessageSplitter } from '../../src/transport/message-splitter.ts';

const STREAMS = '/event_store.client.streams.Streams';
const BATCH_SUCCESS = 3;

/** A client without objects: it writes and reads the protocol's bytes, so that the server is what is measured. */
export class RawClient {
  private readonly session: ClientHttp2Session;
  private batch: ClientHttp2Stream | undefined;
  private readonly waiting = new Map<number, (ok: boolean) => void>();
  private next = 1;
  private readonly writer = new WireWriter(1024 * 1024);
  private flushing = false;

  constructor(port: number) {
    this.session = connect(`http://127.0.0.1:${port}`, {
      settings: { initialWindowSize: 8 * 1024 * 1024 },
    });
    this.session.on('error', () => {});
    this.session.on('close', () => this.refuseAll());
    this.session.once('connect', () => this.session.setLocalWindowSize(16 * 1024 * 1024));
  }

  close(): void {
    this.session.destroy();
  }

  /** Appends `count` events of `data` to `stream` with any expected revision; resolves when the server has answered. */
  append(stream: string, count: number, data: Buffer): Promise<void> {
    const correlation = this.next++;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.waiting.set(correlation, (ok) => (ok ? resolve() : reject(new Error('append refused'))));
    const { writer } = this;
    writer.reserve(5);
    const start = writer.position;
    writer.position += 5;
    this.writeRequest(correlation, stream, count, data);
    writer.buffer[start] = 0;
    writer.buffer.writeUInt32BE(writer.position - start - 5, start + 1);
    if (!this.flushing) {
      this.flushing = true;
      setImmediate(() => this.flush());
    }
    return promise;
  }

  /** Reads `$all` (or a stream) to its end; calls `onBytes` for each message. Resolves with the number of messages. */
  read(
    request: (writer: WireWriter) => void,
    onMessage?: (message: Buffer) => void,
  ): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const stream = this.open(`${STREAMS}/Read`);
    const writer = new WireWriter(1024);
    writer.position = 5;
    request(writer);
    writer.buffer[0] = 0;
    writer.buffer.writeUInt32BE(writer.position - 5, 1);
    const splitter = new MessageSplitter(64 * 1024 * 1024);
    let messages = 0;
    stream.on('data', (chunk: Buffer) =>
      splitter.push(chunk, (message) => {
        messages++;
        onMessage?.(message);
      }),
    );
    stream.on('end', () => resolve(messages));
    stream.on('error', reject);
    stream.end(writer.view());
    return promise;
  }

  private open(path: string): ClientHttp2Stream {
    return this.session.request({
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
  }

  private writeRequest(correlation: number, stream: string, count: number, data: Buffer): void {
    const { writer } = this;
    const id = Buffer.alloc(16);
    id.writeUIntBE(correlation, 10, 6);
    writeUuid(writer, 1, id, false);
    const options = writer.begin(2);
    const identifier = writer.begin(1);
    writer.string(3, stream);
    writer.finish(identifier);
    writer.empty(4);
    writer.finish(options);
    for (let i = 0; i < count; i++) {
      const message = writer.begin(3);
      randomFillSync(id);
      writeUuid(writer, 1, id, false);
      writeEntry(writer, 'type', 'OrderPlaced');
      writeEntry(writer, 'content-type', 'application/json');
      writer.bytes(4, data);
      writer.finish(message);
    }
    writer.number(4, 1);
  }

  private flush(): void {
    this.flushing = false;
    if (this.session.destroyed) return this.refuseAll();
    this.batch ??= this.openBatch();
    this.batch.write(Buffer.from(this.writer.view()));
    this.writer.position = 0;
  }

  private openBatch(): ClientHttp2Stream {
    const stream = this.open(`${STREAMS}/BatchAppend`);
    const splitter = new MessageSplitter(1024 * 1024);
    stream.on('data', (chunk: Buffer) => splitter.push(chunk, (message) => this.answered(message)));
    stream.on('error', () => this.refuseAll());
    return stream;
  }

  private refuseAll(): void {
    for (const answer of this.waiting.values()) answer(false);
    this.waiting.clear();
  }

  private answered(message: Buffer): void {
    const reader = new WireReader(message);
    let correlation = 0;
    let ok = false;
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      // The id ends in 12 hexadecimal digits that hold the number.
      if (tag === 0x0a) correlation = Number.parseInt(reader.bytes().toString('latin1', 26), 16);
      else {
        if (tag >>> 3 === BATCH_SUCCESS) ok = true;
        reader.skip(tag);
      }
    }
    const answer = this.waiting.get(correlation);
    this.waiting.delete(correlation);
    answer?.(ok);
  }
}

function writeEntry(writer: WireWriter, key: string, value: string): void {
  const entry = writer.begin(2);
  writer.string(1, key);
  writer.string(2, value);
  writer.finish(entry);
}

/** Requests for `RawClient.read`. */
export const readAll =
  (count: number, subscribeFromEnd = false) =>
  (writer: WireWriter): void => {
    const options = writer.begin(1);
    const all = writer.begin(2);
    writer.empty(subscribeFromEnd ? 3 : 2);
    writer.finish(all);
    if (subscribeFromEnd) writer.empty(6);
    else writer.number(5, count);
    writer.empty(8);
    writer.finish(options);
  };

export const readStream =
  (stream: string, count: number) =>
  (writer: WireWriter): void => {
    const options = writer.begin(1);
    const target = writer.begin(1);
    const identifier = writer.begin(1);
    writer.string(3, stream);
    writer.finish(identifier);
    writer.empty(3);
    writer.finish(target);
    writer.number(5, count);
    writer.empty(8);
    writer.finish(options);
  };
