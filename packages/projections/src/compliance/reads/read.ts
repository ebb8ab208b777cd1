import { personOf, type Actor } from '@bellwether/domain';
import { Type, type TObject } from 'typebox';
import { Compile } from 'typebox/compile';

/** That somebody has looked at what is not their own. */
export interface Read {
  /** When, UTC. */
  readonly at: string;
  /** Who, by the name that they came with. */
  readonly who: string;
  /** Whose; `*`: a question about all accounts together. */
  readonly account: string;
  readonly question: string;
}

const text = Type.String();
/** JSON Schema of a read. */
export const READ: TObject = Type.Object(
  { at: text, who: text, account: text, question: text },
  { additionalProperties: false },
);

const isReads = Compile(Type.Array(READ, { maxItems: 1_000 }));

/** Reads as another program of ours has noted them. @returns none where they are something else. */
export function readsIn(value: unknown): readonly Read[] {
  return isReads.Check(value) ? (value as unknown as readonly Read[]) : [];
}

/** What was asked, and what came of it. */
interface Answered {
  readonly question: string;
  readonly action: string;
  readonly input: unknown;
  readonly answer: unknown;
}

/**
 * What is to be noted of an answer: nothing where it is about the market, where there was nothing, or where the account is the
 * asker’s own. Process managers ask by rules, and are no persons.
 */
export function readOf(
  viewer: Actor & { readonly name: string },
  { question, action, input, answer }: Answered,
  now: Date,
): Read | undefined {
  if (action === 'ReadMarket' || answer === null || answer === undefined) return undefined;
  const { name, roles, accounts } = viewer;
  if (roles.includes('process')) return undefined;
  const account = accountIn(input) ?? accountIn(answer) ?? '*';
  if (accounts !== '*' && accounts.includes(account)) return undefined;
  return { at: now.toISOString(), who: personOf(name), account, question };
}

function accountIn(value: unknown): string | undefined {
  const { accountId } = (value ?? {}) as { readonly accountId?: unknown };
  return typeof accountId === 'string' ? accountId : undefined;
}
