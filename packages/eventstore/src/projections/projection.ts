import type { ResolvedEvent } from '../event/event.ts';
import type { EventStore } from '../store/event-store.ts';
import { resolveLink } from '../store/links.ts';
import type { Commit } from '../store/commit-feed.ts';
import type { AllFollower, SubscriptionHub } from '../subscriptions/hub.ts';
import { yieldToOthers } from '../subscriptions/sink.ts';
import { ProjectionCheckpoints } from './checkpoint.ts';
import type { ProjectionDefinition } from './definition.ts';
import { Emitter } from './emitter.ts';
import { EmittedStreams } from './emitted-streams.ts';
import { ProjectionFault, type ProjectionHandler } from './handler.ts';
import { stillReadable } from './still-readable.ts';

export type ProjectionStatus =
  | 'Stopped'
  | 'Starting'
  | 'Running'
  | 'Stopping'
  | 'Aborted/Stopped'
  | 'Completed/Stopped'
  | 'Faulted';

export interface ProjectionParts {
  readonly store: EventStore;
  readonly hub: SubscriptionHub;
  readonly handlerFor: (definition: ProjectionDefinition) => Promise<ProjectionHandler>;
  readonly report: (error: unknown) => void;
}

const SLICE_EVENTS = 200;
const CHECKPOINT_MS = 2000;
const CHECKPOINT_EVENTS = 4000;

/** One projection: reads the log from its checkpoint on, lets its handler work, writes what that emits, and remembers how far it came. */
export class Projection implements AllFollower {
  definition: ProjectionDefinition;
  status: ProjectionStatus = 'Stopped';
  reason = '';
  processed = 0;
  /** Time spent in the handler, ms. */
  busyMs = 0;
  /** Next log position to read, and that of the last checkpoint. */
  next = 0;
  checkpointed = 0;
  handler: ProjectionHandler | undefined;
  private readonly parts: ProjectionParts;
  private readonly checkpoints: ProjectionCheckpoints;
  private wake: () => void = () => {};
  private running: Promise<void> = Promise.resolve();
  private started: Promise<void> = Promise.resolve();
  private stopRequested = false;
  private dirty = 0;
  private checkpointAt = 0;

  constructor(parts: ProjectionParts, definition: ProjectionDefinition) {
    this.parts = parts;
    this.definition = definition;
    this.checkpoints = new ProjectionCheckpoints(parts.store, definition.name);
  }

  get isRunning(): boolean {
    return this.status === 'Running' || this.status === 'Starting' || this.status === 'Stopping';
  }

  /** How much of the log has been read, percent. */
  get progress(): number {
    const { durableEnd } = this.parts.store.log;
    return durableEnd === 0 ? 100 : Math.min(100, (this.next / durableEnd) * 100);
  }

  get checkpointStream(): string {
    return this.checkpoints.stream;
  }

  /** Starts it where it does not run; resolves when it runs, or has failed to. */
  start(): Promise<void> {
    if (this.isRunning) return this.started;
    this.status = 'Starting';
    this.reason = '';
    this.stopRequested = false;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.started = promise;
    this.running = this.run(resolve);
    return promise;
  }

  /** Ends it after what it is doing; `writeCheckpoint` false leaves it as if it had crashed. */
  async stop(writeCheckpoint: boolean): Promise<void> {
    if (!this.isRunning) return;
    this.stopRequested = true;
    this.status = 'Stopping';
    this.wake();
    await this.running;
    if (this.status !== 'Stopping') return;
    try {
      if (writeCheckpoint && this.dirty > 0) await this.checkpoint();
      this.status = writeCheckpoint ? 'Stopped' : 'Aborted/Stopped';
    } catch (error) {
      this.fault(error);
    }
  }

  /** Frees what a stopped projection still holds to answer questions about its state. */
  dispose(): void {
    this.handler?.dispose();
    this.handler = undefined;
  }

  committed(_commit: Commit): void {
    this.wake();
  }

  private async run(hasStarted: () => void): Promise<void> {
    try {
      const handler = await this.prepare();
      this.parts.hub.followAll(this);
      hasStarted();
      await this.follow(handler);
    } catch (error) {
      this.fault(error);
    } finally {
      hasStarted();
      this.parts.hub.unfollowAll(this);
    }
  }

  private async prepare(): Promise<ProjectionHandler> {
    const { definition } = this;
    this.dispose();
    const handler = await this.parts.handlerFor(definition);
    this.handler = handler;
    const saved = this.checkpoints.read();
    const isUsable = saved?.epoch === definition.epoch;
    this.next = isUsable ? saved.next : 0;
    this.checkpointed = this.next;
    if (isUsable && saved.snapshot !== '') await handler.restore(saved.snapshot);
    this.dirty = 0;
    this.checkpointAt = performance.now();
    if (this.status === 'Starting') this.status = 'Running';
    return handler;
  }

  private async follow(handler: ProjectionHandler): Promise<void> {
    const { store } = this.parts;
    const emitter = this.emitter();
    const reading = store.allForward(this.next, handler.filter);
    const resolver = store.recordReader();
    while (!this.stopRequested) {
      const slice = reading.next(SLICE_EVENTS);
      const events = handler.readsStreams
        ? stillReadable(store, slice.events).map((event) =>
            resolveLink(store, resolver, event, handler.mayRead),
          )
        : slice.events.map((event): ResolvedEvent => ({ event, link: undefined }));
      const started = performance.now();
      const emissions = events.length === 0 ? [] : await handler.process(events);
      this.busyMs += performance.now() - started;
      if (emissions.length > 0) await emitter.emit(emissions);
      this.processed += events.length;
      this.dirty += this.definition.native === undefined ? events.length : emissions.length;
      this.next = Math.max(this.next, reading.lastPosition + 1);
      if (this.isCheckpointDue()) await this.checkpoint();
      if (!reading.atEnd) await yieldToOthers();
      else if (this.definition.mode === 'OneTime') return this.complete();
      else await this.more();
    }
    return undefined;
  }

  /** Waits for a commit, a stop, or the time for a checkpoint. */
  private async more(): Promise<void> {
    if (this.stopRequested) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.wake = resolve;
    const timer = this.dirty > 0 ? setTimeout(resolve, CHECKPOINT_MS) : undefined;
    await promise;
    clearTimeout(timer);
    this.wake = () => {};
  }

  private isCheckpointDue(): boolean {
    if (this.dirty === 0) return false;
    return (
      this.dirty >= CHECKPOINT_EVENTS || performance.now() - this.checkpointAt >= CHECKPOINT_MS
    );
  }

  private async checkpoint(): Promise<void> {
    const { version, epoch } = this.definition;
    const { next } = this;
    const snapshot = await this.handler!.snapshot();
    if (this.definition.mode !== 'Transient')
      await this.checkpoints.write({ version, epoch, next, snapshot });
    this.checkpointed = next;
    this.dirty = 0;
    this.checkpointAt = performance.now();
  }

  private async complete(): Promise<void> {
    await this.checkpoint();
    this.status = 'Completed/Stopped';
  }

  private emitter(): Emitter {
    const { name, epoch, trackEmittedStreams } = this.definition;
    if (!trackEmittedStreams) return new Emitter(this.parts.store, name, epoch);
    const tracked = new EmittedStreams(this.parts.store, name);
    return new Emitter(this.parts.store, name, epoch, (stream) => tracked.track(stream));
  }

  private fault(error: unknown): void {
    this.status = 'Faulted';
    this.reason = error instanceof Error ? error.message : String(error);
    if (!(error instanceof ProjectionFault)) this.parts.report(error);
  }
}
