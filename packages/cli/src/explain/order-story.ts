import type { ClickHouseClient } from '@bellwether/platform/click-house';

/** One thing that happened to an order. */
export interface StoryLine {
  /** When the command came in that caused it, UTC. */
  readonly at: string;
  readonly fact: string;
  readonly commandId: string;
  readonly principal: string;
  /** Commit position of its batch. */
  readonly position: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Every fact that names the order, in the order of the log. */
export async function explainOrder(
  client: ClickHouseClient,
  orderId: string,
): Promise<readonly StoryLine[]> {
  const result = await client.query({
    query: `
      select toString(at) as at, type as fact, toString(command_id) as commandId, principal,
             toString(position) as position, data
      from bellwether.facts
      where order_id = {orderId: String}
         or (type = 'TradeExecuted' and (JSONExtractString(data, 'buyOrderId') = {orderId: String}
                                      or JSONExtractString(data, 'sellOrderId') = {orderId: String}))
      order by facts.position, batch_index`,
    query_params: { orderId },
    format: 'JSONEachRow',
  });
  const rows = await result.json<Omit<StoryLine, 'data'> & { readonly data: string }>();
  return rows.map((row) => ({ ...row, data: JSON.parse(row.data) as StoryLine['data'] }));
}

/** A story as lines: when, what, how long after the one before, by whom and by which command. */
export function showStory(orderId: string, story: readonly StoryLine[]): string {
  return story
    .map((line, index) => {
      const { at, fact, principal, commandId } = line;
      const before = story[index - 1];
      const cause = before?.commandId === commandId ? '↳' : `${principal} ${commandId}`;
      const later = before === undefined ? '' : `${elapsed(before.at, at)} later, `;
      return `${at}  ${fact.padEnd(15)} ${describe(orderId, line)}\n    ${later}${cause}`;
    })
    .join('\n');
}

/** @param from, @param to times as the store writes them, UTC with nanoseconds. */
function elapsed(from: string, to: string): string {
  const ns = nanoseconds(to) - nanoseconds(from);
  const ms = Number(ns) / 1_000_000;
  return ms < 10_000 ? `${ms.toFixed(3)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

function nanoseconds(at: string): bigint {
  const [seconds = '', fraction = ''] = at.split('.');
  return BigInt(Date.parse(`${seconds.replace(' ', 'T')}Z`)) * 1_000_000n + BigInt(fraction || 0);
}

function describe(orderId: string, { fact, data }: StoryLine): string {
  const text = (field: string): string => String(data[field] as string);
  switch (fact) {
    case 'OrderAccepted': {
      const stop = 'stopPrice' in data ? ` once ${text('stopPrice')} is reached` : '';
      return `${text('side')} ${text('quantity')} ${text('instrumentId')} at ${text('limitPrice')}${stop} (${text('type')} ${text('timeInForce')}), ${text('reserved')} reserved`;
    }
    case 'TradeExecuted': {
      const leaves = data['buyOrderId'] === orderId ? text('buyLeaves') : text('sellLeaves');
      return `${text('quantity')} at ${text('price')}, ${leaves} left (trade ${text('tradeId')}, ${text('aggressor')} came in)`;
    }
    case 'OrderTriggered':
      return `by a sale at or beyond ${text('stopPrice')}: it is live`;
    case 'OrderExecuted':
      return `${text('quantity')} at ${text('price')} on ${text('venue')}`;
    case 'OrderDecremented':
      return `${text('quantity')} taken off by self-trade prevention, ${text('leaves')} left`;
    case 'OrderCancelled':
      return `${text('quantity')} left, ${text('reason')}, ${text('released')} released`;
    case 'OrderReplaced':
      return `now ${text('quantity')} at ${text('limitPrice')}, ${text('leaves')} left, ${data['priorityKept'] === true ? 'place kept' : 'requeued'}`;
    case 'RebalancingOrderRecorded':
      return `plan ${text('planId')}: ${text('executed')} traded for ${text('cash')}${'end' in data ? `, ${text('end')}` : ''}`;
    default:
      return 'code' in data ? `${text('code')}: ${text('message')}` : '';
  }
}
