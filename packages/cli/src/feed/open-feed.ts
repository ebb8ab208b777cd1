import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { parseDate, type CivilDate } from '@bellwether/domain';
import { readLobster } from '@bellwether/engine/verify';
import {
  AlpacaReader,
  CoinbaseReader,
  CsvReader,
  DbnReader,
  IexReader,
  Instant,
  ItchReader,
  LobsterUpdates,
  plainBytes,
  readFeedFile,
  type FeedReader,
  type LeftOut,
  type MessageReader,
  type Sequencing,
  type UpdateSink,
} from '@bellwether/market-data';
import { CommandFailure } from '../command-line/exit.ts';
import { guessColumns, type CsvHints } from './csv-columns.ts';
import { FEED_FORMATS, formatOf, type FeedFormat } from './feed-format.ts';

/** What a command knows of a feed beside its file. */
export interface FeedOptions extends CsvHints {
  readonly format?: string | undefined;
}

/** A feed that can be read once. */
export interface OpenFeed {
  readonly format: FeedFormat;
  readonly sequencing: Sequencing;
  /** What could not be told, so far. */
  leftOut(): LeftOut | undefined;
  /** Reads all of it. Rejects with FormatError, LobsterFormatError, or an error of the file system. */
  read(): Promise<void>;
}

const SOURCE = 1;
const HEAD_BYTES = 4_096;

/**
 * Opens a feed's file for a sink that is made with what a hole in its numbers means.
 * @throws CommandFailure where it is of no format that is known, or of one that needs a day which nothing says.
 */
export async function openFeed(
  path: string,
  options: FeedOptions,
  sinkOf: (sequencing: Sequencing) => UpdateSink,
): Promise<OpenFeed> {
  const head = await headOf(path);
  const format = chosen(options.format) ?? formatOf(head);
  if (format === undefined)
    throw new CommandFailure(
      `${path} looks like no feed that is read here; name it by --format ${FEED_FORMATS.join('|')}`,
    );
  if (format === 'lobster') return lobsterFeed(path, options, sinkOf('ASCENDING'));
  if (format === 'alpaca' || format === 'coinbase') {
    const sink = sinkOf('ASCENDING');
    const Reader = format === 'alpaca' ? AlpacaReader : CoinbaseReader;
    return messageFeed(path, format, new Reader(sink, { source: SOURCE }));
  }
  return byteFeed(path, format, head, options, sinkOf);
}

function chosen(format: string | undefined): FeedFormat | undefined {
  if (format === undefined) return undefined;
  const known = FEED_FORMATS.find((one) => one === format);
  if (known === undefined)
    throw new CommandFailure(`no format ${format}; there are ${FEED_FORMATS.join(', ')}`);
  return known;
}

function byteFeed(
  path: string,
  format: FeedFormat,
  head: Uint8Array,
  options: FeedOptions,
  sinkOf: (sequencing: Sequencing) => UpdateSink,
): OpenFeed {
  // A reader knows its sequencing once it is made, and is made with its sink.
  let sink: UpdateSink | undefined;
  const later: UpdateSink = {
    instrument: (id, symbol) => sink?.instrument(id, symbol),
    update: (update) => sink?.update(update),
  };
  const reader = readerOf(path, format, head, options, later);
  sink = sinkOf(reader.sequencing);
  return {
    format,
    sequencing: reader.sequencing,
    leftOut: () => reader.leftOut,
    read: () => readFeedFile(path, reader),
  };
}

function readerOf(
  path: string,
  format: FeedFormat,
  head: Uint8Array,
  options: FeedOptions,
  sink: UpdateSink,
): FeedReader {
  if (format === 'dbn') return new DbnReader(sink, { source: SOURCE });
  if (format === 'iex') return new IexReader(sink, { source: SOURCE });
  if (format === 'itch')
    return new ItchReader(sink, { source: SOURCE, date: dayOf(path, options) });
  const [header = '', row = ''] = Buffer.from(head).toString('utf8').split('\n');
  return new CsvReader(sink, { source: SOURCE, map: guessColumns(header, row, options) });
}

function lobsterFeed(path: string, options: FeedOptions, sink: UpdateSink): OpenFeed {
  const date = dayOf(path, options);
  const named = /_([A-Z][A-Z.]*)_\d{4}-\d\d-\d\d/.exec(basename(path))?.[1];
  const symbol = options.symbol ?? named ?? 'UNNAMED';
  const updates = new LobsterUpdates(sink, { source: SOURCE, date, symbol });
  return {
    format: 'lobster',
    sequencing: updates.sequencing,
    leftOut: () => undefined,
    async read() {
      for await (const row of readLobster(path, { day: options.date })) updates.add(row);
    },
  };
}

/** A message in each line. The time of receipt is not in such a file. */
function messageFeed(path: string, format: FeedFormat, reader: MessageReader): OpenFeed {
  return {
    format,
    sequencing: reader.sequencing,
    leftOut: () => reader.leftOut,
    async read() {
      const input = Readable.from(plainBytes(createReadStream(path)));
      const received = new Instant();
      received.set(0, 0);
      for await (const line of createInterface({ input, crlfDelay: Infinity }))
        if (line.trim() !== '') reader.push(line, received);
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
    throw new CommandFailure('neither the file nor its name says of which day it is: give --date');
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
