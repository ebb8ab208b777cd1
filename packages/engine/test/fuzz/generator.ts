import { CancelReason, OrderType, Phase, Side, TimeInForce } from '../../src/index.ts';
import { Random } from '../../bench/random.ts';
import type { Command } from '../reference/command.ts';
import type { ReferenceEngine } from '../reference/reference-engine.ts';

/** What kind of market a run is: how far prices spread and which rules are in play. */
export interface Profile {
  readonly name: string;
  readonly middle: number;
  readonly spread: number;
  readonly roundLot: number;
  readonly priceIncrement: number;
  /** Part of a thousand commands that change phases, bands, sessions. */
  readonly administration: number;
  /** Part of a hundred orders that carry something special. */
  readonly special: number;
}

const PHASES = Object.values(Phase);
const TIMES = Object.values(TimeInForce);

/** Commands as a hostile market would send them: mostly sensible, some at the edge, some nonsense. */
export class CommandGenerator {
  readonly #random: Random;
  readonly #profile: Profile;
  readonly #reference: ReferenceEngine;
  readonly #symbols: number;
  #token = 0;
  #nextRef = 1;
  #recent: number[] = [];

  constructor(seed: number, profile: Profile, reference: ReferenceEngine, symbols: number) {
    this.#random = new Random(seed);
    this.#profile = profile;
    this.#reference = reference;
    this.#symbols = symbols;
  }

  /** Commands that open the market. */
  opening(): Command[] {
    const { roundLot, priceIncrement } = this.#profile;
    return Array.from({ length: this.#symbols }, (_, symbol): Command[] => [
      { do: 'addSymbol', with: { token: 0, symbol, windowTicks: 1024, roundLot, priceIncrement } },
      { do: 'setPhase', with: { token: 0, symbol, phase: Phase.CONTINUOUS } },
    ]).flat();
  }

  next(): Command {
    this.#token++;
    const dice = this.#random.below(1000);
    if (dice < this.#profile.administration * (this.#isTrading() ? 1 : 20))
      return this.#administer();
    const kind = this.#random.below(100);
    if (kind < 52) return this.#order();
    if (kind < 72) return this.#cancel();
    if (kind < 90) return this.#replace();
    if (kind < 97) return this.#quote();
    return { do: 'print', with: { ...this.#address(), price: this.#price() } };
  }

  #address(): { token: number; symbol: number } {
    const unknown = this.#random.below(500) === 0 ? 1 : 0;
    return {
      token: this.#token,
      symbol: this.#random.below(this.#symbols) + unknown * this.#symbols,
    };
  }

  /** Whether all symbols trade continuously; if not, it is time to get on with the day. */
  #isTrading(): boolean {
    return [...this.#reference.symbols.values()].every((m) => m.phase === Phase.CONTINUOUS);
  }

  #chance(percent: number): boolean {
    return this.#random.below(100) < percent;
  }

  #special(): boolean {
    return this.#chance(this.#profile.special);
  }

