import { COMMANDS, type Command } from '../contracts/registry/registry.ts';
import { all, own, type PolicyRule, type Role } from './rule.ts';

/** Somebody who asks for something: a person, or a program with an account of its own. */
export interface Principal {
  readonly name: string;
  readonly roles: readonly Role[];
  /** Accounts that it may act for; `*`: all of them. */
  readonly accounts: '*' | readonly string[];
  /** It may do alone what takes two, because somebody answers for that. */
  readonly alone?: boolean;
}

/** What can be asked for: every command, the ways of reading, and what is done with dead letters and feeds. */
export type Action =
  | Command['type']
  | 'ReadAccount'
  | 'ReadMarket'
  | 'ReadHouse'
  | 'ReadJournal'
  | 'ReadSurveillance'
  | 'ReadRecords'
  | 'Explain'
  | 'ReadDeadLetters'
  | 'RetryDeadLetter'
  | 'DropDeadLetter'
  | 'ManageFeeds';

/** What it is asked of. */
export interface Resource {
  /** The account concerned, if it is one account's matter. */
  readonly accountId?: string | undefined;
}

/** `approval`: somebody else with the same right must agree. */
export type Permission = 'allowed' | 'approval' | 'denied';

/** What is asked for beside commands. */
const OTHERS: Readonly<Record<Exclude<Action, Command['type']>, PolicyRule>> = {
  ReadDeadLetters: all('ops', 'auditor'),
  RetryDeadLetter: all('ops'),
  DropDeadLetter: all('ops'),
  ManageFeeds: all('ops'),
  // Process managers know all accounts by their facts; reports and what is to settle they are told like anybody else.
  ReadAccount: own(['trader'], ['risk', 'ops', 'auditor', 'process', 'compliance', 'supervisor']),
  ReadMarket: all('trader', 'risk', 'ops', 'auditor', 'compliance', 'supervisor'),
  ReadHouse: all('risk', 'ops', 'auditor', 'process', 'compliance', 'supervisor'),
  ReadJournal: all('auditor', 'ops', 'compliance', 'supervisor'),
  // Neither who trades nor who runs the platform is to know who is being watched.
  ReadSurveillance: all('auditor', 'compliance', 'supervisor'),
  ReadRecords: all('auditor', 'compliance', 'supervisor'),
  Explain: own(['trader'], ['risk', 'ops', 'auditor', 'compliance', 'supervisor']),
};

/** Who may do what: each command says it in its declaration. What is not here nobody may. */
const RULES: ReadonlyMap<string, PolicyRule> = new Map([
  ...Object.entries(OTHERS),
  ...[...COMMANDS.values()].map(({ type, may }) => [type, may] as const),
]);

/** Who may do an action, for those who describe the policy. */
export function ruleOf(action: Action): PolicyRule {
  return RULES.get(action) as PolicyRule;
}

/**
 * Whether somebody may do something: the one place that says so, for every door of the platform. An unknown principal
 * and an unknown action are denied. `admin` has every role, but not everybody's accounts, and is one pair of eyes.
 */
export function can(
  principal: Principal | undefined,
  action: Action,
  resource: Resource = {},
): Permission {
  const rule = RULES.get(action);
  if (principal === undefined || rule === undefined) return 'denied';
  const held = (roles: readonly Role[]): boolean =>
    principal.roles.includes('admin') || roles.some((role) => principal.roles.includes(role));
  if (!held(rule.roles)) return 'denied';
  if (rule.scope === 'own' && !inScope(principal, resource)) {
    const beyond = rule.beyondScope ?? [];
    if (!beyond.some((role) => principal.roles.includes(role))) return 'denied';
  }
  const isAgreed = rule.agreed?.some((role) => principal.roles.includes(role)) === true;
  const needsTwo = rule.fourEyes === true && principal.alone !== true && !isAgreed;
  return needsTwo ? 'approval' : 'allowed';
}

function inScope({ accounts }: Principal, { accountId }: Resource): boolean {
  return accountId !== undefined && (accounts === '*' || accounts.includes(accountId));
}
