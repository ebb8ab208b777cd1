import {
  addDays,
  parseDate,
  parseDecimal,
  type AccountId,
  type ActionTerms,
  type Command,
  type CommandId,
  type CommissionSchedule,
  type InstrumentId,
  type OrderId,
  type Phase,
  type PlaceOrderCommand,
  type TradeId,
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
  /** Whether it goes through the queue of durable commands. */
  readonly durable: boolean;
}

/** Dana has a margin account and may sell short. */
const DANA = 'dana' as AccountId;
const ACCOUNTS = ['alice', 'bob', 'carol', DANA] as AccountId[];
const INSTRUMENTS = ['AMZN', 'MSFT'] as InstrumentId[];

/** What opens the market: instruments, accounts, little enough cash that it runs short, and shares. */
export function openingCommands({
  session = 0,
}: Partial<SimulationOptions> = {}): readonly Command[] {
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
      {
        type: 'OpenAccount',
        data: { accountId, ...(accountId === DANA ? { accountType: 'MARGIN' } : {}) },
      },
      { type: 'DepositCash', data: { accountId, amount: parseDecimal('6000') } },
      // What Dana sells she has to borrow.
      ...(accountId === DANA ? [] : INSTRUMENTS).map((instrumentId): Command => ({
        type: 'DepositSecurities',
        data: { accountId, instrumentId, quantity: 60n },
      })),
    ]),
    {
      type: 'SetTradingPermissions',
      data: { accountId: DANA, assetClasses: ['EQUITY'], optionLevel: 0, shortSelling: true },
    },
    ...INSTRUMENTS.map((instrumentId): Command => ({
      type: 'RecordLocate',
      data: {
        accountId: DANA,
        instrumentId,
        locateId: `L-${instrumentId}`,
        quantity: 200n,
        expiresOn: DAY,
      },
    })),
    ...FEES,
    ...(session > 0 ? SESSION_OPENING : []),
  ];
}

/** Carol trades for nothing; a venue takes more than the own book. */
const FEES: readonly Command[] = [
  commissions('alice', { perOrder: 0n, perUnit: 5_000n, minimum: parseDecimal('1') }),
  commissions('bob', { perOrder: parseDecimal('0.35'), perUnit: 1_234n, minimum: 0n }),
  commissions(DANA, {
    perOrder: 0n,
    perUnit: 9_990n,
    minimum: parseDecimal('0.50'),
    maximumBasisPoints: 5,
  }),
  venueFees('OWN', -2_000n, 2_900n),
  venueFees('XNAS', 0n, 3_000n),
];

function commissions(accountId: string, schedule: Omit<CommissionSchedule, 'product'>): Command {
  const data = {
    accountId: accountId as AccountId,
    commissions: [{ product: 'STOCK', ...schedule }],
  };
  return { type: 'SetCommissions', data } as Command;
}

function venueFees(venue: string, maker: bigint, taker: bigint): Command {
  const fees = [{ product: 'STOCK' as const, maker, taker, auction: 1_000n }];
  return { type: 'SetVenueFees', data: { venue, fees } };
}

const DAY = parseDate('2026-01-05');
/** Last days of GTD orders: one that ends while the clients send, and two that do not. */
const LAST_DAYS = [addDays(DAY, -1), DAY, addDays(DAY, 1)];
const enter = (phase: Phase): Command => ({
  type: 'EnterSessionPhase',
  data: { sessionDate: DAY, phase },
});
const SESSION_OPENING: readonly Command[] = [
  { type: 'ScheduleSession', data: { sessionDate: DAY } },
  enter('PRE_OPEN'),
];
/** The index falls by a tenth outside trading hours, since days begin at midnight here: a fact, and no market is halted. */
const CRASH = {
  sessionDate: DAY,
  value: parseDecimal('4500'),
  previousClose: parseDecimal('5000'),
};
/** Phases of the day, and when they begin, as a share of the load. */
const SESSION_PHASES: readonly (readonly [Phase, number])[] = [
  ['OPENING_AUCTION', 0.05],
  ['CONTINUOUS', 0.15],
  ['CLOSING_AUCTION', 0.75],
  ['POST_CLOSE', 0.9],
  ['CLOSED', 0.95],
];

const [AMZN, MSFT] = INSTRUMENTS as [InstrumentId, InstrumentId];
/** What issuers do on the day, by the option. Broken shares and prices between ticks on purpose. */
const ACTIONS: Readonly<
  Record<number, readonly (readonly [InstrumentId, Omit<ActionTerms, 'exDate'>])[]>
