import { parseLink } from '../store/links.ts';
import type { Consumer } from './consumer.ts';
import { readEventOf, type Message } from './message.ts';
import type { ConsumerStrategyName } from './settings.ts';

/** `full`: nobody can take anything now. `skip`: nobody can take this one, others may go on. */
type Choice = Consumer | 'full' | 'skip';

/** Chooses the consumer for each message. */
export interface ConsumerStrategy {
  add(consumer: Consumer): void;
  remove(consumer: Consumer): void;
  choose(message: Message): Choice;
}

/** A 32-bit hash of a stream's name. */
export type Hash32 = (text: string) => number;

const BUCKETS = 1024;

export function consumerStrategy(name: ConsumerStrategyName, hash: Hash32): ConsumerStrategy {
  switch (name) {
    case 'RoundRobin':
      return roundRobin();
    case 'DispatchToSingle':
      return dispatchToSingle();
    case 'Pinned':
      return pinned((message) => hash(sourceStreamOf(message)));
    case 'PinnedByCorrelation':
      return pinned((message) => hash(correlationOf(message) ?? sourceStreamOf(message)));
  }
}

/** Each message to the next consumer that has room. */
function roundRobin(): ConsumerStrategy {
  const queue: Consumer[] = [];
  return {
    add: (consumer) => void queue.push(consumer),
    remove: (consumer) => void queue.splice(queue.indexOf(consumer), 1),
    choose() {
      for (let i = 0; i < queue.length; i++) {
        const consumer = queue.shift()!;
        queue.push(consumer);
        if (consumer.availableSlots > 0) return consumer;
      }
      return 'full';
    },
  };
}

/** Everything to one consumer until it is full, then to the next. */
function dispatchToSingle(): ConsumerStrategy {
  const queue: Consumer[] = [];
  return {
    add: (consumer) => void queue.push(consumer),
    remove: (consumer) => void queue.splice(queue.indexOf(consumer), 1),
    choose() {
      for (let i = 0; i < queue.length; i++) {
        const [first] = queue;
        if (first!.availableSlots > 0) return first!;
        queue.push(queue.shift()!);
      }
      return 'full';
    },
  };
}

/** The same source stream to the same consumer, by buckets that are spread anew when a consumer comes. */
function pinned(hashOf: (message: Message) => number): ConsumerStrategy {
  const consumers: Consumer[] = [];
  let buckets: (Consumer | undefined)[] = Array.from({ length: BUCKETS });
  const leastLoaded = (): Consumer | undefined => {
    const load = new Map(consumers.map((consumer) => [consumer, 0]));
    for (const owner of buckets) if (owner !== undefined) load.set(owner, load.get(owner)! + 1);
    let least: Consumer | undefined;
    for (const [consumer, count] of load)
      if (least === undefined || count < load.get(least)!) least = consumer;
    return least;
  };
  return {
    add(consumer) {
      consumers.push(consumer);
      const share = Math.floor(BUCKETS / consumers.length);
      const load = new Map(consumers.map((each) => [each, 0]));
      buckets = buckets.map((owner) => {
        if (owner === undefined) return undefined;
        const kept = load.get(owner)! < share;
        if (kept) load.set(owner, load.get(owner)! + 1);
        return kept ? owner : undefined;
      });
    },
    remove(consumer) {
      consumers.splice(consumers.indexOf(consumer), 1);
      buckets = buckets.map((owner) => (owner === consumer ? undefined : owner));
    },
    choose(message) {
      if (consumers.every((consumer) => consumer.availableSlots === 0)) return 'full';
      const bucket = hashOf(message) % BUCKETS;
      const owner = (buckets[bucket] ??= leastLoaded());
      if (owner === undefined) return 'full';
      return owner.availableSlots > 0 ? owner : 'skip';
    },
  };
}

/** The stream that an event first was in; of a link that leads nowhere, the stream it points to. */
function sourceStreamOf({ resolved }: Message): string {
  const { event, link } = resolved;
  if (event !== undefined)
    return event.type === '$>' ? (parseLink(event)?.stream ?? event.stream) : event.stream;
  return link === undefined ? '' : (parseLink(link)?.stream ?? link.stream);
}

function correlationOf(message: Message): string | undefined {
  const { metadata } = message.resolved.event ?? readEventOf(message);
  try {
    const parsed = JSON.parse(metadata.toString('utf8')) as Record<string, unknown> | null;
    const id = parsed?.['$correlationId'];
    return typeof id === 'string' ? id : undefined;
  } catch {
    return undefined;
  }
}
