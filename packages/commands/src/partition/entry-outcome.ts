import type { JournalEntry } from '@bellwether/domain';
import type { Accepted, OrderReport, Rejected } from '../outcome.ts';

/**
 * What a recorded command came to. It follows from the facts alone, so a duplicate is answered the same before and
 * after a restart.
 * @param position commit position of the batch that holds the entry.
 */
export function entryOutcome(entry: JournalEntry, position: bigint): Accepted | Rejected {
  const id = entry.commandId;
  const [first] = entry.facts;
  switch (first?.type) {
    case 'OrderRejected':
    case 'CancelRejected':
    case 'ReplaceRejected': {
      const { code, message } = first.data;
      return { status: 'rejected', id, code, message, position: `${position}` };
    }
    case 'OrderAccepted':
      return accepted(id, position, report(entry, first.data.orderId, first.data.quantity));
    case 'OrderReplaced':
      return accepted(id, position, report(entry, first.data.orderId, first.data.leaves));
    default:
      return accepted(id, position, undefined);
  }
}

function accepted(id: string, position: bigint, order: OrderReport | undefined): Accepted {
  return {
    status: 'accepted',
    id,
    position: `${position}`,
    ...(order === undefined ? {} : { order }),
  };
}

/** Follows one order through the entry's facts. */
function report(entry: JournalEntry, orderId: string, open: bigint): OrderReport {
  let executed = 0n;
  let leaves = open;
  for (const fact of entry.facts) {
    if (fact.type === 'TradeExecuted') {
      executed += fact.data.quantity;
      leaves -= fact.data.quantity;
    } else if (fact.type === 'OrderCancelled' && fact.data.orderId === orderId) leaves = 0n;
  }
  return { orderId, executed: `${executed}`, leaves: `${leaves}` };
}
