import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { parseDate, type CivilDate } from '@bellwether/domain';
import { Instant } from '../exact/instant.ts';
import { plainBytes } from '../file/read-file.ts';
import type { MessageReader } from '../formats/websocket/message-reader.ts';
import type { FeedReader, LeftOut } from '../reader/feed-reader.ts';
import type { Sequencing, UpdateSink } from '../update/sink.ts';
import { guessColumns, type CsvHints } from './csv-columns.ts';
import { FeedError } from './feed-error.ts';
import { FEED_FORMATS, formatOf, type FeedFormat } from './feed-format.ts';

/** What is known of a feed beside its file. */
export interface FeedOptions extends CsvHints {
  readonly format?: string | undefined;
  /** Bytes of a step at most, so that who paces a feed need not hold much of it; by default as they come. */
  readonly stepBytes?: number | undefined;
  /** Number that its updates bear, 0–255; 1 by default. */
  readonly source?: number | undefined;
}

/** A feed that can be read once. */
export interface OpenFeed {
  readonly format: FeedFormat;
  readonly sequencing: Sequencing;
  /** What could not be told, so far. */
  leftOut(): LeftOut | undefined;
  /** Reads on: the sink is told some updates before each step. Rejects with FormatError, LobsterFormatError, or an error of the file system. */
  steps(): AsyncIterable<void>;
  /** Reads all of it. Rejects as `steps` does. */
  read(): Promise<void>;
}

const SOURCE = 1;
const HEAD_BYTES = 4_096;

/**
 * Opens a feed's file for a sink that is made with what a hole in its numbers means. Loads the reader of its format alone.
 * @throws FeedError where it is of no format that is known, or of one that needs a day which nothing says.
 */
export async function openFeed(
  path: string,
  options: FeedOptions,
  sinkOf: (sequencing: Sequencing) => UpdateSink,
): Promise<OpenFeed> {
  const head = await headOf(path);
  const format = chosen(options.format) ?? formatOf(head);
  if (format === undefined)
    throw new FeedError(
      'UNKNOWN_FORMAT',
      `it looks like no feed that is read here; name its format: ${FEED_FORMATS.join(', ')}`,
    );
  const feed = await feedOf(path, format, head, options, sinkOf);
  return {
    format,
    ...feed,
    async read() {
      // The steps are for who has something to do between them.
      for await (const _ of feed.steps());
    },
  };
}

type Steps = Omit<OpenFeed, 'format' | 'read'>;

async function feedOf(
  path: string,
  format: FeedFormat,
  head: Uint8Array,
  options: FeedOptions,
  sinkOf: (sequencing: Sequencing) => UpdateSink,
): Promise<Steps> {
  const { source = SOURCE } = options;
  if (format === 'lobster') return lobsterFeed(path, options, sinkOf('ASCENDING'));
  if (format === 'alpaca') {
    const { AlpacaReader } = await import('../formats/websocket/alpaca-reader.ts');
    return messageFeed(path, new AlpacaReader(sinkOf('ASCENDING'), { source }));
  }
  if (format === 'coinbase') {
    const { CoinbaseReader } = await import('../formats/websocket/coinbase-reader.ts');
    return messageFeed(path, new CoinbaseReader(sinkOf('ASCENDING'), { source }));
  }
  return byteFeed(path, format, head, options, sinkOf);
}

function chosen(format: string | undefined): FeedFormat | undefined {
  if (format === undefined) return undefined;
  const known = FEED_FORMATS.find((one) => one === format);
  if (known === undefined)
    throw new FeedError(
      'UNKNOWN_FORMAT',
      `no format ${format}; there are ${FEED_FORMATS.join(', ')}`,
    );
  return known;
}

