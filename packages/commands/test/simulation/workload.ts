import {
  parseDecimal,
  type AccountId,
  type Command,
  type CommandId,
  type InstrumentId,
  type OrderId,
} from '@bellwether/domain';
import type { SimulationOptions } from './options.ts';
import type { Random } from './random.ts';
import { simulatedId } from './sim-id.ts';
import { EPOCH_MS } from './sim-process.ts';

/** A command of the simulated clients, and when it is sent, ms. */
export interface PlannedCommand {
  readonly at: number;
  readonly id: CommandId;
  readonly command: Command;
}

const ACCOUNTS = ['alice', 'bob', 'carol'] as AccountId[];
const INSTRUMENTS = ['AMZN', 'MSFT'] as InstrumentId[];

/** What opens the market: instruments, accounts, little enough cash that it runs short, and shares. */
export function openingCommands(): readonly Command[] {
  return [
    ...INSTRUMENTS.map((instrumentId): Command => ({
      type: 'ListInstrument',
      data: {
        instrumentId,
        symbol: instrumentId,
        tickSize: 100n,
        referencePrice: parseDecimal('100'),
        maxOrderQuantity: 1_000n,
      },
    })),
    ...ACCOUNTS.flatMap((accountId): readonly Command[] => [
      { type: 'OpenAccount', data: { accountId } },
      { type: 'DepositCash', data: { accountId, amount: parseDecimal('6000') } },
      ...INSTRUMENTS.map((instrumentId): Command => ({
        type: 'DepositSecurities',
        data: { accountId, instrumentId, quantity: 60n },
      })),
    ]),
  ];
}

/** How long the clients send, ms. */
export const LOAD_MS = 3_000;

/** The load of one run: orders that meet, changes to them, cash going in and out, halts; some of it sent again. */
export function plannedCommands(
  options: SimulationOptions,
  random: Random,
  startMs: number,
): readonly PlannedCommand[] {
  const planned: PlannedCommand[] = [];
  const times = Array.from({ length: options.commands }, () => startMs + random.next() * LOAD_MS);
  const placed: { orderId: OrderId; accountId: AccountId; instrumentId: InstrumentId }[] = [];
  for (const at of times.toSorted((a, b) => a - b)) {
    const earlier = planned.length > 0 ? random.pick(planned) : undefined;
    const again = earlier !== undefined && random.chance(options.reused);
    const id = again ? earlier.id : (simulatedId(random, EPOCH_MS + at) as CommandId);
    const command = nextCommand(random, placed);
    if (command.type === 'PlaceOrder') {
      const { accountId, instrumentId } = command.data;
      placed.push({ orderId: id as string as OrderId, accountId, instrumentId });
    }
    planned.push({ at, id, command });
    while (random.chance(options.repeated))
      planned.push({ at: at + random.next() * random.pick([1, 50, 2_000]), id, command });
  }
  return planned;
}

function nextCommand(
  random: Random,
  placed: readonly { orderId: OrderId; accountId: AccountId; instrumentId: InstrumentId }[],
): Command {
  const kind = random.next();
  if (kind < 0.7 || placed.length === 0) return placeOrder(random);
  const order = random.pick(placed);
  if (kind < 0.82) return { type: 'CancelOrder', data: order };
  if (kind < 0.92)
    return {
      type: 'ReplaceOrder',
      data: { ...order, quantity: BigInt(random.between(1, 30)), limitPrice: price(random) },
    } as Command;
  const accountId = random.pick(ACCOUNTS);
  const amount = parseDecimal(`${random.between(1, 900)}`);
  if (kind < 0.95) return { type: 'DepositCash', data: { accountId, amount } };
  return { type: 'WithdrawCash', data: { accountId, amount } };
}

function placeOrder(random: Random): Command {
  const market = random.chance(0.08);
  return {
    type: 'PlaceOrder',
    data: {
      accountId: random.pick(ACCOUNTS),
      instrumentId: random.pick(INSTRUMENTS),
      side: random.pick(['BUY', 'SELL']),
      type: market ? 'MARKET' : 'LIMIT',
      timeInForce: market ? 'IOC' : random.pick(['GTC', 'GTC', 'GTC', 'IOC', 'FOK']),
      quantity: BigInt(random.between(1, 30)),
      ...(market ? {} : { limitPrice: price(random) }),
    },
  } as Command;
}

const price = (random: Random): bigint => parseDecimal(`${random.between(97, 103)}`);