  #price(): number {
    const { middle, spread, priceIncrement } = this.#profile;
    const price = middle + (this.#random.below(2 * spread + 1) - spread) * priceIncrement;
    if (this.#random.below(300) === 0)
      return [0, -1, 2_147_483_645, 2_147_483_646][this.#random.below(4)]!;
    return this.#random.below(100) === 0 ? price + 1 : price;
  }

  #quantity(): number {
    if (this.#random.below(200) === 0) return [0, -5, 2_147_483_647][this.#random.below(3)]!;
    return 1 + this.#random.below(this.#chance(10) ? 60 : 12);
  }

  #order(): Command {
    const address = this.#address();
    const type = this.#special() ? (this.#random.below(4) as OrderType) : OrderType.LIMIT;
    const isStop = type === OrderType.STOP || type === OrderType.STOP_LIMIT;
    const needsPrice =
      type === OrderType.LIMIT || type === OrderType.STOP_LIMIT || this.#chance(30);
    const timeInForce = this.#timeInForce(type);
    const side = this.#random.below(2) as Side;
    const ref = this.#chance(1) ? this.#someRef() : this.#nextRef++;
    this.#recent.push(ref);
    return {
      do: 'newOrder',
      with: {
        ...address,
        ref,
        side,
        type,
        timeInForce,
        quantity: this.#quantity(),
        price: needsPrice ? this.#price() : 0,
        stopPrice: isStop || this.#chance(1) ? this.#price() : 0,
        displayQuantity: this.#special() && this.#chance(40) ? 1 + this.#random.below(5) : 0,
        minimumQuantity: this.#special() && this.#chance(30) ? 1 + this.#random.below(14) : 0,
        postOnly: this.#special() && this.#chance(30),
        stpMode: this.#random.below(5) as 0,
        stpGroup: this.#random.below(4),
        expiry: timeInForce === TimeInForce.GTD ? this.#random.below(10) : 0,
      },
    };
  }

  #timeInForce(type: OrderType): TimeInForce {
    if (this.#special()) return TIMES[this.#random.below(TIMES.length)]!;
    if (type === OrderType.MARKET) return TimeInForce.DAY;
    return this.#random.below(2) as TimeInForce;
  }

  /** A ref that is alive, or was not long ago. */
  #someRef(): number {
    const live = [...this.#reference.symbols.values()].flatMap((m) => m.orders.map((o) => o.ref));
    const pool = live.length > 0 && this.#chance(92) ? live : this.#recent.slice(-200);
    return pool.length === 0 ? 1 : pool[this.#random.below(pool.length)]!;
  }

  #known(): { ref: number; symbol: number } {
    const ref = this.#someRef();
    for (const [symbol, model] of this.#reference.symbols) {
      if (model.orders.some((o) => o.ref === ref)) return { ref, symbol };
    }
    return { ref, symbol: 0 };
  }

  #cancel(): Command {
    const { ref, symbol } = this.#known();
    const wrong = this.#chance(1) ? 1 : 0;
    const address = { token: this.#token, symbol: (symbol + wrong) % this.#symbols, ref };
    return { do: 'cancel', with: address, stale: this.#chance(2) };
  }

  #replace(): Command {
    const { ref, symbol } = this.#known();
    const order = this.#reference.find(ref)?.order;
    const nearby = order === undefined ? 1 : order.ordered + this.#random.below(9) - 5;
    const isStop = order?.where === 'stops';
    return {
      do: 'replace',
      with: {
        token: this.#token,
        symbol,
        ref,
        quantity: this.#chance(80) ? nearby : this.#quantity(),
        price: this.#chance(50) ? 0 : this.#price(),
        stopPrice: isStop && this.#chance(50) ? this.#price() : 0,
        ...(this.#chance(8) ? { displayQuantity: this.#random.below(5) } : {}),
        ...(this.#chance(8)
          ? { timeInForce: TIMES[this.#random.below(5)]!, expiry: this.#random.below(8) }
          : {}),
      },
      stale: this.#chance(2),
    };
  }

  #quote(): Command {
    const side = this.#random.below(2) as Side;
    const quantity = this.#chance(60) ? 0 : this.#quantity();
    const venue = this.#random.below(this.#chance(2) ? 20 : 3);
    return {
      do: 'externalQuote',
      with: { ...this.#address(), venue, side, quantity, price: this.#price() },
    };
  }

  #administer(): Command {
    const address = this.#address();
    const phase = this.#reference.symbols.get(address.symbol)?.phase ?? Phase.CLOSED;
    const kind = this.#random.below(10);
    if (kind < 3) return { do: 'setPhase', with: { ...address, phase: this.#nextPhase(phase) } };
    if (kind < 7 && phase !== Phase.CONTINUOUS) return this.#uncross(address, phase);
    if (kind === 7) return this.#bands(address);
    if (kind === 8) {
      const day = this.#chance(50);
      return { do: 'expire', with: { ...address, day, through: this.#random.below(10) } };
    }
    const stpGroup = this.#random.below(4);
    return { do: 'cancelAll', with: { ...address, stpGroup, reason: CancelReason.ADMIN } };
  }

  /** Any phase, but most often one that leads back to trading. */
  #nextPhase(phase: Phase): Phase {
    if (this.#chance(30)) return PHASES[this.#random.below(PHASES.length)]!;
    if (phase === Phase.CONTINUOUS) return this.#chance(50) ? Phase.CLOSING_AUCTION : Phase.HALTED;
    if (phase === Phase.HALTED || phase === Phase.PAUSED) return Phase.REOPENING_AUCTION;
    return phase === Phase.CLOSED ? Phase.PRE_OPEN : Phase.CLOSED;
  }

  #uncross(address: { token: number; symbol: number }, phase: Phase): Command {
    const closes = phase === Phase.CLOSING_AUCTION;
    return {
      do: 'uncross',
      with: {
        ...address,
        referencePrice: this.#chance(80) ? Math.max(0, this.#middling()) : 0,
        nextPhase: closes ? Phase.POST_CLOSE : Phase.CONTINUOUS,
        ...(this.#chance(20)
          ? { lowerCollar: this.#middling(), upperCollar: this.#middling() }
          : {}),
        indicative: this.#chance(25),
      },
    };
  }

  /** A price that the auction's brute-force reference can afford to count up to. */
  #middling(): number {
    const { middle, spread } = this.#profile;
    return middle + this.#random.below(2 * spread + 1) - spread;
  }

  #bands(address: { token: number; symbol: number }): Command {
    if (this.#chance(50)) return { do: 'setBands', with: { ...address, lower: 0, upper: 0 } };
    const [a, b] = [this.#middling(), this.#middling()];
    const [lower, upper] = this.#chance(95) ? [Math.min(a, b), Math.max(a, b)] : [a, b];
    return { do: 'setBands', with: { ...address, lower, upper } };
  }
}