async function byteFeed(
  path: string,
  format: FeedFormat,
  head: Uint8Array,
  options: FeedOptions,
  sinkOf: (sequencing: Sequencing) => UpdateSink,
): Promise<Steps> {
  // A reader knows its sequencing once it is made, and is made with its sink.
  let sink: UpdateSink | undefined;
  const later: UpdateSink = {
    instrument: (id, symbol) => sink?.instrument(id, symbol),
    update: (update) => sink?.update(update),
  };
  const reader = await readerOf(path, format, head, options, later);
  sink = sinkOf(reader.sequencing);
  const { stepBytes = Infinity } = options;
  return {
    sequencing: reader.sequencing,
    leftOut: () => reader.leftOut,
    async *steps() {
      for await (const chunk of plainBytes(createReadStream(path)))
        for (let at = 0; at < chunk.length; at += stepBytes) {
          reader.push(chunk.subarray(at, at + stepBytes));
          yield;
        }
      reader.end();
      yield;
    },
  };
}

async function readerOf(
  path: string,
  format: FeedFormat,
  head: Uint8Array,
  options: FeedOptions,
  sink: UpdateSink,
): Promise<FeedReader> {
  const { source = SOURCE } = options;
  if (format === 'dbn') {
    const { DbnReader } = await import('../formats/databento/dbn-reader.ts');
    return new DbnReader(sink, { source });
  }
  if (format === 'iex') {
    const { IexReader } = await import('../formats/iex/iex-reader.ts');
    return new IexReader(sink, { source });
  }
  if (format === 'itch') {
    const { ItchReader } = await import('../formats/itch/itch-reader.ts');
    return new ItchReader(sink, { source, date: dayOf(path, options) });
  }
  const { CsvReader } = await import('../formats/csv/csv-reader.ts');
  const [header = '', row = ''] = Buffer.from(head).toString('utf8').split('\n');
  return new CsvReader(sink, { source, map: guessColumns(header, row, options) });
}

async function lobsterFeed(path: string, options: FeedOptions, sink: UpdateSink): Promise<Steps> {
  const { LobsterUpdates } = await import('../formats/lobster/lobster-updates.ts');
  const { readLobster } = await import('@bellwether/engine/verify');
  const { source = SOURCE } = options;
  const date = dayOf(path, options);
  const named = /_([A-Z][A-Z.]*)_\d{4}-\d\d-\d\d/.exec(basename(path))?.[1];
  const symbol = options.symbol ?? named ?? 'UNNAMED';
  const updates = new LobsterUpdates(sink, { source, date, symbol });
  return {
    sequencing: updates.sequencing,
    leftOut: () => undefined,
    async *steps() {
      for await (const row of readLobster(path, { day: options.date })) {
        updates.add(row);
        yield;
      }
    },
  };
}

/** A message in each line. The time of receipt is not in such a file. */
function messageFeed(path: string, reader: MessageReader): Steps {
  return {
    sequencing: reader.sequencing,
    leftOut: () => reader.leftOut,
    async *steps() {
      const input = Readable.from(plainBytes(createReadStream(path)));
      const received = new Instant();
      received.set(0, 0);
      for await (const line of createInterface({ input, crlfDelay: Infinity })) {
        if (line.trim() !== '') reader.push(line, received);
        yield;
      }
    },
  };
}

/** The day in New York that a feed's times count from: as it is told, or as the file's name says it. */
function dayOf(path: string, { date }: FeedOptions): CivilDate {
  const name = basename(path);
  // NASDAQ's files are named by month, day and year.
  const [, month, day, year] = /^(\d\d)(\d\d)(\d{4})\D/.exec(name) ?? [];
  const named = year === undefined ? undefined : `${year}-${month}-${day}`;
  const text = date ?? /\d{4}-\d\d-\d\d/.exec(name)?.[0] ?? named;
  if (text === undefined)
    throw new FeedError(
      'NO_DATE',
      'neither the file nor its name says of which day it is: give --date',
    );
  return parseDate(text);
}

async function headOf(path: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let held = 0;
  for await (const chunk of plainBytes(createReadStream(path))) {
    chunks.push(chunk);
    held += chunk.length;
    if (held >= HEAD_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, HEAD_BYTES);
}
