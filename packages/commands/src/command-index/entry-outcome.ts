import type { JournalEntry, Rejection, Accepted, Rejected } from '@bellwether/domain';

/** What a recorded command came to, as it follows from its facts alone. */
export type EntryResult =
  | { readonly kind: 'DONE' }
  /** The order by the end of the entry: all that has been executed of it, and what is still open. */
  | {
      readonly kind: 'ORDER';
      readonly orderId: string;
      readonly executed: bigint;
      readonly leaves: bigint;
    }
  | { readonly kind: 'REJECTED'; readonly code: Rejection['code']; readonly message: string };

const DONE: EntryResult = { kind: 'DONE' };

/** It follows from the facts alone, so a duplicate is answered the same before and after a restart. */
export function entryResult(entry: JournalEntry): EntryResult {
  const [first] = entry.facts;
  switch (first?.type) {
    case 'OrderRejected':
    case 'CancelRejected':
    case 'ReplaceRejected':
      return { kind: 'REJECTED', code: first.data.code, message: first.data.message };
    case 'OrderAccepted':
      return followed(entry, first.data.orderId, first.data.quantity, first.data.quantity);
    case 'OrderReplaced':
      return followed(entry, first.data.orderId, first.data.quantity, first.data.leaves);
    default:
      return DONE;
  }
}

/** What the sender is told. @param position commit position of the batch that holds the entry. */
export function outcomeOf(id: string, result: EntryResult, position: bigint): Accepted | Rejected {
  switch (result.kind) {
    case 'DONE':
      return { status: 'accepted', id, position: `${position}` };
    case 'REJECTED': {
      const { code, message } = result;
      return { status: 'rejected', id, code, message, position: `${position}` };
    }
    case 'ORDER': {
      const { orderId, executed, leaves } = result;
      const order = { orderId, executed: `${executed}`, leaves: `${leaves}` };
      return { status: 'accepted', id, position: `${position}`, order };
    }
  }
}

/** Follows one order through the entry's facts: others trade in the same entry, as stops do that its price triggers. */
function followed(
  entry: JournalEntry,
  orderId: string,
  quantity: bigint,
  open: bigint,
): EntryResult {
  let executed = quantity - open;
  let leaves = open;
  for (const { type, data } of entry.facts) {
    if (type === 'TradeExecuted') {
      if (data.buyOrderId !== orderId && data.sellOrderId !== orderId) continue;
      executed += data.quantity;
      leaves = data.buyOrderId === orderId ? data.buyLeaves : data.sellLeaves;
    } else if (!('orderId' in data) || data.orderId !== orderId) continue;
    else if (type === 'OrderExecuted') {
      executed += data.quantity;
      leaves = data.leaves;
    } else if (type === 'OrderDecremented') leaves = data.leaves;
    else if (type === 'OrderCancelled') leaves = 0n;
  }
  return { kind: 'ORDER', orderId, executed, leaves };
}
