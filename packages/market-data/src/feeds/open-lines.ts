import { LineArbiter } from '../arbitrate/line-arbiter.ts';
import type { LeftOut } from '../reader/feed-reader.ts';
import { UpdateFlag } from '../update/flags.ts';
import type { MarketUpdate } from '../update/market-update.ts';
import type { Sequencing, UpdateSink } from '../update/sink.ts';
import { FeedError } from './feed-error.ts';
import type { FeedFormat } from './feed-format.ts';
import { openFeed, type FeedOptions, type OpenFeed } from './open-feed.ts';

/** Bytes of a step: little, so that neither line is far ahead of the other. */
const STEP_BYTES = 4_096;
/** Formats whose events bear numbers that the venue gave them: others would be numbered by what a file has of them. */
const NUMBERED: ReadonlySet<FeedFormat> = new Set(['iex']);

/** Both recordings of a feed that is sent twice, as one. */
export interface OpenLines extends Pick<OpenFeed, 'format' | 'steps'> {
  leftOut(): LeftOut | undefined;
  /** Events that both lines have, and that neither has. */
  arbitration(): { readonly duplicates: number; readonly lost: number };
}

/**
 * Opens the recordings of lines A and B of a feed: the first copy of each event counts, and what one has lost comes from the
 * other. The line that is behind is read, so that what both have lost is known a step later.
 * @throws FeedError where it is of no format that is known, or of one whose events bear no numbers; errors of the file system.
 */
export async function openLines(
  paths: readonly [string, string],
  options: FeedOptions,
  sinkOf: (sequencing: Sequencing) => UpdateSink,
): Promise<OpenLines> {
  const joined = new Joined(sinkOf);
  const lines = paths.map(() => joined.line());
  const feeds: OpenFeed[] = [];
  for (const [n, path] of paths.entries()) {
    const feed = await openFeed(path, { ...options, stepBytes: STEP_BYTES }, (sequencing) =>
      lines[n]!.begin(sequencing),
    );
    if (!NUMBERED.has(feed.format))
      throw new FeedError('NO_NUMBERS', `events of ${feed.format} bear no numbers of the venue's`);
    feeds.push(feed);
  }
  const [first] = feeds;
  return {
    format: first!.format,
    leftOut: () => first!.leftOut(),
    arbitration: () => joined.arbitration,
    async *steps() {
      const open = feeds.map((feed, n) => ({
        steps: feed.steps()[Symbol.asyncIterator](),
        line: lines[n]!,
      }));
      while (open.length > 0) {
        const behind = open.reduce((a, b) => (b.line.sequence < a.line.sequence ? b : a));
        const { done } = await behind.steps.next();
        if (done === true) open.splice(open.indexOf(behind), 1);
        yield;
      }
      joined.end();
      yield;
    },
  };
}

interface Line {
  /** The last event that it has told. */
  readonly sequence: number;
  begin(sequencing: Sequencing): UpdateSink;
}

/** The way of two lines to one sink. They may number instruments differently, by what each has of them. */
class Joined {
  readonly #sinkOf: (sequencing: Sequencing) => UpdateSink;
  readonly #symbols = new Map<string, number>();
  #arbiter: LineArbiter | undefined;

  constructor(sinkOf: (sequencing: Sequencing) => UpdateSink) {
    this.#sinkOf = sinkOf;
  }

  get arbitration() {
    const { duplicates = 0, lostEvents: lost = 0 } = this.#arbiter ?? {};
    return { duplicates, lost };
  }

  line(): Line {
    const own = new Map<number, number>();
    const line = {
      sequence: -1,
      begin: (sequencing: Sequencing): UpdateSink => {
        // Files do not come late: the line that is behind is waited for.
        this.#arbiter ??= new LineArbiter(this.#sinkOf(sequencing), { waitNanos: Infinity });
        const into = this.#arbiter.line();
        return {
          instrument: (id, symbol) => {
            const common = this.#symbols.get(symbol) ?? this.#symbols.size;
            this.#symbols.set(symbol, common);
            own.set(id, common);
            into.instrument(common, symbol);
          },
          update: (update: MarketUpdate) => {
            const { instrument, flags } = update;
            line.sequence = update.sequence;
            update.instrument = own.get(instrument) ?? instrument;
            // What one line lacks the other may have: that is said behind them.
            update.flags = flags & ~UpdateFlag.GAP_BEFORE;
            into.update(update);
            update.instrument = instrument;
            update.flags = flags;
          },
        };
      },
    };
    return line;
  }

  end(): void {
    this.#arbiter?.end();
  }
}
