import { bookSideOf, formatDecimal, type Side } from '@bellwether/domain';
import { QuoteFold, readLog, type Quote, type RecordedFact } from '@bellwether/projections';
import type { InstallationOptions } from '../command-line/options.ts';
import { table } from '../output/report.ts';
import { withLog } from '../read-side/session.ts';
import { timeText, type AlertRow } from './texts.ts';

const SECOND = 1_000_000_000n;
/** Shown before what was seen, and behind it. */
const AROUND = 5n * SECOND;
/** Lines of a time line: one that is longer says so. */
const LINES_MAX = 2_000;

/** What happened at one place of the log, with the book as it was then. */
export interface TimeLineEntry {
  /** ns since 1970 UTC. */
  readonly at: bigint;
  readonly position: bigint;
  readonly what: string;
  readonly accounts: readonly string[];
  /** Of those whom the alert names. */
  readonly isTheirs: boolean;
  /** Part of the alert’s evidence. */
  readonly isEvidence: boolean;
  /** Best prices after it, with what is shown at them. */
  readonly bid: string;
  readonly ask: string;
  /** National best prices, where the fact has them. */
  readonly national: string;
}

/**
 * The market around an alert on one time line: orders, executions and cancels, the book that they make, and the best prices of
 * the whole market where executions bear them. The log is folded from its first fact: the book is what it was.
 */
export async function marketAround(
  alert: AlertRow,
  options: InstallationOptions,
): Promise<readonly TimeLineEntry[]> {
  const [from, to] = [BigInt(alert.begunAt) - AROUND, BigInt(alert.seenAt) + AROUND];
  const lines: TimeLineEntry[] = [];
  const fold = new QuoteFold();
  let quote: Quote = { bid: undefined, ask: undefined };
  await withLog(options, async ({ eventStore }) => {
    for await (const facts of readLog(eventStore)) {
      const [first] = facts;
      if (first !== undefined && first.at > to && first.position > BigInt(alert.lastPosition))
        break;
      for (const row of fold.add(facts)) if (row.instrumentId === alert.instrumentId) quote = row;
      for (const recorded of facts) {
        if (recorded.at < from || recorded.at > to || lines.length >= LINES_MAX) continue;
        const line = lineOf(recorded, alert, quote);
        if (line !== undefined) lines.push(line);
      }
    }
  });
  return lines;
}

type Terms = Readonly<Record<string, unknown>>;

function lineOf(
  { fact, at, position }: RecordedFact,
  alert: AlertRow,
  { bid, ask }: Quote,
): TimeLineEntry | undefined {
  const data = fact.data as Terms;
  const what = data['instrumentId'] === alert.instrumentId ? wordsOf(fact.type, data) : undefined;
  if (what === undefined) return undefined;
  const named = (field: string): string[] => (typeof data[field] === 'string' ? [data[field]] : []);
  const accounts = ['accountId', 'buyAccountId', 'sellAccountId'].flatMap(named);
  const ids = ['orderId', 'buyOrderId', 'sellOrderId'].flatMap(named);
  const level = (one: Quote['bid']): string =>
    one === undefined ? '' : `${one.quantity} × ${formatDecimal(one.price)}`;
  const { bestBid, bestOffer } = data as { readonly bestBid?: bigint; readonly bestOffer?: bigint };
  return {
    at,
    position,
    what,
    accounts,
    isTheirs: accounts.some((account) => alert.accounts.includes(account)),
    isEvidence:
      ids.some((id) => alert.orders.includes(id)) ||
      named('tradeId').some((id) => alert.trades.includes(id)),
    bid: level(bid),
    ask: level(ask),
    national:
      bestBid === undefined || bestOffer === undefined
        ? ''
        : `${formatDecimal(bestBid)}/${formatDecimal(bestOffer)}`,
  };
}

function wordsOf(type: string, data: Terms): string | undefined {
  const price = (field: string): string => formatDecimal(data[field] as bigint);
  const side = (): string => bookSideOf(data['side'] as Side);
  switch (type) {
    case 'OrderAccepted':
      return `${side()} ${data['quantity'] as bigint} at ${price('limitPrice')} ${data['type'] as string} ${data['timeInForce'] as string}`;
    case 'OrderRejected':
      return `refused ${side()} ${data['quantity'] as bigint} at ${price('limitPrice')}: ${data['code'] as string}`;
    case 'OrderReplaced':
      return `replaced ${side()} ${data['leaves'] as bigint} at ${price('limitPrice')}`;
    case 'OrderCancelled':
      return `cancelled ${side()} ${data['quantity'] as bigint} (${data['reason'] as string})`;
    case 'TradeExecuted':
      return `traded ${data['quantity'] as bigint} at ${price('price')}, ${data['aggressor'] as string} came in`;
    case 'OrderExecuted':
      return `executed ${side()} ${data['quantity'] as bigint} at ${price('price')}, ${data['venue'] as string}`;
    case 'PhaseChanged':
      return `phase ${data['phase'] as string}`;
    default:
      return undefined;
  }
}

/** A time line for people: `*` is evidence, `+` something else of the same accounts. */
export function timeLineText(lines: readonly TimeLineEntry[]): string {
  const rows = lines.map((line) => [
    line.isEvidence ? '*' : line.isTheirs ? '+' : '',
    timeText(line.at),
    line.what,
    line.accounts.join(' '),
    line.bid,
    line.ask,
    line.national,
  ]);
  const cut = lines.length >= LINES_MAX ? [`only the first ${LINES_MAX} lines`] : [];
  const head = ['', 'time (UTC)', 'what', 'accounts', 'bid', 'ask', 'national best'];
  return [table([head, ...rows]), ...cut].join('\n');
}
