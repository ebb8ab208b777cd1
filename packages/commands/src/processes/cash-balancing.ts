import { transferStream, type AccountId, type CommandId, type Outcome } from '@bellwether/domain';
import type { Logger } from '@bellwether/platform/log';
import type { Runtime } from '@bellwether/platform/runtime';
import type { Aggregates } from '../aggregates/aggregates.ts';
import { SYSTEM } from '../engine-port/request.ts';

/** What of the cash that is free elsewhere comes to a partition that lacks some, 1/10 000. */
const SHARE_BASIS_POINTS = 5_000;
/** How long an account that lacked cash is not helped again, ms: somebody who has none asks for nothing all the time. */
const PAUSE_MS = 5_000;
/** Accounts that may be helped at once, and that are remembered; beyond, an order refused is refused. */
const UNDER_WAY_MAX = 64;
const REMEMBERED_MAX = 10_000;

const LACKING: ReadonlySet<string> = new Set(['INSUFFICIENT_FUNDS', 'INSUFFICIENT_MARGIN']);

export interface CashBalancingOptions {
  readonly aggregates: Aggregates;
  readonly runtime: Runtime;
  readonly logger: Logger;
  /** This partition, and how many there are. */
  readonly partition: number;
  readonly partitions: number;
}

/**
 * When an order is refused here for want of cash, half of what the account has free in each other partition is asked for:
 * the next order finds it. It looks at answers, of which many are no facts, so it runs where orders are decided. Nothing hangs on its being asked for: a crash forgets it, and the next refusal asks again.
 */
export class CashBalancing {
  readonly #options: CashBalancingOptions;
  /** When accounts were helped last, ms of the monotonic clock; the longest ago first. */
  readonly #helped = new Map<AccountId, number>();
  #underWay = 0;

  constructor(options: CashBalancingOptions) {
    this.#options = options;
  }

  /** Looks at what became of an account's order. */
  decided(accountId: AccountId, outcome: Outcome): void {
    if (outcome.status !== 'rejected' || !LACKING.has(outcome.code)) return;
    const { partitions, runtime, logger } = this.#options;
    const now = runtime.monotonicMs();
    const last = this.#helped.get(accountId);
    const isTooSoon = last !== undefined && now - last < PAUSE_MS;
    if (partitions === 1 || isTooSoon || this.#underWay >= UNDER_WAY_MAX) return;
    this.#helped.delete(accountId);
    this.#helped.set(accountId, now);
    if (this.#helped.size > REMEMBERED_MAX) this.#helped.delete(this.#helped.keys().next().value!);
    this.#underWay += 1;
    void this.#askForCash(accountId)
      .catch((error: unknown) => logger.warn({ err: error, accountId }, 'cash not asked for'))
      .finally(() => (this.#underWay -= 1));
  }

  async #askForCash(accountId: AccountId): Promise<void> {
    const { aggregates, runtime, partition: toPartition, partitions } = this.#options;
    for (let fromPartition = 0; fromPartition < partitions; fromPartition++) {
      if (fromPartition === toPartition) continue;
      const id = runtime.newId() as CommandId;
      const parties = { transferId: id, accountId, fromPartition, toPartition };
      await aggregates.transfers.handle(transferStream(id), {
        id,
        command: {
          type: 'RequestTransfer',
          data: { ...parties, shareBasisPoints: SHARE_BASIS_POINTS },
        },
        fingerprint: 0n,
        principal: SYSTEM,
        receivedAt: runtime.clock(),
      });
    }
  }
}
