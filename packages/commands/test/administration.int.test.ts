import { CommandClient } from '@bellwether/client';
import {
  addDays,
  HALT_REASONS,
  parseDate,
  TICK_TABLES,
  type AccountId,
  type Command,
  type InstrumentId,
  type Outcome,
} from '@bellwether/domain';
import { firstSeed, rounds, startWriteStack, type WriteStack } from '@bellwether/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Commands } from '../src/index.ts';
import { Random } from './simulation/random.ts';
import { startService } from './support/service.ts';

// Whatever an operator asks within the rules, in whatever order, the writer goes on, and a start finds what it left.

const SEED = firstSeed();
const COMMANDS = rounds(300, 5_000);
const ACCOUNTS = ['alice', 'bob'] as AccountId[];
/** The highest price that a book can count, and prices around where other layers might count otherwise. */
const TICKS = [1n, 2n, 100n, 2_239_500n, 2_147_483_644n, 2_147_483_645n, 2_147_483_646n, 2n ** 32n];
const TICK_SIZES = [1n, 50n, 100n, 500n];
const SESSION = parseDate('2026-11-30');
const PHASES = [
  'PRE_OPEN',
  'OPENING_AUCTION',
  'CONTINUOUS',
  'CLOSING_AUCTION',
  'POST_CLOSE',
  'CLOSED',
] as const;

let stack: WriteStack;
let service: Commands;
let client: CommandClient;
const failures: Error[] = [];

const start = (): Promise<Commands> =>
  startService(stack, { onFailure: (error) => failures.push(error) });

beforeAll(async () => {
  stack = await startWriteStack();
  service = await start();
  client = new CommandClient({
    connection: await stack.connectAs('cli'),
    user: 'cli',
    deadlineMs: 20_000,
  });
});

afterAll(async () => {
  await service.stop();
  await stack.stop();
});

/** Asks for something about a few instruments; a part of it is to be refused. */
class Operator {
  readonly #random: Random;
  readonly #listed: { readonly instrumentId: InstrumentId; readonly tickSize: bigint }[] = [];
  #phases = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  next(): Command {
    const kind = this.#random.next();
    if (this.#listed.length === 0 || kind < 0.15) return this.#list();
    const { instrumentId, tickSize } = this.#random.pick(this.#listed);
    const price = this.#random.pick(TICKS) * tickSize;
    if (kind < 0.25)
      return { type: 'HaltInstrument', data: { instrumentId, reason: this.#pick(HALT_REASONS) } };
    if (kind < 0.4) return { type: 'ResumeInstrument', data: { instrumentId } };
    if (kind < 0.5)
      return { type: 'PublishClose', data: { instrumentId, tradeDate: SESSION, price } };
    if (kind < 0.6)
      return {
        type: 'ReviseInstrument',
        data: {
          instrumentId,
          roundLot: this.#random.between(1, 10_000),
          tickTable: this.#pick(TICK_TABLES),
        },
      };
    if (kind < 0.63) return { type: 'DelistInstrument', data: { instrumentId, reason: 'merged' } };
    if (kind < 0.66) return this.#session();
    return this.#order(instrumentId, price);
  }

  #list(): Command {
    const instrumentId = `I${this.#listed.length}` as InstrumentId;
    const tickSize = this.#pick(TICK_SIZES);
    this.#listed.push({ instrumentId, tickSize });
    const isFuture = this.#random.chance(0.3);
    const future = {
      root: 'F',
      expiresOn: parseDate('2030-01-04'),
      initialMargin: 1n,
      maintenanceMargin: 1n,
      settlement: 'CASH' as const,
      dailyLimitBasisPoints: [500, 10_000],
    };
    return {
      type: 'ListInstrument',
      data: {
        instrumentId,
        symbol: instrumentId,
        tickSize,
        referencePrice: this.#random.pick(TICKS) * tickSize,
        maxOrderQuantity: this.#pick([1n, 1_000n, 999_999_999n]),
        ...(isFuture ? { assetClass: 'FUTURE' as const, multiplier: 1, future } : {}),
      },
    };
  }

  #session(): Command {
    const phase = PHASES[this.#phases - 1];
    this.#phases += 1;
    return phase === undefined
      ? { type: 'ScheduleSession', data: { sessionDate: SESSION } }
      : { type: 'EnterSessionPhase', data: { sessionDate: SESSION, phase } };
  }

  #order(instrumentId: InstrumentId, limitPrice: bigint): Command {
    const type = this.#random.pick(['LIMIT', 'LIMIT', 'MARKET'] as const);
    const timeInForce = this.#random.pick(['GTC', 'IOC', 'DAY', 'GTD', 'CLS'] as const);
    return {
      type: 'PlaceOrder',
      data: {
        accountId: this.#random.pick(ACCOUNTS),
        instrumentId,
        side: this.#random.pick(['BUY', 'SELL'] as const),
        type,
        timeInForce,
        quantity: this.#pick([1n, 100n, 999_999_999n]),
        ...(type === 'LIMIT' ? { limitPrice } : {}),
        ...(timeInForce === 'GTD'
          ? { expiresOn: addDays(SESSION, this.#random.between(-2, 2)) }
          : {}),
      },
    };
  }

  #pick<T>(of: readonly T[]): T {
    return this.#random.pick([...of]);
  }
}

test(
  `${COMMANDS} random commands of operators and traders, SEED=${SEED}`,
  { timeout: 600_000 },
  async () => {
    const operator = new Operator(new Random(SEED));
    for (const accountId of ACCOUNTS) {
      await client.openAccount({ accountId });
      await client.depositCash({ accountId, amount: 10n ** 15n });
    }
    const told: Record<string, number> = {};
    for (let n = 0; n < COMMANDS; n++) {
      const outcome: Outcome = await client.send(operator.next());
      const said = 'code' in outcome ? outcome.code : outcome.status;
      told[said] = (told[said] ?? 0) + 1;
      // An answer (a price beyond the schema’s is no command), and never that the platform could not do what its rules allow.
      expect(outcome.status, JSON.stringify(outcome)).toMatch(/^(accepted|rejected|invalid)$/);
      expect(said).not.toBe('ENGINE_REFUSED');
    }
    // Both ways were taken: a run in which everything is refused shows nothing.
    expect(told['accepted']).toBeGreaterThan(COMMANDS / 20);
    expect(failures).toEqual([]);
    const before = service.stateHash();
    await service.stop();
    service = await start();
    expect(service.stateHash()).toBe(before);
    expect(failures).toEqual([]);
  },
);
