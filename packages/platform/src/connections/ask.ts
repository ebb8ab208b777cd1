import { ServiceErrorHeader, type NatsConnection } from 'nats';

/** A question that was heard and refused, or a question to which there is nothing where something is needed. */
export class QuestionRefusedError extends Error {
  override readonly name = 'QuestionRefusedError';
  /** As the service says it: `FORBIDDEN`, `STALE`, …; `NOTHING`: it answered that there is nothing. */
  readonly code: string;
  /** Why, as the service says it. */
  readonly words: string;

  constructor(name: string, code: string, words: string) {
    super(`${name} is not answered: ${code} ${words}`);
    this.code = code;
    this.words = words;
  }
}

/** Who asks, as NATS knows the connection, and how long an answer may take, ms. */
export interface Asking {
  readonly user: string;
  readonly timeoutMs: number;
}

/**
 * Asks one question by `qry.<name>.<user>`.
 * @returns the answer as JSON has it; null where there is nothing. @throws QuestionRefusedError; NatsError where no answer comes in time.
 */
export async function askOver(
  nats: NatsConnection,
  { user, timeoutMs }: Asking,
  name: string,
  input: object,
): Promise<unknown> {
  const reply = await nats.request(`qry.${name}.${user}`, JSON.stringify(input), {
    timeout: timeoutMs,
  });
  const answer: unknown = reply.json();
  if (reply.headers?.has(ServiceErrorHeader) !== true) return answer;
  const { code, message } = answer as { readonly code: string; readonly message: string };
  throw new QuestionRefusedError(name, code, message);
}

/** Asks a question to which there is something. @throws as `askOver`; QuestionRefusedError NOTHING */
export type Ask = <Answer extends object>(name: string, input: object) => Promise<Answer>;

/** A way to ask in somebody's name. */
export function askAs(nats: NatsConnection, asking: Asking): Ask {
  return async <Answer extends object>(name: string, input: object) => {
    const answer = await askOver(nats, asking, name, input);
    if (answer === null) throw new QuestionRefusedError(name, 'NOTHING', 'there is nothing');
    return answer as Answer;
  };
}

/** A page of rows; `next` is the cursor of the page behind it. */
export interface AskedPage<Row> {
  readonly rows: readonly Row[];
  readonly next?: string;
}

/** All rows of a question that answers in pages, one page after another. @throws as `Ask` does */
export async function allRowsBy<Row>(
  ask: (name: string, input: object) => Promise<AskedPage<Row>>,
  name: string,
  input: object,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  let cursor: string | undefined;
  do {
    const page = await ask(name, cursor === undefined ? input : { ...input, cursor });
    rows.push(...page.rows);
    cursor = page.next;
  } while (cursor !== undefined);
  return rows;
}
