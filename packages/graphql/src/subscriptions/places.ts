/** Subscriptions of one kind that a gateway has at a time. */
const PLACES_MAX = 10_000;
/** Of one user: no user takes the places of all. */
const PLACES_OF_ONE_MAX = 500;

/** The gateway serves as many subscriptions as it can, and one user not all of them. */
export class TooManySubscriptionsError extends Error {
  override readonly name = 'TooManySubscriptionsError';
  readonly code = 'TOO_MANY_SUBSCRIPTIONS';
}

/** Counts who has subscriptions open. */
export class Places {
  readonly #byUser = new Map<string, number>();
  #taken = 0;

  /** How many there are. */
  get taken(): number {
    return this.#taken;
  }

  /** Takes a place, until the returned function is called. @throws TooManySubscriptionsError */
  take(user: string): () => void {
    if (this.#taken >= PLACES_MAX)
      throw new TooManySubscriptionsError('no more subscriptions are taken at the moment');
    if ((this.#byUser.get(user) ?? 0) >= PLACES_OF_ONE_MAX)
      throw new TooManySubscriptionsError(`a user has at most ${PLACES_OF_ONE_MAX} subscriptions`);
    this.#add(user, 1);
    let isTaken = true;
    return () => {
      if (isTaken) this.#add(user, -1);
      isTaken = false;
    };
  }

  #add(user: string, places: number): void {
    this.#taken += places;
    const count = (this.#byUser.get(user) ?? 0) + places;
    if (count === 0) this.#byUser.delete(user);
    else this.#byUser.set(user, count);
  }
}
