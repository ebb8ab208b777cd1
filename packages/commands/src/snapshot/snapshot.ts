import { createHash } from 'node:crypto';
import { serialize } from 'node:v8';
import { OpenOrders, type OpenOrdersImage, type TradingState } from '@bellwether/domain';
import type { JournalHead } from '../journal/journal.ts';
import { CommandIndex, type CommandIndexImage } from '../command-index/command-index.ts';
import { ID_SEED } from '../command-index/id-seed.ts';
import type { FoldedJournal } from '../replica/replica.ts';
import { stateHash } from '../replica/state-hash.ts';
import { deserializeOwned } from './own-arrays.ts';

/** Why a snapshot cannot be used. It is only a shortcut: without it the journal is read from further back. */
class SnapshotUnusableError extends Error {
  override readonly name = 'SnapshotUnusableError';
  readonly code = 'SNAPSHOT_UNUSABLE';
}

/** First line of a snapshot, as JSON: what it is, for people and for the check before it is used. */
interface SnapshotHeader {
  readonly format: 'bellwether-snapshot/1';
  /**
   * Fingerprint of what a fold meant where it was written (`foldFingerprint`): where it means another thing, the journal is
   * folded anew. Absent in snapshots of releases up to 1.0.
   */
  readonly fold?: string;
  readonly partition: number;
  readonly revision: string;
  readonly sequence: string;
  readonly journalHash: string;
  /** `stateHash` of the state within. */
  readonly stateHash: string;
  readonly bytes: number;
  /** Over the fields above and the bytes behind the line. */
  readonly sha256: string;
}

interface Body {
  readonly state: Omit<TradingState, 'orders'>;
  readonly orders: OpenOrdersImage;
  readonly commands: CommandIndexImage;
}

/** A damaged header is as bad as a damaged body: both are covered. */
function checksum(header: SnapshotHeader, body: Uint8Array): string {
  const fields = { ...header, sha256: '' };
  return createHash('sha256').update(JSON.stringify(fields)).update(body).digest('hex');
}

/** The state at a journal's head, as bytes. Everything in it must be durable. */
export function encodeSnapshot(
  partition: number,
  fold: string,
  { state, commands, head }: FoldedJournal,
): Uint8Array {
  const { orders, ...rest } = state;
  const kept: Body = { state: rest, orders: orders.image(), commands: commands.image() };
  const body = serialize(kept);
  const header: SnapshotHeader = {
    format: 'bellwether-snapshot/1',
    fold,
    partition,
    revision: `${head.revision}`,
    sequence: `${head.sequence}`,
    journalHash: head.hash,
    stateHash: stateHash(state),
    bytes: body.length,
    sha256: '',
  };
  const line = JSON.stringify({ ...header, sha256: checksum(header, body) });
  return Buffer.concat([Buffer.from(`${line}\n`), body]);
}

/** @throws SnapshotUnusableError for bytes that are damaged, of another partition or of another fold. */
export function decodeSnapshot(partition: number, fold: string, bytes: Uint8Array): FoldedJournal {
  const { header, body } = split(bytes);
  if (body.length !== header.bytes || checksum(header, body) !== header.sha256)
    throw new SnapshotUnusableError('its bytes are damaged');
  if (header.fold !== fold)
    throw new SnapshotUnusableError(
      `it was folded as ${header.fold ?? 'in releases up to 1.0'}, here it would be ${fold}: the journal is read`,
    );
  if (header.partition !== partition)
    throw new SnapshotUnusableError(`it is of partition ${header.partition}`);
  const kept = deserializeOwned(body) as Body;
  const state: TradingState = { ...kept.state, orders: OpenOrders.of(kept.orders, ID_SEED) };
  if (stateHash(state) !== header.stateHash)
    throw new SnapshotUnusableError('its state is not the one that was written');
  const commands = new CommandIndex();
  commands.load(kept.commands);
  const head: JournalHead = {
    revision: BigInt(header.revision),
    sequence: BigInt(header.sequence),
    hash: header.journalHash,
  };
  return { state, commands, head };
}

function split(bytes: Uint8Array): { readonly header: SnapshotHeader; readonly body: Uint8Array } {
  const end = bytes.indexOf(0x0a);
  try {
    const header = JSON.parse(
      Buffer.from(bytes.subarray(0, Math.max(0, end))).toString(),
    ) as SnapshotHeader;
    if (header.format === 'bellwether-snapshot/1') return { header, body: bytes.subarray(end + 1) };
  } catch {
    // Falls through: whatever it is, it is no snapshot.
  }
  throw new SnapshotUnusableError('it does not begin as a snapshot does');
}
