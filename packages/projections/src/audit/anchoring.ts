import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@bellwether/platform/log';
import type { Sql } from '@bellwether/platform/postgres';
import type { Clock } from '@bellwether/platform/runtime';
import type { Signer } from '@bellwether/platform/signing';
import { ANCHOR_START, anchorLine, lineHash, readAnchor, type AnchoredSegment } from './anchor.ts';
import { merkleRoot, TREE_ROWS_MAX } from './merkle.ts';
import { auditLogProjection } from './projection.ts';

/** Lines that are read at a time. */
const LINES_READ = 1_000;

export interface AnchoringOptions {
  /** As the projector. */
  readonly sql: Sql;
  readonly auditor: Signer;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where the files are written, one a day: what is written there can be copied to a medium that is written once. */
  readonly directory: string | undefined;
  /** From one anchor to the next, ms. */
  readonly everyMs: number;
}

/**
 * Anchors the audit log: says by a signed line, which names the line before, over which rows of every chain it stands. A row can
 * be shown to be under an anchor by a short path, without the rows of others. What fails is tried again at the next time.
 */
export class Anchoring {
  readonly #options: AnchoringOptions;
  readonly #stop = new AbortController();
  /** Where anchoring stands; undefined: it has to be read. */
  #last: Last | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(options: AnchoringOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { everyMs, logger } = this.#options;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await sleep(everyMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      await this.anchor().catch((error: unknown) => {
        this.#last = undefined;
        logger.warn({ err: error }, 'the audit log is not anchored; trying again');
      });
    }
  }

  /** Anchors what has come since the last anchor; nothing where nothing has. */
  async anchor(): Promise<void> {
    const { sql, auditor, clock } = this.#options;
    const [build] = await sql<{ version: number }[]>`
      select version from read_models.checkpoints
      where projection = ${auditLogProjection.name} and state = 'active'`;
    if (build === undefined) return;
    const { version } = build;
    if (this.#last?.version !== version) {
      const known = await lastOf(sql, version);
      // It was recorded, and what recorded it may have ended before it was written.
      if (known.line !== undefined) await this.#write(known.line, known.at);
      this.#last = known;
    }
    const last = this.#last;
    const segments = await this.#segments(last.ends);
    if (segments.length === 0) return;
    const at = clock();
    const number = last.number + 1;
    const line = anchorLine(
      { number, version, at: `${at}`, previous: last.sha256, segments },
      auditor,
    );
    const sha256 = lineHash(line);
    await sql`
      insert into read_models.audit_anchors (number, at, line, sha256)
      values (${number}, ${`${at}`}, ${line}, ${sha256})`;
    this.#last = { version, number, sha256, line, at, ends: extended(last.ends, segments) };
    await this.#write(line, at);
  }

  async #segments(ends: ReadonlyMap<string, bigint>): Promise<readonly AnchoredSegment[]> {
    const { sql } = this.#options;
    const chains = await sql<{ journal: string }[]>`
      select distinct journal from read_models.audit_heads order by journal`;
    const segments: AnchoredSegment[] = [];
    for (const { journal } of chains)
      for (let after = ends.get(journal) ?? 0n; ;) {
        const rows = await sql<{ sequence: string; hash: string }[]>`
          select sequence, hash from read_models.audit_log
          where journal = ${journal} and sequence > ${`${after}`}
          order by sequence limit ${TREE_ROWS_MAX}`;
        const [first, end] = [rows[0], rows.at(-1)];
        if (first === undefined || end === undefined) break;
        const root = merkleRoot(rows.map((row) => row.hash));
        segments.push({ journal, first: first.sequence, last: end.sequence, hash: end.hash, root });
        after = BigInt(end.sequence);
        if (rows.length < TREE_ROWS_MAX) break;
      }
    return segments;
  }

  /** Adds a line to the file of its day, unless it is there; behind what a crash has left of another one it begins anew. */
  async #write(line: string, at: bigint): Promise<void> {
    const { directory } = this.#options;
    if (directory === undefined) return;
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const day = new Date(Number(at / 1_000_000n)).toISOString().slice(0, 10);
    const file = await open(join(directory, `anchors-${day}.ndjson`), 'a+', 0o600);
    try {
      const there = await file.readFile('utf8');
      if (there.split('\n').includes(line)) return;
      const isWhole = there === '' || there.endsWith('\n');
      await file.write(`${isWhole ? '' : '\n'}${line}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  }
}

interface Last {
  readonly version: number;
  readonly number: number;
  readonly sha256: string;
  /** The last anchor, and when it was made; undefined: there is none. */
  readonly line: string | undefined;
  readonly at: bigint;
  /** Sequence of the last row that is anchored, by chain. */
  readonly ends: ReadonlyMap<string, bigint>;
}

/** Where anchoring stands: the number goes on over versions, the rows do not. */
async function lastOf(sql: Sql, version: number): Promise<Last> {
  const none = { line: undefined, at: 0n };
  let last: Last = { version, number: 0, sha256: ANCHOR_START, ...none, ends: new Map() };
  const lines = sql<{ number: number; line: string; sha256: string }[]>`
    select number, line, sha256 from read_models.audit_anchors order by number`;
  for await (const page of lines.cursor(LINES_READ))
    for (const { number, line, sha256 } of page) {
      const anchor = readAnchor(line);
      const ends = anchor.version === version ? extended(last.ends, anchor.segments) : last.ends;
      last = { version, number, sha256, line, at: BigInt(anchor.at), ends };
    }
  return last;
}

function extended(
  ends: ReadonlyMap<string, bigint>,
  segments: readonly AnchoredSegment[],
): ReadonlyMap<string, bigint> {
  const all = new Map(ends);
  for (const { journal, last } of segments) all.set(journal, BigInt(last));
  return all;
}
