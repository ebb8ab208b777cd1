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
  private readonly detach: () => void;

  constructor(store: EventStore) {
    this.detach = store.onCommitted((commit) => this.dispatch(commit));
  }

  /** Number of live followers. */
  get count(): number {
    let streams = 0;
    for (const set of this.byStream.values()) streams += set.size;
    return this.followers.size + streams;
  }

  followAll(follower: AllFollower): void {
    this.followers.add(follower);
  }

  unfollowAll(follower: AllFollower): void {
    this.followers.delete(follower);
  }

  followStream(stream: string, follower: StreamFollower): void {
    const set = this.byStream.get(stream) ?? new Set();
    set.add(follower);
    this.byStream.set(stream, set);
  }

  unfollowStream(stream: string, follower: StreamFollower): void {
    const set = this.byStream.get(stream);
    set?.delete(follower);
    if (set?.size === 0) this.byStream.delete(stream);
  }

  close(): void {
    this.detach();
    this.followers.clear();
    this.byStream.clear();
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