> = {
  1: [
    [AMZN, { kind: 'FORWARD_SPLIT', newShares: 3, oldShares: 2 }],
    [MSFT, { kind: 'CASH_DIVIDEND', amount: parseDecimal('1.2345'), payDate: DAY }],
  ],
  2: [
    [
      AMZN,
      {
        kind: 'SPIN_OFF',
        otherInstrumentId: MSFT,
        newShares: 2,
        oldShares: 7,
        costBasisPoints: 2_345,
        childValue: parseDecimal('28.1234'),
      },
    ],
  ],
  3: [
    [
      AMZN,
      {
        kind: 'STOCK_MERGER',
        otherInstrumentId: MSFT,
        newShares: 5,
        oldShares: 7,
        mergerCash: parseDecimal('12.3456'),
      },
    ],
  ],
  4: [[MSFT, { kind: 'CASH_MERGER', mergerCash: parseDecimal('101.2345') }]],
};

/** How long the clients send, ms. */
export const LOAD_MS = 3_000;

/** The load of one run: orders that meet, changes to them, cash going in and out, halts, a session; some of it sent again. */
export function plannedCommands(
  options: SimulationOptions,
  random: Random,
  startMs: number,
): readonly PlannedCommand[] {
  const planned: PlannedCommand[] = [];
  const plan = (at: number, id: CommandId, command: Command): void => {
    planned.push({ at, id, command, durable: random.chance(options.durable) });
  };
  const times = Array.from({ length: options.commands }, () => startMs + random.next() * LOAD_MS);
  const placed: Placed[] = [];
  for (const at of times.toSorted((a, b) => a - b)) {
    const earlier = planned.length > 0 ? random.pick(planned) : undefined;
    const again = earlier !== undefined && random.chance(options.reused);
    const id = again ? earlier.id : (simulatedId(random, EPOCH_MS + at) as CommandId);
    const command = nextCommand(random, placed, options);
    if (command.type === 'PlaceOrder') {
      const { accountId, instrumentId } = command.data;
      placed.push({ orderId: id as string as OrderId, accountId, instrumentId });
    }
    plan(at, id, command);
    while (random.chance(options.repeated))
      plan(at + random.next() * random.pick([1, 50, 2_000]), id, command);
  }
  const once = (share: number, command: Command): void => {
    const at = startMs + share * LOAD_MS;
    plan(at, simulatedId(random, EPOCH_MS + at) as CommandId, command);
  };
  if (options.session > 0) {
    for (const [phase, share] of SESSION_PHASES) once(share, enter(phase));
    if (random.chance(0.2)) once(0.3 + random.next() / 2, { type: 'ReportIndex', data: CRASH });
  }
  if (options.actions > 0)
    for (const [instrumentId, terms] of ACTIONS[options.actions] ?? []) {
      const announcedAt = startMs + 0.05 * LOAD_MS;
      const actionId = simulatedId(random, EPOCH_MS + announcedAt) as CommandId;
      const data = { instrumentId, exDate: DAY, ...terms };
      plan(announcedAt, actionId, { type: 'AnnounceCorporateAction', data });
      for (const share of [0.5, 0.7, 0.9]) {
        once(share, { type: 'HaltInstrument', data: { instrumentId, reason: 'NEWS_PENDING' } });
        once(share + 0.02, {
          type: 'ApplyCorporateAction',
          data: { instrumentId, actionId },
        });
        once(share + 0.05, { type: 'ResumeInstrument', data: { instrumentId } });
        once(share + 0.06, { type: 'PayCorporateAction', data: { instrumentId, actionId } });
      }
    }
  const delisted = { instrumentId: random.pick(INSTRUMENTS), reason: 'merged' };
  if (options.delisting > 0) once(0.6, { type: 'DelistInstrument', data: delisted });
  return planned;
}

interface Placed {
  readonly orderId: OrderId;
  readonly accountId: AccountId;
  readonly instrumentId: InstrumentId;
}

