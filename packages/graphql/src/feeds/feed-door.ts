import type { Actor } from '@bellwether/domain';
import type { QuoteRow } from '@bellwether/market-data/contract';
import { RareLog, type Logger } from '@bellwether/platform/log';
import type { NatsConnection, Subscription } from 'nats';
import { gatewayError, UnavailableError } from '../plugins/errors.ts';
import { Places } from '../subscriptions/places.ts';
import { NewestQuotes } from './newest-quotes.ts';

/** From a question to its answer, ms. */
const ANSWER_MS = 5_000;

/** The way to the service of market data: its questions, and what the market becomes. */
export class FeedDoor {
  readonly #nats: NatsConnection;
  readonly #user: string;
  readonly #readers = new Set<NewestQuotes>();
  readonly #places = new Places();
  readonly #log: RareLog;
  /** There while somebody follows quotes: nobody else needs what all symbols become. */
  #subscription: Subscription | undefined;

  /** @param user of the connection: a delegate. */
  constructor(nats: NatsConnection, user: string, logger: Logger) {
    this.#nats = nats;
    this.#user = user;
    this.#log = new RareLog(logger, 'quotes are not received');
  }

  /**
   * Asks a question for somebody. @returns its rows, as JSON has them.
   * @throws UnavailableError where nobody answers; FORBIDDEN, BAD_USER_INPUT as the service says.
   */
  async ask(name: string, input: object, viewer: Actor): Promise<readonly object[]> {
    const { name: who, roles, accounts } = viewer;
    const data = JSON.stringify({ ...input, actor: { name: who, roles, accounts } });
    const subject = `qry.${name}.${this.#user}`;
    const reply = await this.#nats
      .request(subject, data, { timeout: ANSWER_MS })
      .catch((cause: unknown) => {
        throw new UnavailableError('market data does not answer: ask again', { cause });
      });
    const answer = reply.json<Answer>();
    if (answer.rows !== undefined) return answer.rows;
    const { code, message = '' } = answer;
    if (code === 'FORBIDDEN') throw gatewayError('FORBIDDEN', message);
    if (code === 'BAD_QUERY') throw gatewayError('BAD_USER_INPUT', message);
    throw new UnavailableError(`market data does not answer: ${message}`);
  }

  /** What the market of symbols becomes from now on, the newest of each. @throws TooManySubscriptionsError */
  follow(symbols: readonly string[], user: string): NewestQuotes {
    const leave = this.#places.take(user);
    const reader: NewestQuotes = new NewestQuotes(symbols, () => {
      this.#readers.delete(reader);
      leave();
      if (this.#readers.size > 0) return;
      this.#subscription?.unsubscribe();
      this.#subscription = undefined;
    });
    this.#readers.add(reader);
    this.#subscription ??= this.#nats.subscribe('md.quotes', {
      callback: (error, message) => {
        try {
          if (error !== null) throw error;
          const rows = message.json<readonly QuoteRow[]>();
          for (const each of this.#readers) each.push(rows);
        } catch (thrown) {
          this.#log.note({ err: thrown });
        }
      },
    });
    return reader;
  }

  close(): void {
    for (const reader of this.#readers) void reader.return();
  }
}

/** What the service answers: rows, or why there are none. */
interface Answer {
  readonly rows?: readonly object[];
  readonly code?: string;
  readonly message?: string;
}
