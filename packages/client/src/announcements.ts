import { concerns } from '@bellwether/domain';
import type { NatsConnection } from 'nats';

/** What was sent so shortly before an announcement was most likely heard by who makes it, ms. */
const HEARD_MS = 50;

interface Waiting {
  readonly subject: string;
  /** ms of the monotonic clock. */
  readonly since: number;
  readonly begun: () => void;
}

/**
 * Listens to who begins to answer commands. A request that reached a process just before its end is never answered, and
 * the server says nothing of one that nobody is there to take: so what waits is sent again when somebody new serves.
 */
export class Announcements {
  readonly #waiting = new Map<symbol, Waiting>();

  /** @param onAnnounced called before those that wait hear of it, with whether a subject is concerned. */
  constructor(
    connection: NatsConnection,
    onAnnounced: (isConcerned: (subject: string) => boolean) => void,
  ) {
    connection.subscribe('serving.*', {
      callback: (error, { subject: announced }) => {
        // The connection was closed, or may not listen: requests end by their time-outs then.
        if (error !== null) return;
        onAnnounced((subject) => concerns(announced, subject));
        const before = performance.now() - HEARD_MS;
        for (const { subject, since, begun } of this.#waiting.values())
          if (since < before && concerns(announced, subject)) begun();
      },
    });
  }

  /** What a request comes to, or UNAVAILABLE as soon as somebody else has begun to answer under its subject. */
  async orServedAnew<T>(subject: string, request: Promise<T>): Promise<T | 'UNAVAILABLE'> {
    const key = Symbol(subject);
    const anew = new Promise<'UNAVAILABLE'>((resolve) =>
      this.#waiting.set(key, {
        subject,
        since: performance.now(),
        begun: () => resolve('UNAVAILABLE'),
      }),
    );
    try {
      return await Promise.race([request, anew]);
    } finally {
      this.#waiting.delete(key);
    }
  }
}