function nextCommand(
  random: Random,
  placed: readonly Placed[],
  options: SimulationOptions,
): Command {
  if (random.chance(options.halts)) return haltOrResume(random);
  const kind = random.next();
  if (kind < 0.7 || placed.length === 0) return placeOrder(random, options);
  const order = random.pick(placed);
  if (kind < 0.82) return { type: 'CancelOrder', data: order };
  if (kind < 0.92) return replaceOrder(random, order);
  const accountId = random.pick(ACCOUNTS);
  const amount = parseDecimal(`${random.between(1, 900)}`);
  if (kind < 0.935) return { type: 'DepositCash', data: { accountId, amount, heldUntil: DAY } };
  if (kind < 0.95) return { type: 'DepositCash', data: { accountId, amount } };
  if (kind < 0.99) return { type: 'WithdrawCash', data: { accountId, amount } };
  if (kind < 0.9945) {
    const tradeId = `0-${random.between(1, 12)}` as TradeId;
    const data = { instrumentId: random.pick(INSTRUMENTS), tradeId, reason: 'erroneous' };
    return { type: 'BustTrade', data };
  }
  // Most come for days that are paid for already.
  const through = addDays(DAY, Math.floor((kind - 0.99) * 5_000));
  return { type: 'PostInterest', data: { accountId, through, amount } };
}

function haltOrResume(random: Random): Command {
  const instrumentId = random.pick(INSTRUMENTS);
  return random.chance(0.4)
    ? { type: 'HaltInstrument', data: { instrumentId, reason: 'NEWS_PENDING' } }
    : { type: 'ResumeInstrument', data: { instrumentId } };
}

function replaceOrder(random: Random, order: Placed): Command {
  const quantity = BigInt(random.between(1, 30));
  const isStop = random.chance(0.2);
  if (random.chance(0.1))
    return { type: 'ReplaceOrder', data: { ...order, quantity, timeInForce: 'GTC' } };
  const terms = isStop ? { stopPrice: price(random) } : { limitPrice: price(random) };
  return { type: 'ReplaceOrder', data: { ...order, quantity, ...terms } };
}

type Terms = Partial<PlaceOrderCommand['data']>;

/** Terms of an order; some of them do not go together, or not now, and are to be refused. */
function termsOf(random: Random, options: SimulationOptions): Terms {
  const kind = random.next();
  if (kind < 0.08) return { type: 'MARKET', timeInForce: random.pick(['IOC', 'IOC', 'DAY']) };
  if (kind < 0.08 + options.stops) {
    const stop = { timeInForce: random.pick(['GTC', 'DAY'] as const), stopPrice: price(random) };
    return random.chance(0.5)
      ? { type: 'STOP', ...stop }
      : { type: 'STOP_LIMIT', ...stop, limitPrice: price(random) };
  }
  if (random.chance(options.expiring))
    return {
      type: 'LIMIT',
      timeInForce: 'GTD',
      expiresOn: random.pick(LAST_DAYS),
      limitPrice: price(random),
    };
  const times = ['GTC', 'GTC', 'GTC', 'IOC', 'FOK', 'DAY'] as const;
  const timeInForce =
    options.session > 0 && random.chance(0.15)
      ? random.pick(['OPG', 'CLS'] as const)
      : random.pick(times);
  return { type: 'LIMIT', timeInForce, limitPrice: price(random) };
}

const DECREMENTS = ['DECREMENT', 'DECREMENT', 'DECREMENT'] as const;

function furtherTerms(random: Random): Terms {
  const kind = random.next();
  if (kind < 0.08) return { displayQuantity: BigInt(random.between(1, 10)) };
  if (kind < 0.11) return { minimumQuantity: BigInt(random.between(1, 10)) };
  if (kind < 0.14) return { postOnly: true };
  if (kind < 0.24)
    return { selfTrade: random.pick(['NONE', 'CANCEL_OLDEST', 'CANCEL_BOTH', ...DECREMENTS]) };
  return {};
}

function placeOrder(random: Random, options: SimulationOptions): Command {
  const accountId = random.pick(ACCOUNTS);
  const instrumentId = random.pick(INSTRUMENTS);
  const isShort = accountId === DANA && random.chance(0.6);
  const side = isShort
    ? ({ side: 'SELL_SHORT', locateId: `L-${instrumentId}` } as const)
    : ({ side: random.pick(['BUY', 'SELL'] as const) } as const);
  return {
    type: 'PlaceOrder',
    data: {
      accountId,
      instrumentId,
      ...side,
      quantity: BigInt(random.between(1, 30)),
      ...termsOf(random, options),
      ...furtherTerms(random),
    },
  } as Command;
}

const price = (random: Random): bigint => parseDecimal(`${random.between(97, 103)}`);
