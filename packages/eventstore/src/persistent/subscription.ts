import type { StoredEvent } from '../event/event.ts';
import type { EventStore } from '../store/event-store.ts';
import { resolveLink } from '../store/links.ts';
import type { SubscriptionHub } from '../subscriptions/hub.ts';
import { CheckpointStream } from './checkpoint.ts';
import type { Consumer } from './consumer.ts';
import { RateMeter } from './measurements.ts';
import type { Message } from './message.ts';
import { Consumers, RetryQueue } from './outstanding.ts';
import { Parking } from './parking.ts';
import type { PersistentSettings, PersistentSource } from './settings.ts';
import { eventSource, type EventSource } from './source.ts';
import { consumerStrategy, type ConsumerStrategy, type Hash32 } from './strategy.ts';

/** Batches read in one turn of the event loop. */
const READS_PER_TURN = 8;

/** A client's answer to a message it could not process. */
export type NackAction = 'unknown' | 'park' | 'retry' | 'skip' | 'stop';

export interface PersistentParts {
  readonly store: EventStore;
  readonly hub: SubscriptionHub;
  readonly hash: Hash32;
  readonly report: (error: unknown) => void;
}

/**
 * A persistent subscription: the server remembers how far the group has come and hands each event to one of its consumers, at least
 * once, until it is acknowledged, skipped or parked.
 */
export class PersistentSubscription {
  readonly source: PersistentSource;
  readonly group: string;
  readonly settings: PersistentSettings;
  readonly consumers: Consumers = new Consumers();
  readonly retries: RetryQueue = new RetryQueue();
  readonly parking: Parking;
  readonly rate: RateMeter = new RateMeter();
  readonly events: EventSource;
  private readonly parts: PersistentParts;
  private readonly strategy: ConsumerStrategy;
  private readonly checkpoints: CheckpointStream;
  private readonly unfollow: () => void;
  private readonly resolver: ReturnType<EventStore['recordReader']>;
  private buffer: Message[] = [];
  /** Being written to the parked stream; they hold the checkpoint back until they are durable. */
  private readonly beingParked = new Set<Message>();
  private next: number;
  private sequence = 0;
  private atEnd = false;
  private pumping = false;
  private closed = false;
  private checkpointed: { sequence: number; at: number; text: string | undefined };

  constructor(
    parts: PersistentParts,
    source: PersistentSource,
    group: string,
    settings: PersistentSettings,
  ) {
    const key = `${source.stream}::${group}`;
    this.parts = parts;
    this.source = source;
    this.group = group;
    this.settings = settings;
    this.events = eventSource(parts.store, parts.hub, source);
    this.parking = new Parking(parts.store, key);
    this.checkpoints = new CheckpointStream(parts.store, key);
    this.strategy = consumerStrategy(settings.strategy, parts.hash);
    this.resolver = parts.store.recordReader();
    const text = this.checkpoints.read();
    this.checkpointed = { sequence: 0, at: performance.now(), text };
    this.next = text === undefined ? this.firstPosition() : this.events.parse(text) + 1;
    this.unfollow = this.events.follow(() => {
      this.atEnd = false;
      this.pump();
    });
  }

  /** Position of the last event that was read, -1 before the first. */
  get lastKnown(): number {
    return this.next - 1;
  }

  get lastCheckpoint(): string | undefined {
    return this.checkpointed.text;
  }

  get bufferCount(): number {
    return this.buffer.length;
  }

  get outstandingCount(): number {
    return this.consumers.inFlight + this.retries.size + this.beingParked.size;
  }

  get status(): string {
    return this.atEnd && this.buffer.length === 0 ? 'Live' : 'Behind';
  }

  connect(consumer: Consumer): void {
    this.consumers.add(consumer);
    this.strategy.add(consumer);
    this.pump();
  }

  /** A client is gone: what it had is given to others. */
  disconnect(consumer: Consumer): void {
    if (!this.consumers.delete(consumer)) return;
    this.strategy.remove(consumer);
    for (const { message } of consumer.inFlight.values()) this.retry(message);
    consumer.inFlight.clear();
    this.pump();
  }

  ack(consumer: Consumer, ids: readonly string[]): void {
    for (const id of ids) {
      const message = consumer.release(id, performance.now());
      if (message !== undefined) this.settled(message);
    }
    this.handOut();
  }

  nack(consumer: Consumer, ids: readonly string[], action: NackAction, reason: string): void {
    // The real server does nothing on Stop: the message stays in flight until it times out.
    if (action === 'stop') return;
    for (const id of ids) {
      const message = consumer.release(id, performance.now());
      if (message === undefined) continue;
      if (action === 'park') this.park(message, reason);
      else if (action === 'skip') this.settled(message);
      else this.retry(message);
    }
    this.handOut();
  }

  /** Hands parked messages out again, all or the first `stopAt`. */
  replayParked(stopAt: number | undefined): void {
    for (const message of this.parking.replay(stopAt)) this.retries.add(message);
    this.pump();
  }

  /** Called about once a second: time-outs, checkpoint by time, statistics. */
  tick(): void {
    const now = performance.now();
    const { messageTimeoutMs } = this.settings;
    if (messageTimeoutMs > 0)
      for (const [consumer, id] of this.consumers.overdue(now - messageTimeoutMs)) {
        const message = consumer.release(id, now);
        if (message !== undefined) this.retry(message);
      }
    this.rate.measure(now);
    for (const consumer of this.consumers) consumer.rate.measure(now);
    this.checkpoint(true);
    this.pump();
  }

  /** Makes a group that begins at the end remember where that was. */
  async rememberStart(): Promise<void> {
    if (this.settings.startFrom !== 'end' || this.next === 0 || this.lastCheckpoint !== undefined)
      return;
    const text = this.events.text(this.next - 1);
    if (await this.checkpoints.write(text)) this.checkpointed.text = text;
  }

