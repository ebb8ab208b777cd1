import { COMMANDS } from '@bellwether/domain';
import { newId } from '@bellwether/platform/runtime';
import { QUERIES } from '@bellwether/projections';
import { headers, type NatsConnection } from 'nats';
import { exampleFor, questionAbout, type Matter } from '../suites/operations.ts';
import { noFindings, type Findings } from './findings.ts';
import { mutated } from './mutate.ts';
import type { Random } from './random.ts';

const ODD_TOKENS = [
  '',
  '*',
  '>',
  'ü',
  '0',
  '99',
  '-1',
  'a'.repeat(600),
  '$JS',
  '__proto__',
  '%2e',
  "'",
];
const STATUSES = /^(accepted|rejected|duplicate|conflict|invalid|overloaded|unknown)$/;
const CODE = /^[A-Z][A-Z_]+$/;

/** What an answer says that is none of those that are documented; undefined for a typed one. */
export function untyped(data: Uint8Array, headed: boolean, seen: Set<string>): string | undefined {
  const text = new TextDecoder().decode(data);
  let answer: {
    outcomes?: readonly { status?: string; code?: string }[];
    code?: string;
    ok?: boolean;
  };
  try {
    answer = JSON.parse(text) as never;
  } catch {
    return text;
  }
  if (typeof answer?.code === 'string') seen.add(answer.code);
  for (const outcome of answer?.outcomes ?? []) seen.add(outcome.code ?? outcome.status ?? '');
  if (headed) return CODE.test(answer.code ?? '') ? undefined : text;
  if (answer === null || !Array.isArray(answer.outcomes)) return undefined;
  const right = answer.outcomes.every(
    ({ status, code }) => STATUSES.test(status ?? '') && (code === undefined || CODE.test(code)),
  );
  return right ? undefined : text;
}

/** An order that is whole but for one field: damage at random seldom leaves an envelope that is read so far. */
function orderWithOddField(random: Random, matter: Matter): { subject: string; data: Buffer } {
  const order = exampleFor('PlaceOrder', matter) as Readonly<Record<string, unknown>>;
  const data = { ...order, [random.of(Object.keys(order))]: { odd: true } };
  const command = { id: newId(), type: 'PlaceOrder', version: 1, data };
  const subject = 'cmd.trading.submit.0.bots';
  return { subject, data: Buffer.from(JSON.stringify({ commands: [command] })) };
}

/** A whole command that is not for who sends it: damage at random seldom leaves one, and fewer the more questions there are. */
function commandOfSomebodyElse(matter: Matter): { subject: string; data: Buffer } {
  const type = 'SetTradingPermissions';
  const command = { id: newId(), type, version: 1, data: exampleFor(type, matter) };
  const subject = `cmd.account.submit.${matter.accountId}.bots`;
  return { subject, data: Buffer.from(JSON.stringify({ commands: [command] })) };
}

/** One request as nobody should send it, to a subject that exists or nearly does. */
export function requestOf(random: Random, matter: Matter): { subject: string; data: Buffer } {
  if (random.below(20) === 0) return orderWithOddField(random, matter);
  if (random.below(50) === 0) return commandOfSomebodyElse(matter);
  if (random.below(3) === 0) {
    const name = random.of(Object.keys(QUERIES));
    return {
      subject: odd(`qry.${name}.bots`, random),
      data: mutated(questionAbout(name, matter), random),
    };
  }
  const type = random.of([...COMMANDS.keys()]);
  const command = { id: newId(), type, version: 1, data: exampleFor(type, matter) };
  const subject = random.of([
    'cmd.trading.submit.0.bots',
    'cmd.trading.instrument.Y.bots',
    'cmd.account.submit.alice.bots',
    'cmd.instrument.submit.Y.bots',
    'cmd.session.submit.2026-11-20.bots',
    `cmd.approval.submit.${matter.orderId}.bots`,
    'cmd.durable.trading.0.bots',
    'cmd.deadletter.list.1.bots',
  ]);
  return { subject: odd(subject, random), data: mutated({ commands: [command] }, random) };
}

