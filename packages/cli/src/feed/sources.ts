import { resolve } from 'node:path';
import {
  SOURCE_NAME_PATTERN,
  type FeedFormat,
  type LiveTerms,
  type NamedSource,
  type SourceAnswer,
  type SourceDefinition,
} from '@bellwether/market-data/contract';
import { natsAs } from '../command-line/connection.ts';
import { CommandFailure } from '../command-line/exit.ts';
import { settingsOf, type InstallationOptions } from '../command-line/options.ts';
import { answerTo } from '../messages/answer-to.ts';
import { report, table } from '../output/report.ts';
import { instantText } from './feed-time.ts';

/** Whose connection it is. */
const USER = 'ops';
/** The definition is kept before the answer. */
const ANSWER_MS = 10_000;

export interface AddSourceOptions extends InstallationOptions {
  readonly speed: number;
  readonly second?: string;
  readonly loop?: boolean;
  readonly watch?: boolean;
  readonly trades: boolean;
  readonly format?: FeedFormat;
  readonly date?: string;
  readonly zone?: 'UTC' | 'NEW_YORK';
  readonly symbol?: string;
}

/** How a source is, as the question answers it. */
interface SourceRow {
  readonly name: string;
  readonly kind: string;
  readonly state: string;
  readonly updates: string;
  readonly trades: string;
  readonly gaps: string;
  readonly quarantined: string;
  readonly eventTime: string | null;
  readonly code: string | null;
  readonly reason: string | null;
}

interface GapRow {
  readonly source: string;
  readonly symbol: string | null;
  readonly from: string;
  readonly to: string;
  readonly count: string;
  readonly at: string;
}

export async function listSources(options: InstallationOptions): Promise<void> {
  showSources(await change('list', 'all', undefined, options), options);
}

/** @throws CommandFailure where it is refused, with the code. */
export async function addSource(
  name: string,
  path: string,
  options: AddSourceOptions,
): Promise<void> {
  const { speed, trades, loop = false, format, date, zone, symbol } = options;
  const given = Object.entries({ format, date, zone, symbol }).filter(
    ([, value]) => value !== undefined,
  );
  const reading = { path: resolve(path), speed, trades, ...Object.fromEntries(given) };
  if (options.watch === true && loop)
    throw new CommandFailure('a directory that is watched does not begin again: leave out --loop');
  if (options.watch === true && options.second !== undefined)
    throw new CommandFailure('a directory has no second line: leave out --second');
  const second = options.second === undefined ? {} : { second: resolve(options.second) };
  const source: SourceDefinition =
    options.watch === true
      ? { kind: 'DIRECTORY', ...reading }
      : { kind: 'FILE', loop, ...second, ...reading };
  showSources(await change('add', name, source, options), options);
}

export interface ConnectSourceOptions extends InstallationOptions {
  readonly protocol: LiveTerms['protocol'];
  readonly symbols: readonly string[];
  readonly credentials?: string;
  readonly trades: boolean;
}

/** @throws CommandFailure where it is refused, with the code. */
export async function connectSource(
  name: string,
  url: string,
  options: ConnectSourceOptions,
): Promise<void> {
  const { protocol, symbols, trades, credentials: file } = options;
  const credentials = file === undefined ? {} : { credentials: resolve(file) };
  const source = { kind: 'WEBSOCKET', url, protocol, symbols, trades, ...credentials } as const;
  showSources(await change('add', name, source, options), options);
}

/** @throws CommandFailure where there is none of this name. */
export async function removeSource(name: string, options: InstallationOptions): Promise<void> {
  showSources(await change('remove', name, undefined, options), options);
}

export async function sourceStatus(options: InstallationOptions): Promise<void> {
  const { rows } = (await answerTo('feed.sources', {}, options)) as { readonly rows: SourceRow[] };
  report(rows, options.json === true, statusText);
}

export async function sourceGaps(
  name: string | undefined,
  options: InstallationOptions,
): Promise<void> {
  const input = name === undefined ? {} : { source: name };
  const { rows } = (await answerTo('feed.gaps', input, options)) as { readonly rows: GapRow[] };
  report(rows, options.json === true, gapsText);
}

async function change(
  verb: 'add' | 'list' | 'remove',
  name: string,
  source: SourceDefinition | undefined,
  options: InstallationOptions,
): Promise<readonly NamedSource[]> {
  // Part of a subject.
  if (!new RegExp(SOURCE_NAME_PATTERN).test(name))
    throw new CommandFailure('a source has a name of up to 32 small letters, digits and dashes');
  const nats = await natsAs(USER, settingsOf(options));
  try {
    const data = source === undefined ? '' : JSON.stringify(source);
    const reply = await nats
      .request(`cmd.feed.${verb}.${name}.${USER}`, data, { timeout: ANSWER_MS })
      .catch((cause: unknown) => {
        throw new CommandFailure('market data does not answer: is `market-data` running?', {
          cause,
        });
      });
    const answer = reply.json<SourceAnswer>();
    if (!answer.ok) throw new CommandFailure(`${answer.code}: ${answer.message}`);
    return answer.sources;
  } finally {
    await nats.close();
  }
}

function showSources(sources: readonly NamedSource[], { json = false }: InstallationOptions): void {
  report(sources, json, (all) =>
    all.length === 0
      ? 'no sources; add one: ./bellwether feed add <name> <file>'
      : table(all.map(({ name, source }) => [name, source.kind.toLowerCase(), termsOf(source)])),
  );
}

function termsOf(source: SourceDefinition): string {
  if (source.kind === 'DEMO')
    return `${Object.keys(source.prices).join(' ')}, ${source.perSecond} updates/s`;
  if (source.kind === 'WEBSOCKET') return `${source.url}, ${source.symbols.join(' ')}`;
  const { path, speed = 1 } = source;
  const lines =
    source.kind === 'FILE' && source.second !== undefined ? ` and ${source.second}` : '';
  return `${path}${lines} at ${speed === 0 ? 'full speed' : `${speed}x`}${source.kind === 'FILE' && source.loop === true ? ', again and again' : ''}`;
}

function statusText(rows: readonly SourceRow[]): string {
  if (rows.length === 0) return 'no sources';
  const head = ['source', 'state', 'updates', 'trades', 'gaps', 'put aside', 'event time', ''];
  const lines = rows.map((row) => [
    row.name,
    row.state.toLowerCase(),
    row.updates,
    row.trades,
    row.gaps,
    row.quarantined,
    row.eventTime === null ? '–' : instantText(row.eventTime),
    row.code === null ? '' : `${row.code}: ${row.reason ?? ''}`,
  ]);
  return table([head, ...lines]);
}

function gapsText(rows: readonly GapRow[]): string {
  if (rows.length === 0) return 'no source has lost anything';
  const lines = rows.map(({ source, symbol, from, to, count, at }) => [
    source,
    symbol ?? '',
    count === '0' ? `behind ${from}` : `${from} to ${to}`,
    count === '0' ? 'some' : count,
    instantText(at),
  ]);
  return table([['source', 'symbol', 'numbers', 'lost', 'event time'], ...lines]);
}
