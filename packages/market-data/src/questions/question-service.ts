import { can, type Principals } from '@bellwether/domain';
import type { NatsDoor } from '@bellwether/platform/nats';
import {
  headers,
  ServiceErrorCodeHeader,
  ServiceErrorHeader,
  type Service,
  type ServiceMsg,
} from 'nats';
import { Compile } from 'typebox/compile';
import { ANSWERS, UnknownIndicatorError, type Answering } from './answers.ts';
import { MARKET_QUESTIONS } from './market-questions.ts';
import type { MarketQuestion } from './question.ts';

/** How a question fails: HTTP's number for each code. The read side's questions fail under the same codes. */
const STATUS = { BAD_QUERY: 400, FORBIDDEN: 403, TOO_LARGE: 413 } as const;

export interface QuestionServiceOptions extends Answering {
  readonly principals: Principals;
  readonly door: NatsDoor;
  /** What the server carries in one message, bytes. */
  readonly answerBytesMax: number;
}

/** Answers `qry.feed.<name>.<caller>` by request and reply, from memory. */
export function addQuestions(service: Service, options: QuestionServiceOptions): void {
  for (const [name, question] of Object.entries(MARKET_QUESTIONS)) {
    const answer = answering(name, question, options);
    service.addEndpoint(name.replace('.', '-'), {
      subject: `qry.${name}.*`,
      metadata: {
        schema: JSON.stringify(question.input),
        description: question.description,
      },
      handler: options.door.handler(answer),
    });
  }
}

function answering(name: string, question: MarketQuestion, options: QuestionServiceOptions) {
  const { principals, door, answerBytesMax } = options;
  const validator = Compile(question.input);
  const find = ANSWERS[name];
  if (find === undefined) throw new TypeError(`nobody answers ${name}`);
  return (message: ServiceMsg): void => {
    const fail = (code: keyof typeof STATUS, text: string): void => {
      const why = headers();
      why.set(ServiceErrorHeader, code);
      why.set(ServiceErrorCodeHeader, `${STATUS[code]}`);
      door.answer(message, JSON.stringify({ code, message: text }), why);
    };
    const input = parsed(message.data);
    if (!validator.Check(input)) {
      const [first] = validator.Errors(input);
      const where =
        first === undefined ? '' : `${first.instancePath.slice(0, 60)} ${first.message}`;
      return fail('BAD_QUERY', `input${where === '' ? ' does not fit its schema' : where}`);
    }
    const { actor, ...rest } = input as { readonly actor?: unknown };
    const caller = message.subject.slice(message.subject.lastIndexOf('.') + 1);
    if (can(principals.of(caller, actor), question.action) !== 'allowed')
      return fail('FORBIDDEN', `${question.action} is not yours here`);
    let rows: readonly object[];
    try {
      rows = find(options, rest);
    } catch (error) {
      if (error instanceof UnknownIndicatorError) return fail('BAD_QUERY', error.message);
      throw error;
    }
    const data = Buffer.from(JSON.stringify({ rows }));
    if (data.length > answerBytesMax)
      return fail('TOO_LARGE', `the answer has ${data.length} bytes, at most ${answerBytesMax}`);
    door.answer(message, data);
  };
}

/** @returns undefined, which fits no schema, where it is not JSON. */
function parsed(data: Uint8Array): unknown {
  try {
    return data.length === 0 ? {} : (JSON.parse(Buffer.from(data).toString()) as unknown);
  } catch {
    return undefined;
  }
}
