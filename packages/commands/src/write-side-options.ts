import type { Principals } from '@bellwether/domain';
import type { Engine } from '@bellwether/engine';
import type { Logger } from '@bellwether/platform/log';
import type { Runtime } from '@bellwether/platform/runtime';
import type { SignatureVerifier } from '@bellwether/platform/signing';
import type { CommandMetrics } from './lanes/metrics.ts';
import type { HearPrimary } from './lanes/primary-feed.ts';
import type { HearQuotes } from './lanes/venue-feed.ts';
import type { Lease } from './ownership/lease.ts';
import type { Recovery } from './replica/recovery.ts';
import type { Peers } from './processes/peers.ts';
import type { EventStore, Follow } from './runtime/event-store.ts';
import type { Snapshots } from './snapshot/snapshots.ts';

export interface WriteSideOptions {
  readonly store: EventStore;
  readonly follow: Follow;
  /** Makes an empty engine; called at the start, used when the partition becomes this process's. */
  readonly createEngine: () => Promise<Engine>;
  readonly partition: number;
  /** How many partitions there are; new instruments and accounts are spread over them. */
  readonly partitions: number;
  /** The other partitions; undefined: there are none. */
  readonly peers?: Peers;
  /** Quotes of other venues that orders meet; undefined: there are none. */
  readonly hearQuotes?: HearQuotes;
  /** What the primary market says of instruments; undefined: nobody speaks for it. */
  readonly hearPrimary?: HearPrimary;
  /** Whether this platform is itself the primary market of what it trades: it decides on bands and volatility pauses. */
  readonly isPrimary?: boolean;
  readonly lease: Lease;
  readonly snapshots: Snapshots | undefined;
  readonly principals: Principals;
  /** Checks who says for whom it speaks; undefined: nobody is believed that. */
  readonly actors?: SignatureVerifier | undefined;
  readonly runtime: Runtime;
  /** Learns how far the start has come. */
  readonly recovery?: Recovery;
  readonly logger: Logger;
  readonly metrics: Pick<
    CommandMetrics,
    'answered' | 'watchSuspended' | 'refused' | 'waited' | 'quoted'
  >;
  /** How long a message with orders may be expected to wait for its turn, ms; beyond, it is refused. Default 200. */
  readonly queueWaitMs?: number;
  /** Called when the process must start again: what it holds in memory is void. */
  readonly onFailure: (error: Error) => void;
}
