import { ANY } from '../store/expected-revision.ts';
import type { EventStore } from '../store/event-store.ts';
import { readGroups, writeGroups, type GroupConfig } from './config.ts';
import {
  checkSettings,
  subscriptionKey,
  type PersistentSettings,
  type PersistentSource,
} from './settings.ts';
import { PersistentSubscription, type PersistentParts } from './subscription.ts';

const TICK_MS = 1000;

export type GroupProblem = 'exists' | 'missing' | 'not-stored';

/** What could not be done with a subscription group. */
export class GroupError extends Error {
  override readonly name = 'GroupError';
  readonly code = 'PERSISTENT_SUBSCRIPTION_GROUP';
  readonly problem: GroupProblem;
  readonly stream: string;
  readonly group: string;

  constructor(problem: GroupProblem, stream: string, group: string) {
    super(`subscription group ${group} on ${stream}: ${problem}`);
    this.problem = problem;
    this.stream = stream;
    this.group = group;
  }
}

/** Hears why a subscription ended for those connected to it. */
export type DropListener = (
  subscription: PersistentSubscription,
  reason: 'dropped' | 'deleted',
) => void;

/** All persistent subscriptions of the server. Changes are stored before they take effect. */
export class PersistentSubscriptions {
  private readonly parts: PersistentParts;
  private readonly groups = new Map<string, PersistentSubscription>();
  private readonly timer: NodeJS.Timeout;
  /** One change at a time: each stores the whole list. */
  private changing: Promise<unknown> = Promise.resolve();
  onDrop: DropListener = () => {};

  constructor(parts: PersistentParts) {
    this.parts = parts;
    this.load();
    this.timer = setInterval(() => this.tick(), TICK_MS);
    this.timer.unref();
  }

  /** @throws GroupError */
  get(stream: string, group: string): PersistentSubscription {
    const found = this.groups.get(subscriptionKey(stream, group));
    if (found === undefined) throw new GroupError('missing', stream, group);
    return found;
  }

  list(stream?: string): PersistentSubscription[] {
    const all = [...this.groups.values()];
    return stream === undefined ? all : all.filter(({ source }) => source.stream === stream);
  }

  /** @throws InvalidSettingsError, GroupError, InvalidFilterError */
  create(source: PersistentSource, group: string, settings: PersistentSettings): Promise<void> {
    return this.change(async () => {
      checkSettings(settings);
      const key = subscriptionKey(source.stream, group);
      if (this.groups.has(key)) throw new GroupError('exists', source.stream, group);
      const created = new PersistentSubscription(this.parts, source, group, settings);
      try {
        await created.rememberStart();
        await this.store([...this.groups.values(), created], source.stream, group);
      } catch (error) {
        created.close();
        throw error;
      }
      this.groups.set(key, created);
    });
  }

  /** A new subscription takes the old one's place and goes on at its checkpoint; the filter stays. */
  update(stream: string, group: string, settings: PersistentSettings): Promise<void> {
    return this.change(async () => {
      checkSettings(settings);
      const old = this.get(stream, group);
      const updated = new PersistentSubscription(this.parts, old.source, group, settings);
      const all = [...this.groups.values()].map((each) => (each === old ? updated : each));
      try {
        await this.store(all, stream, group);
      } catch (error) {
        updated.close();
        throw error;
      }
      this.groups.set(subscriptionKey(stream, group), updated);
      this.drop(old, 'dropped');
    });
  }

  /** Removes a group, its checkpoints and its parked messages. */
  delete(stream: string, group: string): Promise<void> {
    return this.change(async () => {
      const old = this.get(stream, group);
      const rest = [...this.groups.values()].filter((each) => each !== old);
      await this.store(rest, stream, group);
      this.groups.delete(subscriptionKey(stream, group));
      this.drop(old, 'deleted');
      for (const name of old.streams) await deleteIfExists(this.parts.store, name);
    });
  }

  /** Drops every client and begins anew from what is stored. */
  restart(): Promise<void> {
    return this.change(() => {
      const old = [...this.groups.values()];
      this.groups.clear();
      for (const subscription of old) this.drop(subscription, 'dropped');
      this.load();
      return Promise.resolve();
    });
  }

  close(): void {
    clearInterval(this.timer);
    for (const subscription of this.groups.values()) subscription.close();
    this.groups.clear();
  }

  private load(): void {
    for (const { source, group, settings } of readGroups(this.parts.store, this.parts.report)) {
      try {
        checkSettings(settings);
        const subscription = new PersistentSubscription(this.parts, source, group, settings);
        this.groups.set(subscriptionKey(source.stream, group), subscription);
      } catch (error) {
        this.parts.report(error);
      }
    }
  }

  private tick(): void {
    for (const subscription of this.groups.values()) subscription.tick();
  }

  private drop(subscription: PersistentSubscription, reason: 'dropped' | 'deleted'): void {
    subscription.close();
    this.onDrop(subscription, reason);
  }

  private change(make: () => Promise<void>): Promise<void> {
    const changed = this.changing.then(make);
    this.changing = changed.catch(() => {});
    return changed;
  }

  private async store(
    all: readonly PersistentSubscription[],
    stream: string,
    group: string,
  ): Promise<void> {
    const entries: GroupConfig[] = all.map((each) => ({
      source: each.source,
      group: each.group,
      settings: each.settings,
    }));
    if (!(await writeGroups(this.parts.store, entries)))
      throw new GroupError('not-stored', stream, group);
  }
}

async function deleteIfExists(store: EventStore, stream: string): Promise<void> {
  if (store.stream(stream).durable.last < 0) return;
  await new Promise((resolve) => store.delete(stream, ANY, resolve));
}
