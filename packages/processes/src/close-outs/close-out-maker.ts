import {
  isKnownYear,
  isSettlementDay,
  newYorkTime,
  parseDate,
  wall,
  type CivilDate,
  type Command,
  type CommandId,
  type OrderId,
  type Outcome,
} from '@bellwether/domain';
import type { Logger } from '@bellwether/platform/log';
import { derivedId } from '@bellwether/platform/runtime';
import type { DataOf, RecordedFact } from '@bellwether/projections/facts';
import { runMaker } from '../runtime/maker.ts';
import type { FactReading } from '../runtime/reactor.ts';
import type { ProcessRuntime } from '../runtime/runtime.ts';
import { submit } from '../runtime/submit.ts';
import type { CloseOutsOn, DueCloseOut } from './told-by-read-side.ts';

export interface CloseOutMakerOptions {
  readonly runtime: ProcessRuntime;
  readonly reading: Pick<FactReading, 'factsOf'>;
  readonly closeOutsOn: CloseOutsOn;
  readonly logger: Logger;
}

type BuyIn = DataOf<'BuyInOrdered'>;

/** Part of the ids of its commands: it never changes. */
const NAME = 'close-outs';
/** Rule 204 asks for the beginning of regular hours: orders are entered before it, and are there at the opening. */
const ENTERED_AT = wall(9);
/** Orders of one fail; what is left is bought on the next day. */
const ORDERS_MAX = 9;

/**
 * Has bought at the market, once on each settlement day, what accounts have not delivered for as long as they may. A buy-in is
 * recorded with the id of its order before the order is sent, so that it is sent once; what became of it is recorded behind it.
 */
export class CloseOutMaker {
  readonly #options: CloseOutMakerOptions;
  /** Buy-ins of whose orders nothing is recorded yet. */
  readonly #open = new Map<string, BuyIn>();
  #doneFor: CivilDate | undefined;

  constructor(options: CloseOutMakerOptions) {
    this.#options = options;
  }

  /** Runs until the signal. @throws errors of the log that trying again cannot help. */
  run(): Promise<void> {
    const { runtime, reading, logger } = this.#options;
    return runMaker({
      runtime,
      reading,
      follows: ['BuyInOrdered', 'BuyInRecorded'],
      take: (recorded) => this.#take(recorded),
      look: () => this.#look(),
      failed: (error) => logger.warn({ err: error }, 'buy-ins wait; trying again'),
    });
  }

  #take({ fact }: RecordedFact): void {
    if (fact.type === 'BuyInOrdered') this.#open.set(fact.data.orderId, fact.data);
    if (fact.type === 'BuyInRecorded') this.#open.delete(fact.data.orderId);
  }

  async #look(): Promise<void> {
    const { runtime, closeOutsOn } = this.#options;
    const { date: today, time } = newYorkTime(runtime.runtime.clock());
    for (const buyIn of this.#open.values()) await this.#carryOut(buyIn, today);
    if (this.#doneFor === today || time < ENTERED_AT) return;
    if (isKnownYear(today) && isSettlementDay(today))
      for (const due of await closeOutsOn(today)) await this.#order(due, today);
    this.#doneFor = today;
  }

  /** Records what is to be bought of one fail, in as many orders as it takes. */
  async #order(due: DueCloseOut, buyInOn: CivilDate): Promise<void> {
    const { accountId, instrumentId, runId, sale, maxOrderQuantity } = due;
    const failingSince = parseDate(due.failingSince);
    let left = due.quantity;
    for (let n = 1; left > 0n && n <= ORDERS_MAX; n++) {
      const quantity = left < maxOrderQuantity ? left : maxOrderQuantity;
      const cause = `${buyInOn}/${accountId}/${instrumentId}/${n}`;
      const orderId = derivedId(`process/${NAME}/order/${cause}`) as OrderId;
      const of = { accountId, instrumentId, orderId, runId };
      const data = { ...of, buyInOn, failingSince, sale, quantity };
      const outcome = await this.#send({ type: 'OrderBuyIn', data }, `ordered/${cause}`);
      const code = refusalOf(outcome);
      // It was recorded before, by an instance that knew another quantity: once on a day.
      if (code !== undefined && code !== 'NOTHING_TO_CHANGE')
        throw new Error(`buy-in ${cause}: ${code}`);
      left -= quantity;
    }
  }

  /** Sends the order of a buy-in and records what became of it; an order of an earlier day is not sent any more. */
  async #carryOut(buyIn: BuyIn, today: CivilDate): Promise<void> {
    const { accountId, instrumentId, orderId, runId, quantity, buyInOn } = buyIn;
    const of = { accountId, instrumentId, orderId, runId };
    const isToday = buyInOn === today;
    const refusal = isToday ? refusalOf(await this.#place(buyIn, orderId, quantity)) : undefined;
    const placed = refusal === undefined ? 'PLACED' : 'REFUSED';
    const placing = isToday ? placed : 'MISSED';
    const data = { ...of, placing, ...(refusal === undefined ? {} : { refusal }) } as const;
    await this.#send({ type: 'RecordBuyIn', data }, `recorded/${orderId}`);
    this.#open.delete(orderId);
    this.#options.logger.warn({ accountId, instrumentId, quantity, placing, refusal }, 'a buy-in');
  }

  #place({ accountId, instrumentId }: BuyIn, id: OrderId, quantity: bigint): Promise<Outcome> {
    const terms = { side: 'BUY', type: 'MARKET', timeInForce: 'DAY', quantity } as const;
    // The name by which the order says what it is, in every store: `BUY_IN` and a part of its id.
    const clientOrderId = `BUY_IN-${id.slice(0, 8)}`;
    const data = { accountId, instrumentId, ...terms, clientOrderId };
    return this.#submit({ type: 'PlaceOrder', data }, id);
  }

  #send(command: Command, cause: string): Promise<Outcome> {
    return this.#submit(command, derivedId(`process/${NAME}/${cause}`) as CommandId);
  }

  /** @throws NotSentError */
  #submit(command: Command, id: string): Promise<Outcome> {
    const { runtime, logger } = this.#options;
    return submit(runtime, { id: id as CommandId, process: NAME, command }, logger);
  }
}

/** Why a command was refused, now or when it was sent before; undefined: it was not. */
function refusalOf(outcome: Outcome): string | undefined {
  const first = outcome.status === 'duplicate' ? outcome.original : outcome;
  return first.status === 'rejected' ? first.code : undefined;
}
