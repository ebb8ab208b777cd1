import { readFile } from 'node:fs/promises';
import type { MessageReader } from '../formats/websocket/message-reader.ts';
import type { Sequencing, UpdateSink } from '../update/sink.ts';
import { LiveFeed } from './live-feed.ts';
import type { LiveTerms } from './live-terms.ts';
import { VenueError } from './venue-error.ts';
import {
  AlpacaSession,
  CoinbaseSession,
  type VenueCredentials,
  type VenueSession,
} from './venue-session.ts';

/** Number that updates of a source's reader bear; the market gives them its own. */
const SOURCE = 0;
const SEQUENCING: Sequencing = 'ASCENDING';
const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** Opens a session with a venue. @throws VenueError NO_CREDENTIALS, IN_CLEAR */
export async function openLiveFeed(
  terms: LiveTerms,
  sinkOf: (sequencing: Sequencing) => UpdateSink,
  signal: AbortSignal,
): Promise<LiveFeed> {
  const { url, symbols, credentials: file } = terms;
  if (file !== undefined) demandPrivate(url);
  const credentials = file === undefined ? undefined : await credentialsIn(file);
  const [session, reader] = await protocolOf(terms.protocol, { symbols, credentials }, sinkOf);
  const now = (): number => performance.timeOrigin + performance.now();
  return new LiveFeed({ url, session, reader, now, signal });
}

async function protocolOf(
  protocol: LiveTerms['protocol'],
  terms: ConstructorParameters<typeof AlpacaSession>[0],
  sinkOf: (sequencing: Sequencing) => UpdateSink,
): Promise<readonly [VenueSession, MessageReader]> {
  if (protocol === 'alpaca') {
    const session = new AlpacaSession(terms);
    const { AlpacaReader } = await import('../formats/websocket/alpaca-reader.ts');
    return [session, new AlpacaReader(sinkOf(SEQUENCING), { source: SOURCE })];
  }
  const { CoinbaseReader } = await import('../formats/websocket/coinbase-reader.ts');
  return [new CoinbaseSession(terms), new CoinbaseReader(sinkOf(SEQUENCING), { source: SOURCE })];
}

/** @throws VenueError IN_CLEAR where somebody on the way could read what is sent. */
function demandPrivate(url: string): void {
  const { protocol, hostname } = new URL(url);
  if (protocol === 'wss:' || LOOPBACK.has(hostname)) return;
  throw new VenueError('IN_CLEAR', 'credentials go to wss:// only, or to this machine');
}

/** `{"key", "secret"}`, from a file that the service alone need be able to read: sources are listed with what they are. */
async function credentialsIn(file: string): Promise<VenueCredentials> {
  let found: Partial<VenueCredentials> | null;
  try {
    found = JSON.parse(await readFile(file, 'utf8')) as Partial<VenueCredentials> | null;
  } catch (cause) {
    throw new VenueError('NO_CREDENTIALS', 'the file of credentials cannot be read', { cause });
  }
  const { key, secret } = found ?? {};
  if (typeof key !== 'string' || typeof secret !== 'string')
    throw new VenueError('NO_CREDENTIALS', 'the file of credentials is not {"key", "secret"}');
  return { key, secret };
}