  close(): void {
    this.closed = true;
    this.unfollow();
  }

  get streams(): readonly string[] {
    return [this.checkpoints.stream, this.parking.stream];
  }

  private firstPosition(): number {
    const { startFrom } = this.settings;
    return startFrom === 'start' ? 0 : startFrom === 'end' ? this.events.end() : startFrom;
  }

  /** Delivers what can be delivered; never re-entered, and goes on in a later turn when there is much to read. */
  private pump(): void {
    if (this.pumping || this.closed || this.consumers.size === 0) return;
    this.pumping = true;
    setImmediate(() => {
      this.pumping = false;
      this.handOut();
    });
  }

  /** Delivers now: each answer of a client makes room, which goes to what comes next at that moment, retried events first. */
  private handOut(): void {
    if (this.closed) return;
    try {
      this.deliver();
    } catch (error) {
      this.parts.report(error);
    }
  }

  private deliver(): void {
    this.retries.offer((message) => this.push(message));
    this.fillBuffer();
    const kept: Message[] = [];
    for (let i = 0; i < this.buffer.length; i++) {
      const answer = this.push(this.buffer[i]!);
      if (answer === 'kept') kept.push(this.buffer[i]!);
      if (answer !== 'stop') continue;
      kept.push(...this.buffer.slice(i));
      break;
    }
    this.buffer = kept;
    if (!this.atEnd && this.hasRoom) this.pump();
    this.checkpoint(false);
  }

  private push(message: Message): 'taken' | 'kept' | 'stop' {
    // The same event may be waiting twice, as a parked message that is replayed while it is retried.
    if (this.consumers.holds(message)) return 'kept';
    const choice = this.strategy.choose(message);
    if (choice === 'full') return 'stop';
    if (choice === 'skip') return 'kept';
    choice.send(message, performance.now());
    this.rate.count();
    if (choice.call.isClogged) void choice.call.drained().then(() => this.pump());
    return 'taken';
  }

  private get hasRoom(): boolean {
    const { readBatchSize, historyBufferSize } = this.settings;
    return this.buffer.length + readBatchSize <= historyBufferSize;
  }

  private fillBuffer(): void {
    const { readBatchSize } = this.settings;
    for (let i = 0; i < READS_PER_TURN && !this.atEnd && this.hasRoom; i++) {
      const batch = this.events.read(this.next, readBatchSize);
      const skipped = batch.considered - batch.events.length;
      this.sequence += skipped;
      for (const event of batch.events) this.buffer.push(this.messageOf(event));
      this.next = batch.next;
      this.atEnd = batch.atEnd;
    }
  }

  /** Links are resolved for the group; who may not read where one leads is given the link alone (see `shownTo`). */
  private messageOf(event: StoredEvent): Message {
    const resolved = this.settings.resolveLinks
      ? resolveLink(this.parts.store, this.resolver, event, () => true)
      : { event, link: undefined };
    this.sequence++;
    const position = this.events.positionOf(event);
    return {
      resolved,
      position,
      sequence: this.sequence,
      retryCount: 0,
      parkedRevision: undefined,
    };
  }

  private retry(message: Message): void {
    const { maxRetryCount } = this.settings;
    if (message.retryCount >= maxRetryCount) {
      this.park(message, `Reached retry count of ${maxRetryCount}`);
      return;
    }
    message.retryCount++;
    this.retries.add(message);
  }

  private park(message: Message, reason: string): void {
    this.beingParked.add(message);
    this.parking
      .park(message, reason)
      .then((parked) => {
        this.beingParked.delete(message);
        if (parked) this.settled(message);
        else this.retries.add(message);
        this.pump();
      })
      .catch((error: unknown) => {
        this.beingParked.delete(message);
        this.retries.add(message);
        this.parts.report(error);
      });
  }

  private settled(message: Message): void {
    if (message.parkedRevision !== undefined) this.parking.settled(message.parkedRevision);
  }

  /** Writes a checkpoint if one is due: before the lowest message that is not settled, or behind everything read. */
  private checkpoint(isTick: boolean): void {
    const { minCheckpointCount, maxCheckpointCount, checkpointAfterMs } = this.settings;
    const now = performance.now();
    const fewest = Math.min(minCheckpointCount, maxCheckpointCount);
    if (this.sequence - this.checkpointed.sequence < fewest) return;
    const lowest = this.lowestUnsettled();
    const sequence = lowest === undefined ? this.sequence : lowest.sequence - 1;
    const position = lowest === undefined ? this.next - 1 : lowest.position - 1;
    const done = sequence - this.checkpointed.sequence;
    if (position < 0 || done < 1) return;
    const isDue = now - this.checkpointed.at >= checkpointAfterMs || done >= maxCheckpointCount;
    const isEnough = (isTick && done >= minCheckpointCount) || done >= maxCheckpointCount;
    if (!isDue || !isEnough) return;
    const text = this.events.text(position);
    this.checkpointed = { sequence, at: now, text: this.checkpointed.text };
    this.checkpoints
      .write(text)
      .then((written) => {
        if (written) this.checkpointed.text = text;
      })
      .catch(this.parts.report);
  }

  private lowestUnsettled(): Message | undefined {
    let lowest: Message | undefined;
    const consider = (message: Message): void => {
      if (message.parkedRevision !== undefined) return;
      if (lowest === undefined || message.sequence < lowest.sequence) lowest = message;
    };
    for (const message of this.consumers.messages()) consider(message);
    for (const message of this.retries) consider(message);
    for (const message of this.beingParked) consider(message);
    for (const message of this.buffer) consider(message);
    return lowest;
  }
}
