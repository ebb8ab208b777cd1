import type { AccountId, Command, CommandId, InstrumentId, OrderId } from '@bellwether/domain';
import { derivedId } from '@bellwether/platform/runtime';
import type { Step } from './step.ts';

/** Cash and shares that an import's accounts get: more than any day trades. */
const CASH = 900_000_000_000n * 10_000n;
const SHARES = 900_000_000n;
const MAX_ORDER_QUANTITY = 999_999_999n;

/** A command of an import, with an id that follows from the file. */
export interface PlannedCommand {
  readonly id: CommandId;
  readonly command: Command;
}

/**
 * Names everything that an import sends. Ids follow from the file's hash, the symbol and the number of the step: the
 * same file again sends the same commands again, which have no second effect.
 */
export class ImportPlan {
  readonly instrumentId: InstrumentId;
  /** Places the orders that rest. */
  readonly makers: AccountId;
  /** Places the orders that take. */
  readonly takers: AccountId;
  readonly #symbol: string;
  readonly #tick: bigint;
  readonly #name: string;

  /** @param tick price step of the instrument, 1/10 000 USD. */
  constructor(day: string, symbol: string, tick: bigint) {
    this.#symbol = symbol;
    this.#tick = tick;
    this.#name = `lobster/${day}/${symbol}`;
    this.instrumentId = symbol.replaceAll('.', '_') as InstrumentId;
    this.makers = `lobster-${this.instrumentId}-makers`.slice(0, 32) as AccountId;
    this.takers = `lobster-${this.instrumentId}-takers`.slice(0, 32) as AccountId;
  }

  /** Lists the instrument and funds the accounts. */
  setUp(referencePrice: number): readonly PlannedCommand[] {
    const { instrumentId } = this;
    const terms = {
      instrumentId,
      symbol: this.#symbol,
      tickSize: this.#tick,
      maxOrderQuantity: MAX_ORDER_QUANTITY,
    };
    const rounded = (BigInt(referencePrice) / this.#tick) * this.#tick;
    return [
      this.#planned('list', {
        type: 'ListInstrument',
        data: { ...terms, referencePrice: rounded },
      }),
      ...[this.makers, this.takers].flatMap((accountId) => [
        this.#planned(`open/${accountId}`, { type: 'OpenAccount', data: { accountId } }),
        this.#planned(`cash/${accountId}`, {
          type: 'DepositCash',
          data: { accountId, amount: CASH },
        }),
        this.#planned(`shares/${accountId}`, {
          type: 'DepositSecurities',
          data: { accountId, instrumentId, quantity: SHARES },
        }),
      ]),
    ];
  }

  /** Id of the n-th step's command; of a step that places, also the order's. */
  stepId(n: number): CommandId {
    return derivedId(`${this.#name}/${n}`) as CommandId;
  }

  step(n: number, step: Step): PlannedCommand {
    return { id: this.stepId(n), command: this.#command(step) };
  }

  #command(step: Step): Command {
    const { instrumentId } = this;
    switch (step.kind) {
      case 'place':
      case 'take': {
        const resting = step.kind === 'place';
        return {
          type: 'PlaceOrder',
          data: {
            accountId: resting ? this.makers : this.takers,
            instrumentId,
            side: step.side,
            type: 'LIMIT',
            timeInForce: resting ? 'GTC' : 'IOC',
            quantity: BigInt(step.size),
            limitPrice: BigInt(step.price),
          },
        };
      }
      case 'reduce':
        return {
          type: 'ReplaceOrder',
          data: {
            ...this.#named(step.order),
            quantity: BigInt(step.quantity),
            limitPrice: BigInt(step.price),
          },
        };
      case 'cancel':
        return { type: 'CancelOrder', data: this.#named(step.order) };
    }
  }

  #named(step: number): { accountId: AccountId; instrumentId: InstrumentId; orderId: OrderId } {
    return {
      accountId: this.makers,
      instrumentId: this.instrumentId,
      orderId: this.stepId(step) as string as OrderId,
    };
  }

  #planned(what: string, command: Command): PlannedCommand {
    return { id: derivedId(`${this.#name}/${what}`) as CommandId, command };
  }
}
