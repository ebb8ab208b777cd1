import type { ClickHouseClient } from '@bellwether/platform';

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

/** A story as lines: when, what, by whom, and how long after the one before. */
export function showStory(story: readonly StoryLine[]): string {
  return story
    .map(({ at, fact, principal, commandId, data }, index) => {
      const cause =
        index > 0 && story[index - 1]?.commandId === commandId
          ? '  ↳'
          : `${principal} ${commandId}`;
      return `${at}  ${fact.padEnd(15)} ${describe(fact, data)}\n    ${cause}`;
    })
    .join('\n');
}

function describe(fact: string, data: StoryLine['data']): string {
  const text = (field: string): string => String(data[field] as string);
  switch (fact) {
    case 'OrderAccepted':
      return `${text('side')} ${text('quantity')} ${text('instrumentId')} at ${text('limitPrice')} (${text('type')} ${text('timeInForce')}), ${text('reserved')} reserved`;
    case 'TradeExecuted':
      return `${text('quantity')} at ${text('price')} (trade ${text('tradeId')}, ${text('aggressor')} came in)`;
    case 'OrderTriggered':
      return `by a sale at or beyond ${text('stopPrice')}`;
    case 'OrderExecuted':
      return `${text('quantity')} at ${text('price')} on ${text('venue')}`;
    case 'OrderDecremented':
      return `${text('quantity')} taken off by self-trade prevention, ${text('leaves')} left`;
    case 'OrderCancelled':
      return `${text('quantity')} left, ${text('reason')}`;
    case 'OrderReplaced':
      return `now ${text('quantity')} at ${text('limitPrice')}, ${text('leaves')} left, ${data['priorityKept'] === true ? 'place kept' : 'requeued'}`;
    default:
      return 'code' in data ? `${text('code')}: ${text('message')}` : '';
  }
}
