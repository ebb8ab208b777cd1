import type { Concerned } from '@bellwether/projections/read-model';
import { Places } from './places.ts';

/** What readers of the read models follow. */
export interface Followed {
  readonly accountId?: string;
  readonly instrumentId?: string;
}

/**
 * Wakes those who follow an account or an instrument when something of it was published. What is published is a hint and
 * nothing else: followers read what has changed from the read models, and are woken by `SharedLook` where a hint is lost.
 */
export class Wakes {
  readonly #ofAccount = new Map<string, Set<() => void>>();
  readonly #ofInstrument = new Map<string, Set<() => void>>();
  readonly #places = new Places();

  get followers(): number {
    return this.#places.taken;
  }

  /** What is followed. */
  get followed(): Concerned {
    return { accounts: [...this.#ofAccount.keys()], instruments: [...this.#ofInstrument.keys()] };
  }

  /** Calls `wake` at each hint, until the returned function is called. @throws TooManySubscriptionsError */
  follow({ accountId, instrumentId }: Followed, user: string, wake: () => void): () => void {
    const leavePlace = this.#places.take(user);
    const leave = [
      accountId === undefined ? undefined : join(this.#ofAccount, accountId, wake),
      instrumentId === undefined ? undefined : join(this.#ofInstrument, instrumentId, wake),
    ];
    return () => {
      leavePlace();
      for (const end of leave) end?.();
    };
  }

  /** Something was published: a change of an order, or a trade. @throws SyntaxError where it is not JSON. */
  heard(subject: string, data: Uint8Array): void {
    if (this.followers === 0) return;
    const [, what, , id = ''] = subject.split('.');
    if (what === 'trade') return wakeAll(this.#ofInstrument.get(id));
    wakeAll(this.#ofAccount.get(id));
    // An order changes its instrument's book, too; whose that is only the order itself says.
    if (this.#ofInstrument.size === 0) return;
    const { instrumentId } = JSON.parse(Buffer.from(data).toString()) as Followed;
    wakeAll(this.#ofInstrument.get(instrumentId ?? ''));
  }

  /** Something of these has changed. */
  these({ accounts, instruments }: Concerned): void {
    for (const id of accounts) wakeAll(this.#ofAccount.get(id));
    for (const id of instruments) wakeAll(this.#ofInstrument.get(id));
  }

  /** Hints may have been lost. */
  all(): void {
    for (const followers of [...this.#ofAccount.values(), ...this.#ofInstrument.values()])
      wakeAll(followers);
  }
}

function wakeAll(followers: ReadonlySet<() => void> = new Set()): void {
  for (const wake of followers) wake();
}

function join(all: Map<string, Set<() => void>>, id: string, wake: () => void): () => void {
  const followers = all.get(id) ?? new Set();
  all.set(id, followers.add(wake));
  return () => {
    followers.delete(wake);
    if (followers.size === 0 && all.get(id) === followers) all.delete(id);
  };
}
