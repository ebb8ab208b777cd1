import { Ajv } from 'ajv';
import type { Principal } from './policy.ts';
import { ROLES } from './rule.ts';

/** A NATS user and what it may do. */
export interface KnownPrincipal extends Principal {
  /**
   * It speaks for others and says for whom: a gateway that has checked who they are. Where it is `alone`, so are they.
   */
  readonly delegate?: boolean;
}

/** For whom a delegate speaks, as it travels with a command. */
export interface Actor {
  readonly name: string;
  readonly roles: Principal['roles'];
  readonly accounts: Principal['accounts'];
}

/** The list of principals cannot be read. */
class PrincipalsError extends Error {
  override readonly name = 'PrincipalsError';
  readonly code = 'PRINCIPALS';
}

const person = {
  name: { type: 'string', pattern: '^[A-Za-z0-9_.@-]{1,64}$' },
  roles: { type: 'array', items: { type: 'string', enum: [...ROLES] }, uniqueItems: true },
  accounts: {
    anyOf: [
      { const: '*' },
      { type: 'array', maxItems: 1_000, items: { type: 'string', maxLength: 32 } },
    ],
  },
};
const ACTOR = {
  type: 'object',
  properties: person,
  required: ['name', 'roles', 'accounts'],
  additionalProperties: false,
};
const LIST = {
  type: 'array',
  items: {
    ...ACTOR,
    properties: { ...person, alone: { type: 'boolean' }, delegate: { type: 'boolean' } },
  },
};

// Each is compiled when it is first asked for, and kept.
const ajv = new Ajv({ strict: true });
const isActor = (value: unknown): value is Actor => ajv.validate(ACTOR, value);
const isList = (value: unknown): value is KnownPrincipal[] => ajv.validate(LIST, value);

/**
 * The users of an installation on one machine: the command line and the bots belong to whoever runs it, and there is
 * nobody else to approve.
 */
export const DEVELOPMENT_PRINCIPALS: readonly KnownPrincipal[] = [
  { name: 'cli', roles: ['admin'], accounts: '*', alone: true },
  { name: 'bots', roles: ['trader', 'ops'], accounts: '*' },
  { name: 'gateway', roles: [], accounts: [], alone: true, delegate: true },
  { name: 'ops', roles: ['ops'], accounts: [] },
  { name: 'processes', roles: ['process'], accounts: [] },
  // Of no account: it may read the market, and nothing else.
  { name: 'market_data', roles: ['trader'], accounts: [] },
];

/**
 * The principals of an installation. In production nobody may do anything that no list grants.
 * @param list as its file has it, unchecked; undefined where there is no file.
 * @throws PrincipalsError saying what is wrong with it.
 */
export function principalsOf(profile: string, list: unknown): readonly KnownPrincipal[] {
  if (list === undefined) return profile === 'dev' ? DEVELOPMENT_PRINCIPALS : [];
  if (isList(list)) return list;
  throw new PrincipalsError(`the list of principals: ${ajv.errorsText(ajv.errors)}`);
}

/** Who somebody is, and for whom. */
export class Principals {
  readonly #known: ReadonlyMap<string, KnownPrincipal>;

  constructor(known: readonly KnownPrincipal[]) {
    this.#known = new Map(known.map((principal) => [principal.name, principal]));
  }

  /** Whether a user speaks for others, whom it has checked. */
  isDelegate(user: string): boolean {
    return this.#known.get(user)?.delegate === true;
  }

  /**
   * Whose command it is: the user's own, or its for whom the user may speak, who then has the name `<user>/<name>`.
   * @param actor as it came with the command, unchecked.
   * @returns undefined for an unknown user, and for one who speaks for another without the right to.
   */
  of(user: string, actor: unknown): Principal | undefined {
    const known = this.#known.get(user);
    if (known === undefined || actor === undefined || actor === null) return known;
    if (known.delegate !== true || !isActor(actor)) return undefined;
    // Nobody becomes more by what a message says: `alone` is a matter of this list.
    const { alone = false } = known;
    return { ...actor, name: `${user}/${actor.name}`, alone };
  }
}
