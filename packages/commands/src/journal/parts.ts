import { binaryEvent, type EventData } from '@eventstore/db-client';

/** Largest event that is appended, bytes of data: below EventStoreDB's limit of 1 MiB for an append (MaxAppendSize). */
export const APPEND_BYTES_MAX: number = 900 * 1_024;

/** Type of the events that hold the beginning of a batch too large for one append. */
const BATCH_PART = 'TradingBatchPart';

/** Stream of the parts of one batch. Its category is not the journals': who follows journals never sees a part alone. */
export function partsStream(journal: string, batchId: string): string {
  return `${journal.replace('trading-', 'tradingParts-')}-${batchId}`;
}

/** Cuts bytes into pieces that fit an append each. */
export function splitBytes(data: Uint8Array): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < data.length; at += APPEND_BYTES_MAX)
    pieces.push(data.subarray(at, at + APPEND_BYTES_MAX));
  return pieces;
}

/** Events of the parts; their ids follow from the batch's, as repeats of an append must be recognised. */
export function partEvents(parts: readonly Uint8Array[], batchId: string): readonly EventData[] {
  return parts.map((data, index) =>
    binaryEvent({
      id: batchId.slice(0, -4) + index.toString(16).padStart(4, '0'),
      type: BATCH_PART,
      data,
      metadata: { part: index },
    }),
  );
}
