import { END, type EventStoreDBClient } from '@eventstore/db-client';

/** How far back the head of some streams is looked for behind events of others: near first, as it is nearly always there. */
const HEAD_SEARCH_EVENTS = [1, 50, 1_000];

/**
 * Commit position of the last event of streams that start with one of `prefixes`, if it is among the last thousand
 * events of the log; undefined otherwise.
 */
export async function headPosition(
  client: EventStoreDBClient,
  prefixes: readonly string[],
): Promise<bigint | undefined> {
  for (const maxCount of HEAD_SEARCH_EVENTS) {
    let head: bigint | undefined;
    // Each search reads to its end: a stream that is left half-read stays open in the client for ever.
    for await (const { event } of client.readAll({
      direction: 'backwards',
      fromPosition: END,
      maxCount,
    }))
      if (event !== undefined && prefixes.some((prefix) => event.streamId.startsWith(prefix)))
        head ??= event.position.commit;
    if (head !== undefined) return head;
  }
  return undefined;
}

/** What a watch needs to know of a subscription. */
export interface Watched {
  readonly client: EventStoreDBClient;
  readonly prefixes: readonly string[];
  readonly everyMs: number;
  /** Commit position of the last message told; undefined before the first. */
  readonly told: () => bigint | undefined;
  /** Whether messages are waited for: where they wait for us, the subscription is not at fault. */
  readonly waiting: () => boolean;
  /** Called once. */
  readonly onSilent: () => void;
}

/**
 * Compares a subscription with the head of the log from time to time. A subscription can lose its server without an
 * error; if it has told nothing between two looks although both times the log had more, it is silent.
 * @returns ends the watch.
 */
export function watchHead({ client, prefixes, everyMs, ...of }: Watched): () => void {
  let behindAt: bigint | undefined | 'ahead' = 'ahead';
  let ended = false;
  let timer = setTimeout(look, everyMs);
  const end = (): void => {
    ended = true;
    clearTimeout(timer);
  };
  function look(): void {
    const told = of.told();
    // A store that cannot be asked is away: then the subscription has its error.
    const asked = headPosition(client, prefixes).catch(() => undefined);
    void asked.then((head) => {
      if (ended) return;
      const behind = head !== undefined && (told === undefined || head > told) && of.waiting();
      if (behind && behindAt === told) {
        end();
        of.onSilent();
        return;
      }
      behindAt = behind ? told : 'ahead';
      timer = setTimeout(look, everyMs);
    });
  }
  return end;
}
