import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@bellwether/platform/log';
import type { Sql } from '@bellwether/platform/postgres';
import type { Clock } from '@bellwether/platform/runtime';
import type { Signer } from '@bellwether/platform/signing';
import { auditLogProjection } from './projection.ts';
import { signHead } from './signed-head.ts';
import type { AuditHead } from './heads.ts';

/** From one look at the chains to the next while something comes in, ms: a head of each chain stands for all rows of that time. */
const SIGN_EVERY_MS = 1_000;
/** From one copy of the newest heads in the process's log to the next, ms. */
const TELL_EVERY_MS = 60_000;

/** A chain's last row, as it is stored. */
interface ChainEnd {
  readonly version: number;
  readonly journal: string;
  readonly sequence: string;
  readonly hash: string;
  readonly position: string;
}

interface HeadSigningDependencies {
  /** As the projector. */
  readonly sql: Sql;
  readonly auditor: Signer;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Signs where the audit log's chains stand, beside what writes them: at most once a second for each chain, and only where it
 * has grown. The newest heads are also told to the log, which stands elsewhere. What fails is tried again with the next facts.
 */
export class HeadSigning {
  readonly #sql: Sql;
  readonly #auditor: Signer;
  readonly #clock: Clock;
  readonly #logger: Logger;
  /** Sequence of the last head, by version and chain. */
  readonly #signed = new Map<string, bigint>();
  readonly #untold = new Map<string, AuditHead>();
  #running: Promise<void> | undefined;
  #isDue = false;
  #toldAt = -Infinity;
  readonly #stop = new AbortController();

  constructor({ sql, auditor, clock, logger }: HeadSigningDependencies) {
    this.#sql = sql;
    this.#auditor = auditor;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Rows may have been committed. */
  poke(): void {
    this.#isDue = true;
    if (!this.#stop.signal.aborted)
      this.#running ??= this.#run().finally(() => (this.#running = undefined));
  }

  /** What was committed until now is signed before it ends. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    await this.#sign();
    this.#tell();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while ((this.#isDue || this.#untold.size > 0) && !signal.aborted) {
      if (this.#isDue) {
        this.#isDue = false;
        await this.#sign();
      }
      if (performance.now() - this.#toldAt > TELL_EVERY_MS) this.#tell();
      await sleep(SIGN_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #sign(): Promise<void> {
    try {
      const at = this.#clock();
      const grown = (await chainEnds(this.#sql)).filter(
        (end) => BigInt(end.sequence) > (this.#signed.get(keyOf(end)) ?? 0n),
      );
      if (grown.length === 0) return;
      const heads = grown.map(({ sequence, position, ...end }) =>
        signHead(
          { ...end, sequence: BigInt(sequence), position: BigInt(position), at },
          this.#auditor,
        ),
      );
      await addHeads(this.#sql, heads);
      for (const head of heads) {
        this.#signed.set(keyOf(head), head.sequence);
        this.#untold.set(keyOf(head), head);
      }
    } catch (error) {
      this.#logger.warn({ err: error }, 'the audit log’s heads are not signed');
    }
  }

  #tell(): void {
    if (this.#untold.size === 0) return;
    this.#toldAt = performance.now();
    const auditHeads = [...this.#untold.values()].map((head) => ({
      ...head,
      sequence: `${head.sequence}`,
      position: `${head.position}`,
      at: `${head.at}`,
    }));
    this.#untold.clear();
    this.#logger.info({ auditHeads }, 'the audit log’s chains stand there');
  }
}

const keyOf = ({ version, journal }: Pick<AuditHead, 'version' | 'journal'>): string =>
  `${version}/${journal}`;

/** The last row of every chain in force; each chain is found by a step in the primary key. */
async function chainEnds(sql: Sql): Promise<readonly ChainEnd[]> {
  return sql<ChainEnd[]>`
    with recursive chains as (
      select min(journal) as journal from read_models.audit_log
      union all
      select (select min(journal) from read_models.audit_log as next where next.journal > chains.journal)
      from chains where chains.journal is not null
    )
    select build.version, last.*
    from chains
    cross join lateral (
      select journal, sequence, hash, position from read_models.audit_log as rows
      where rows.journal = chains.journal order by sequence desc limit 1
    ) as last
    cross join (
      select version from read_models.checkpoints
      where projection = ${auditLogProjection.name} and state = 'active'
    ) as build`;
}

/** A head that stands already was signed by a process before this one. */
async function addHeads(sql: Sql, heads: readonly AuditHead[]): Promise<void> {
  const rows = heads.map((head) => ({
    version: head.version,
    journal: head.journal,
    sequence: `${head.sequence}`,
    hash: head.hash,
    position: `${head.position}`,
    at: `${head.at}`,
    signature: head.signature,
    signed_by: head.signedBy,
  }));
  await sql`insert into read_models.audit_heads ${sql(rows)} on conflict do nothing`;
}
