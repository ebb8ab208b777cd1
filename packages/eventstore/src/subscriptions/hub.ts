import type { Commit, CommittedFrame } from '../store/commit-feed.ts';
import type { EventStore } from '../store/event-store.ts';

/** Someone who follows everything that is committed. */
export interface AllFollower {
  committed(commit: Commit): void;
}

/** Someone who follows one stream. */
export interface StreamFollower {
  committed(frame: CommittedFrame): void;
}

/** Hands each commit to those who follow: a commit costs one look-up per append in it, however many streams are followed. */
export class SubscriptionHub {
  private readonly followers = new Set<AllFollower>();
  private readonly byStream = new Map<string, Set<StreamFollower>>();
  private readonly store: EventStore;
  private detach: (() => void) | undefined;

  constructor(store: EventStore) {
    this.store = store;
  }

  /** Number of live followers. */
  get count(): number {
    let streams = 0;
    for (const set of this.byStream.values()) streams += set.size;
    return this.followers.size + streams;
  }

  followAll(follower: AllFollower): void {
    this.followers.add(follower);
    this.listen();
  }

  unfollowAll(follower: AllFollower): void {
    this.followers.delete(follower);
    this.listen();
  }

  followStream(stream: string, follower: StreamFollower): void {
    const set = this.byStream.get(stream) ?? new Set();
    set.add(follower);
    this.byStream.set(stream, set);
    this.listen();
  }

  unfollowStream(stream: string, follower: StreamFollower): void {
    const set = this.byStream.get(stream);
    set?.delete(follower);
    if (set?.size === 0) this.byStream.delete(stream);
    this.listen();
  }

  close(): void {
    this.followers.clear();
    this.byStream.clear();
    this.listen();
  }

  /** Commits are decoded only while somebody follows. */
  private listen(): void {
    const isFollowed = this.followers.size > 0 || this.byStream.size > 0;
    if (isFollowed) this.detach ??= this.store.onCommitted((commit) => this.dispatch(commit));
    else {
      this.detach?.();
      this.detach = undefined;
    }
  }

  private dispatch(commit: Commit): void {
    for (const follower of this.followers) follower.committed(commit);
    if (this.byStream.size === 0) return;
    for (const frame of commit.frames) {
      const set = this.byStream.get(frame.header.stream);
      if (set === undefined) continue;
      for (const follower of set) follower.committed(frame);
    }
  }
}
