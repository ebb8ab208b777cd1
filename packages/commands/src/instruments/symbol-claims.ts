import {
  instrumentStream,
  reject,
  symbolStream,
  type CommandId,
  type InstrumentId,
  type Rejection,
  type SymbolFact,
  type TradingState,
} from '@bellwether/domain';
import { derivedId } from '@bellwether/platform/runtime';
import type { Aggregates } from '../aggregates/aggregates.ts';

/** A claim holds for so long even where its instrument does not bear the symbol yet: the listing may be on its way, ns. */
const SYMBOL_HELD_NS = 10_000_000_000n;

/** Somebody asks that an instrument bear a symbol. */
export interface SymbolRequest {
  /** Id of the listing or renaming. */
  readonly id: CommandId;
  readonly symbol: string;
  readonly instrumentId: InstrumentId;
  readonly fingerprint: bigint;
  readonly principal: string;
  /** ns since 1970 UTC. */
  readonly receivedAt: bigint;
}

/** Gives each symbol to one instrument at a time, over all partitions: the symbol's own stream decides who was first. */
export class SymbolClaims {
  readonly #aggregates: Aggregates;
  readonly #state: Pick<TradingState, 'instruments'>;
  /** Symbols of instruments that were listed before there were claims. */
  #unclaimed: ReadonlyMap<string, InstrumentId> | undefined;

  constructor(aggregates: Aggregates, state: Pick<TradingState, 'instruments'>) {
    this.#aggregates = aggregates;
    this.#state = state;
  }

  /** Claims a symbol. Returns why it cannot be had; undefined: the instrument may bear it now. */
  async claim(request: SymbolRequest): Promise<Rejection | undefined> {
    const { id, symbol, instrumentId, fingerprint, principal, receivedAt } = request;
    const stream = symbolStream(symbol);
    const { claim } = await this.#aggregates.symbols.state(stream);
    if (claim?.claimId === id && claim.instrumentId === instrumentId) return undefined;
    const holder = await this.#holderOf(symbol, claim, receivedAt);
    if (holder !== undefined && holder !== instrumentId)
      return reject('SYMBOL_IN_USE', `${symbol} is the symbol of ${holder}`);
    const data = { symbol, instrumentId, claimId: id, claimedAt: receivedAt };
    const result = await this.#aggregates.symbols.handle(stream, {
      id: derivedId(`symbol/${instrumentId}/${id}`) as CommandId,
      command: { type: 'ClaimSymbol', data: { ...data, replaces: claim?.claimId } },
      fingerprint,
      principal,
      receivedAt,
    });
    return result.kind === 'refused' ? result.rejection : undefined;
  }

  /** Who bears the symbol, or may be about to. */
  async #holderOf(
    symbol: string,
    claim: SymbolFact['data'] | undefined,
    now: bigint,
  ): Promise<InstrumentId | undefined> {
    const candidate = claim?.instrumentId ?? this.#listedBefore(symbol);
    if (candidate === undefined) return undefined;
    if (claim !== undefined && now - claim.claimedAt < SYMBOL_HELD_NS) return candidate;
    const instrument = await this.#aggregates.instruments.state(instrumentStream(candidate));
    const isAlive = instrument.status === 'active' || instrument.status === 'halted';
    return isAlive && instrument.symbol === symbol ? candidate : undefined;
  }

  #listedBefore(symbol: string): InstrumentId | undefined {
    this.#unclaimed ??= new Map(
      [...this.#state.instruments.values()].map((one) => [one.symbol, one.instrumentId]),
    );
    return this.#unclaimed.get(symbol);
  }
}
