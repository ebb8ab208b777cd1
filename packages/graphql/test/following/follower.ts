import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, type Client } from 'graphql-ws';
import WebSocket from 'ws';

/** One message of a subscription to rows, whatever the list of rows is called. */
interface Message<Row> {
  readonly kind: 'SNAPSHOT' | 'CHANGE' | 'RESYNC';
  readonly position: string | null;
  readonly rows: readonly Row[];
}

interface FollowerOptions {
  readonly url: string;
  readonly token: string;
  /** `orderChanges(accountId: "a"` without the closing bracket. */
  readonly field: string;
  /** The list of rows, or the one row, and the fields asked of each: `orders { id }`. */
  readonly rows: string;
  /** Where it was before. */
  readonly from?: string;
}

/**
 * A client that follows rows for ever: when its socket breaks it comes back and goes on from the position that it had
 * last. It keeps everything that it was told.
 */
export class Follower<Row extends { readonly id: string }> {
  readonly #options: FollowerOptions;
  readonly #stopped = new AbortController();
  #client: Client | undefined;
  #socket: WebSocket | undefined;
  #position: string | undefined;
  readonly #running: Promise<void>;
  /** Rows as they are now. */
  readonly rows: Map<string, Row> = new Map();
  /** Rows of all changes, in the order in which they came. */
  readonly changes: Row[] = [];
  /** Times that it came back with a position. */
  returns = 0;
  /** Snapshots and resyncs that it was told. */
  readonly beginnings: string[] = [];

  constructor(options: FollowerOptions) {
    this.#options = options;
    this.#position = options.from;
    this.#running = this.#run();
  }

  /** Breaks its connection, as a network would. */
  breakSocket(): void {
    this.#socket?.terminate();
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#client?.dispose();
    this.#socket?.terminate();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      if (this.#position !== undefined) this.returns += 1;
      await this.#follow().catch(() => undefined);
      await sleep(50);
    }
  }

  #follow(): Promise<void> {
    const { url, token, field, rows } = this.#options;
    const from = this.#position === undefined ? '' : `, from: "${this.#position}"`;
    const [name = ''] = field.split('(');
    const [list = ''] = rows.split(' ');
    const opened = (socket: WebSocket): void => void (this.#socket = socket);
    this.#client = createClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      webSocketImpl: class extends WebSocket {
        constructor(address: string, protocol: string) {
          super(address, protocol);
          opened(this);
        }
      },
      connectionParams: { Authorization: `Bearer ${token}` },
      retryAttempts: 0,
    });
    return new Promise((resolve, reject) => {
      this.#client?.subscribe<Record<string, Record<string, unknown>>>(
        { query: `subscription { ${field}${from}) { kind position ${rows} } }` },
        {
          next: ({ data }) => {
            const message = data?.[name];
            if (message === undefined) return;
            const found = [message[list] ?? []].flat();
            this.#take({ ...message, rows: found } as unknown as Message<Row>);
          },
          error: reject,
          complete: resolve,
        },
      );
    });
  }

  #take({ kind, position, rows }: Message<Row>): void {
    if (position !== null) this.#position = position;
    if (kind !== 'CHANGE') this.beginnings.push(kind);
    if (kind === 'RESYNC') return this.rows.clear();
    for (const row of rows) this.rows.set(row.id, row);
    if (kind === 'CHANGE') this.changes.push(...rows);
  }
}
