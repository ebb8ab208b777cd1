import type { Consumer } from './consumer.ts';
import { ackIdOf, type Message } from './message.ts';

/** What waits to be delivered again: by position, replayed messages last in order of replay. */
export class RetryQueue {
  private messages: Message[] = [];

  get size(): number {
    return this.messages.length;
  }

  add(message: Message): void {
    let at = this.messages.length;
    while (at > 0 && this.messages[at - 1]!.position > message.position) at--;
    this.messages.splice(at, 0, message);
  }

  /** Offers each message in order; those for which `take` answers true leave. Stops at `stop`. */
  offer(take: (message: Message) => 'taken' | 'kept' | 'stop'): void {
    const kept: Message[] = [];
    for (let i = 0; i < this.messages.length; i++) {
      const answer = take(this.messages[i]!);
      if (answer === 'taken') continue;
      if (answer === 'stop') {
        kept.push(...this.messages.slice(i));
        break;
      }
      kept.push(this.messages[i]!);
    }
    this.messages = kept;
  }

  *[Symbol.iterator](): Generator<Message> {
    yield* this.messages;
  }
}

/** The consumers of a subscription and what each has in flight. */
export class Consumers {
  private readonly all = new Set<Consumer>();

  get size(): number {
    return this.all.size;
  }

  get inFlight(): number {
    let count = 0;
    for (const consumer of this.all) count += consumer.inFlight.size;
    return count;
  }

  add(consumer: Consumer): void {
    this.all.add(consumer);
  }

  delete(consumer: Consumer): boolean {
    return this.all.delete(consumer);
  }

  /** True where a message with this id is in flight at some consumer: ids tell deliveries apart. */
  holds(message: Message): boolean {
    const id = ackIdOf(message);
    for (const consumer of this.all) if (consumer.inFlight.has(id)) return true;
    return false;
  }

  /** Messages sent before `before` (monotonic ms) and still not answered. */
  *overdue(before: number): Generator<readonly [consumer: Consumer, id: string]> {
    for (const consumer of this.all) {
      for (const [id, { sentAt }] of consumer.inFlight) {
        if (sentAt > before) break;
        yield [consumer, id];
      }
    }
  }

  *messages(): Generator<Message> {
    for (const consumer of this.all)
      for (const { message } of consumer.inFlight.values()) yield message;
  }

  *[Symbol.iterator](): Generator<Consumer> {
    yield* this.all;
  }
}
