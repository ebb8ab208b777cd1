import type { AccountId, InstrumentId, OrderId, TradeId } from '../../kernel/ids.ts';
import { EVIDENCE_MAX, type AlertData } from './commands.ts';
import type { RuleFact } from './facts.ts';
import type { MarketEvent } from './market/event.ts';
import { foldMarket } from './market/fold.ts';
import { emptyMarket, type MarketState } from './market/state.ts';
import type { Observed } from './observed.ts';
import type { Finding, SurveillanceRule } from './rule.ts';
import { SURVEILLANCE_RULES } from './rules.ts';

/** Rises when what is kept changes its shape: a snapshot of another one is not used. */
export const MONITOR_STATE_VERSION = 1;

interface RuleState {
  readonly version: number;
  isEnabled: boolean;
  set: Readonly<Record<string, bigint>>;
  readonly state: unknown;
}

/** All that surveillance knows: plain data, as it is written to a snapshot. */
export interface MonitorState {
  readonly stateVersion: number;
  readonly market: MarketState;
  readonly rules: Record<string, RuleState>;
}

/** An alert but for its id: `name` is what the id is made of. */
export type FoundAlert = Omit<AlertData, 'alertId'> & { readonly name: string };

export interface MonitorOptions {
  /** Rules that look; absent: all. */
  readonly rules?: readonly SurveillanceRule[];
  /** Parameters that hold whatever the log says, by rule: of a replay. */
  readonly overrides?: Readonly<Record<string, Readonly<Record<string, bigint>>>>;
  /** Of an earlier run. */
  readonly state?: MonitorState | undefined;
}

/**
 * Runs the rules of surveillance over facts in the order of the log. Live and replayed it is this: alerts follow from the facts
 * alone, and have the same names wherever they are found.
 */
export class SurveillanceMonitor {
  readonly #rules: readonly SurveillanceRule[];
  readonly #overrides: Readonly<Record<string, Readonly<Record<string, bigint>>>>;
  readonly #state: MonitorState;

  constructor({ rules = SURVEILLANCE_RULES, overrides = {}, state }: MonitorOptions = {}) {
    this.#rules = rules;
    this.#overrides = overrides;
    this.#state = isOf(state, rules)
      ? state
      : { stateVersion: MONITOR_STATE_VERSION, market: emptyMarket(), rules: this.#openAll() };
  }

  /** Whether a state of an earlier run is one that these rules can go on with. */
  static canResume(state: MonitorState | undefined): boolean {
    return isOf(state, SURVEILLANCE_RULES);
  }

  /** To go on with later. It is what the monitor works on: write it down before the next fact. */
  get state(): MonitorState {
    return this.#state;
  }

  /** Takes the next fact of the log. @returns what it is the last piece of, mostly nothing. */
  take(observed: Observed): readonly FoundAlert[] {
    if (observed.fact.type === 'SurveillanceRuleSet') {
      this.#setRule((observed.fact as RuleFact).data);
      return NOTHING;
    }
    const events = foldMarket(this.#state.market, observed);
    if (events.length === 0) return NOTHING;
    const found: FoundAlert[] = [];
    for (const event of events) this.#look(event, found);
    return found;
  }

  #look(event: MarketEvent, found: FoundAlert[]): void {
    const { market, rules } = this.#state;
    for (const rule of this.#rules) {
      const kept = rules[rule.ruleId] as RuleState;
      if (!kept.isEnabled) continue;
      const { set, state } = kept;
      const raise = (finding: Finding): void => {
        found.push(alertOf(rule, finding, event, set));
      };
      rule.take(event, { state, set, market, raise });
    }
  }

  #openAll(): Record<string, RuleState> {
    return Object.fromEntries(
      this.#rules.map((rule) => {
        const set = { ...defaultsOf(rule), ...this.#overrides[rule.ruleId] };
        return [rule.ruleId, { version: rule.version, isEnabled: true, set, state: rule.open() }];
      }),
    );
  }

  #setRule({ ruleId, parameters, enabled }: RuleFact['data']): void {
    const rule = this.#rules.find((one) => one.ruleId === ruleId);
    const kept = this.#state.rules[ruleId];
    if (rule === undefined || kept === undefined) return;
    const set = Object.fromEntries(parameters.map(({ name, value }) => [name, value]));
    kept.set = { ...defaultsOf(rule), ...set, ...this.#overrides[ruleId] };
    kept.isEnabled = enabled;
  }
}

const NOTHING: readonly FoundAlert[] = [];

function defaultsOf({ parameters }: SurveillanceRule): Record<string, bigint> {
  return Object.fromEntries(Object.entries(parameters).map(([name, { value }]) => [name, value]));
}

function isOf(
  state: MonitorState | undefined,
  rules: readonly SurveillanceRule[],
): state is MonitorState {
  return (
    state?.stateVersion === MONITOR_STATE_VERSION &&
    Object.keys(state.rules).length === rules.length &&
    rules.every(({ ruleId, version }) => state.rules[ruleId]?.version === version)
  );
}

function alertOf(
  { ruleId, version }: SurveillanceRule,
  { owner, accounts, from, fromAt, orders, trades, features }: Finding,
  { instrument: { instrumentId }, at, place }: MarketEvent,
  set: Readonly<Record<string, bigint>>,
): FoundAlert {
  const values = (of: Readonly<Record<string, bigint>>) =>
    Object.entries(of).map(([name, value]) => ({ name, value }));
  return {
    name: `surveillance/${ruleId}/${version}/${owner}/${instrumentId}/${from.position}.${from.index}/${place.position}.${place.index}`,
    ruleId,
    ruleVersion: version,
    owner,
    instrumentId: instrumentId as InstrumentId,
    accounts: accounts.slice(0, EVIDENCE_MAX) as AccountId[],
    from: fromAt,
    to: at,
    firstPosition: from.position,
    firstIndex: from.index,
    lastPosition: place.position,
    lastIndex: place.index,
    orders: orders.slice(0, EVIDENCE_MAX) as OrderId[],
    trades: trades.slice(0, EVIDENCE_MAX) as TradeId[],
    features: values(features),
    parameters: values(set),
  };
}
