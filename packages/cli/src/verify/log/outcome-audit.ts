import { bucketOf, BucketSums, type RecordedFact } from '@bellwether/projections';
import { OrderLives, type Order } from './order-lives.ts';

/** The partition's own doing, in nobody's name, is no command. */
const NOBODY = 'system';

/** What an order's row must say. */
export function orderText(order: Omit<Order, 'accountId' | 'cancelled' | 'type'>): string {
  const { orderId, instrumentId, side, status, quantity, executed, leaves, limitPrice } = order;
  const { shown, timeInForce, displayQuantity, expiresOn } = order;
  return [orderId, instrumentId, side, status, quantity, executed, leaves, limitPrice, shown]
    .concat([timeInForce, displayQuantity ?? '-', expiresOn === undefined ? '-' : `${expiresOn}`])
    .join(' ');
}

/** Every order as it ended, or as it stands: sums of all, in memory of one size. */
export class OrderOutcomes {
  readonly #lives: OrderLives;
  readonly #sums = new BucketSums();
  /** Buckets with an order that had ended when a trade of it was taken back. */
  readonly late: Set<number> = new Set<number>();

  constructor(lives: OrderLives) {
    this.#lives = lives;
  }

  add({ fact }: RecordedFact, changed: readonly Order[]): void {
    if (fact.type === 'TradeBusted')
      for (const orderId of [fact.data.buyOrderId, fact.data.sellOrderId])
        if (this.#lives.find(orderId) === undefined) this.late.add(bucketOf(orderId));
    for (const order of changed)
      if (order.leaves <= 0n) this.#sums.add(order.orderId, orderText(order));
  }

  expected(): BucketSums {
    const sums = new BucketSums(this.#sums);
    for (const order of this.#lives.open.values()) sums.add(order.orderId, orderText(order));
    return sums;
  }
}

/** Orders of some buckets one by one, from the first fact. */
export async function ordersExactly(
  log: AsyncIterable<readonly RecordedFact[]>,
  buckets: ReadonlySet<number>,
): Promise<Map<string, string>> {
  const lives = new OrderLives((orderId) => buckets.has(bucketOf(orderId)), true);
  for await (const facts of log) for (const { fact } of facts) lives.add(fact);
  const texts = new Map<string, string>();
  for (const orders of [lives.open, lives.ended ?? new Map<string, Order>()])
    for (const [orderId, order] of orders) texts.set(orderId, orderText(order));
  return texts;
}

/** A command as its row must tell of it. */
interface CommandTold {
  /** Of the stream that decided it: ids are told apart there, and not between two. */
  readonly stream: string;
  readonly commandId: string;
  readonly principal: string;
  readonly accountId: string | null;
  readonly fact: string;
  readonly code: string | null;
  readonly facts: number;
}

/** What a command's row must say; it begins with what names the row. */
export function commandText(status: string, told: CommandTold): string {
  const { stream, commandId, principal, accountId, fact, code, facts } = told;
  return [`${stream}/${commandId}`, status, fact, code ?? '-', facts, principal]
    .concat(accountId ?? '-')
    .join(' ');
}

/** What the first fact of a command says became of it. */
function statusAfter(fact: string): string {
  return fact.endsWith('Rejected') || fact.endsWith('Refused') ? 'REJECTED' : 'ACCEPTED';
}

/** Every command by its first fact and the number of them. */
export class CommandOutcomes {
  readonly #concerns: (key: string) => boolean;
  readonly #told: (key: string, text: string) => void;

  /** @param told of each command, once its facts are in. */
  constructor(
    told: (key: string, text: string) => void,
    concerns: (key: string) => boolean = () => true,
  ) {
    this.#told = told;
    this.#concerns = concerns;
  }

  /** @param facts of one event. */
  addEvent(facts: readonly RecordedFact[]): void {
    for (let at = 0; at < facts.length;) {
      const first = facts[at] as RecordedFact;
      let end = at + 1;
      while (facts[end]?.commandId === first.commandId) end += 1;
      this.#tell(first, end - at);
      at = end;
    }
  }

  #tell({ stream, commandId, principal, fact: { type, data } }: RecordedFact, facts: number): void {
    const key = `${stream}/${commandId}`;
    if (principal === NOBODY || !this.#concerns(key)) return;
    const { code = null, accountId = null } = data as Partial<Record<string, string>>;
    const told = { stream, commandId, principal, accountId, fact: type, code, facts };
    this.#told(key, commandText(statusAfter(type), told));
  }
}

/** Commands of some buckets one by one, from the first fact. */
export async function commandsExactly(
  log: AsyncIterable<readonly RecordedFact[]>,
  buckets: ReadonlySet<number>,
): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  const commands = new CommandOutcomes(
    (key, text) => texts.set(key, text),
    (key) => buckets.has(bucketOf(key)),
  );
  for await (const facts of log) commands.addEvent(facts);
  return texts;
}
