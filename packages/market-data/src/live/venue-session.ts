import { VenueError } from './venue-error.ts';

/** What opens Alpaca's stream; Coinbase's channels need nothing. */
export interface VenueCredentials {
  readonly key: string;
  readonly secret: string;
}

export interface VenueTerms {
  readonly symbols: readonly string[];
  readonly credentials: VenueCredentials | undefined;
}

/** What is said in a session until the venue tells its market. */
export interface VenueSession {
  /** Messages to send as soon as the connection stands. */
  readonly greeting: readonly string[];
  /** Whether the venue has said that it will tell what was asked for. */
  readonly isEstablished: boolean;
  /** Looks at a message of the venue. @returns messages to send. @throws VenueError REFUSED */
  hear(text: string): readonly string[];
}

type Message = Readonly<Record<string, unknown>>;

/** Words of the venue that are shown to people. */
const SHOWN_MAX = 120;

/** Coinbase Exchange (docs.cdp.coinbase.com/exchange): one request, answered by `subscriptions`. */
export class CoinbaseSession implements VenueSession {
  readonly greeting: readonly string[];
  #isEstablished = false;

  constructor({ symbols }: VenueTerms) {
    const channels = ['level2_batch', 'matches', 'heartbeat'];
    this.greeting = [JSON.stringify({ type: 'subscribe', product_ids: symbols, channels })];
  }

  get isEstablished(): boolean {
    return this.#isEstablished;
  }

  hear(text: string): readonly string[] {
    if (this.#isEstablished && !text.includes('"error"')) return [];
    for (const { type, message, reason } of messagesIn(text)) {
      if (type === 'error') throw refused(reason ?? message);
      this.#isEstablished ||= type === 'subscriptions';
    }
    return [];
  }
}

/**
 * Alpaca's stock stream (docs.alpaca.markets, Real-time Stock Data): the venue says that it is connected, is told the
 * credentials, says that it has taken them, and is told what to tell.
 */
export class AlpacaSession implements VenueSession {
  readonly greeting: readonly string[] = [];
  readonly #terms: VenueTerms;
  #isEstablished = false;

  /** @throws VenueError NO_CREDENTIALS */
  constructor(terms: VenueTerms) {
    if (terms.credentials === undefined)
      throw new VenueError('NO_CREDENTIALS', 'the venue takes nobody without credentials');
    this.#terms = terms;
  }

  get isEstablished(): boolean {
    return this.#isEstablished;
  }

  hear(text: string): readonly string[] {
    if (this.#isEstablished && !text.includes('"error"')) return [];
    const said: string[] = [];
    for (const { T, msg } of messagesIn(text)) {
      if (T === 'error') throw refused(msg);
      if (T === 'subscription') this.#isEstablished = true;
      if (T === 'success' && msg === 'connected') said.push(this.#login());
      if (T === 'success' && msg === 'authenticated') said.push(this.#subscription());
    }
    return said;
  }

  #login(): string {
    return JSON.stringify({ action: 'auth', ...this.#terms.credentials });
  }

  #subscription(): string {
    const { symbols } = this.#terms;
    const action = 'subscribe';
    return JSON.stringify({
      action,
      trades: symbols,
      quotes: symbols,
      lulds: symbols,
      statuses: symbols,
    });
  }
}

/** One message, or a list of them; what is neither is for the reader to refuse. */
function messagesIn(text: string): readonly Message[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((one): one is Message => typeof one === 'object' && one !== null);
}

function refused(why: unknown): VenueError {
  const words = typeof why === 'string' ? why.replaceAll(/[^ -~]/g, '?').slice(0, SHOWN_MAX) : '';
  return new VenueError('REFUSED', `the venue refused${words === '' ? '' : `: ${words}`}`);
}