/** Now and then one token is another one; the sender's name stays, as the server refuses others. */
function odd(subject: string, random: Random): string {
  if (random.below(6) > 0) return subject;
  const tokens = subject.split('.');
  return tokens.with(1 + random.below(tokens.length - 2), random.of(ODD_TOKENS)).join('.');
}

const ODD_HEADERS: readonly (readonly [string, string])[] = [
  ['Bellwether-Reply-To', '$KV.LEASES.partition.0'],
  ['Bellwether-Reply-To', 'evt.order.updated.alice'],
  ['Bellwether-Reply-To', '_INBOX.gateway.x'],
  ['Bellwether-Reply-To', `_INBOX.bots.${'x'.repeat(2_000)}`],
  ['Bellwether-Forwarded', 'NaN'],
  ['Bellwether-Forwarded', '-1'],
  ['Bellwether-Signature', 'a.b'],
  ['Bellwether-Signature', '.'],
  ['Nats-Msg-Id', 'x'],
  ['Nats-Expected-Last-Sequence', '1'],
  ['Nats-Rollup', 'all'],
  ['Content-Encoding', 'gzip'],
];

/** Where answers are asked to go that are not the sender's. */
const ODD_REPLIES = [
  '$KV.LEASES.partition.0',
  'evt.order.updated.alice',
  'evt.trade.executed.Y',
  '_INBOX.gateway.1',
  '_R_.a.b',
  'serving.0',
  'cmd.durable.trading.0.gateway',
  '$JS.API.STREAM.PURGE.EVENTS',
];

/**
 * Sends requests as nobody should: half of them with an inbox for the answer, half with another place.
 * @returns wrong: what was answered and is no typed answer, and requests that a service should have answered and did not.
 */
export async function misuseNats(
  connection: NatsConnection,
  random: Random,
  matter: Matter,
  count: number,
): Promise<Findings> {
  const { wrong, seen } = noFindings();
  const waiting: Promise<unknown>[] = [];
  for (let n = 0; n < count; n++) {
    const { subject, data } = requestOf(random, matter);
    const named = headers();
    if (random.below(3) === 0) named.append(...random.of(ODD_HEADERS));
    const options = { headers: named };
    try {
      if (random.below(2) === 0 || !isServed(subject))
        connection.publish(subject, data, { ...options, reply: random.of(ODD_REPLIES) });
      else
        waiting.push(
          connection.request(subject, data, { ...options, timeout: 5_000 }).then(
            (reply) => {
              const text = untyped(
                reply.data,
                reply.headers?.hasError === true || (reply.headers?.code ?? 0) > 0,
                seen,
              );
              if (text !== undefined) wrong.push(`${subject} was answered ${text.slice(0, 200)}`);
            },
            (error: { code?: string }) => wrong.push(`${subject} was not answered: ${error.code}`),
          ),
        );
    } catch {
      // The client library itself refuses such a subject.
    }
    if (n % 50 === 49) await Promise.all(waiting.splice(0));
  }
  await Promise.all(waiting);
  return { wrong, seen };
}

/** Whether somebody is there to answer: elsewhere silence is right. */
function isServed(subject: string): boolean {
  return (
    /^(cmd\.(trading\.submit\.0|account\.submit\.[\w-]+|instrument\.submit\.\w+|session\.submit\.[\d-]+|approval\.submit\.[\w-]+|deadletter\.list\.\w+)|qry\.\w+\.\w+)\.bots$/.test(
      subject,
    ) &&
    subject.length < 512 &&
    isQuestion(subject)
  );
}

function isQuestion(subject: string): boolean {
  const [kind, ...rest] = subject.split('.');
  return kind !== 'qry' || QUERIES[rest.slice(0, -1).join('.')] !== undefined;
}
