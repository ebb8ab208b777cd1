import { DEAD_LETTER_REFUSALS } from '@bellwether/commands/contract';
import {
  CONFLICTS,
  INVALID_MESSAGES,
  OVERLOADS,
  PLAN_REFUSALS,
  POLICY_REFUSALS,
  UNKNOWNS,
  INVALID_COMMANDS,
  REJECTIONS,
} from '@bellwether/domain';
import { GATEWAY_ERRORS, INTERNAL_ERROR, TOLD_ERRORS } from '@bellwether/graphql/contract';
import { SOURCE_REFUSALS } from '@bellwether/market-data/contract';
import { PARKED_REFUSALS } from '@bellwether/processes';
import { QUERY_FAILURES } from '@bellwether/projections/contract';
import { isEnumType } from 'graphql';
import { code, page, table } from '../markdown.ts';
import { apiSchema } from '../sdl.ts';

/** Every code that a client can be answered with. */
export function errorsPage(): string {
  const failures = Object.entries(QUERY_FAILURES).map(([name, { status, meaning }]) => [
    code(name),
    `${status}`,
    meaning,
  ]);
  return page(
    '# Outcomes and errors',
    'Codes never change their meaning. The message beside a code is for people, and may change.',
    '## Commands',
    'Each command ends in exactly one of these. In GraphQL they are types of the same names, on NATS the field `status` in small letters.',
    table(['status', 'meaning'], statuses()),
    codes('### rejected: the rules refused it', REJECTIONS),
    codes('### rejected: the policy refused it', POLICY_REFUSALS),
    codes('### conflict: nothing was done', CONFLICTS),
    codes('### invalid: it is no command', { ...INVALID_COMMANDS, ...INVALID_MESSAGES }),
    codes('### overloaded: nothing was done', OVERLOADS),
    codes('### unknown: it may have happened', UNKNOWNS),
    '## Questions',
    'In the body as `{code, message}`, and in the headers `Nats-Service-Error` and `Nats-Service-Error-Code`.',
    table(['code', 'number', 'meaning'], failures),
    codes('### refusal: there is no rebalancing plan', PLAN_REFUSALS),
    codes('## GraphQL', {
      ...GATEWAY_ERRORS,
      ...TOLD_ERRORS,
      [INTERNAL_ERROR]: 'Something went wrong inside; the log of the gateway has it in full.',
    }),
    'In `extensions.code` of an error. Refused commands are no errors, but outcomes.',
    codes('## Dead letters', DEAD_LETTER_REFUSALS),
    codes('## Parked facts of process managers', PARKED_REFUSALS),
    codes('## Sources of market data', SOURCE_REFUSALS),
  );
}

function codes(title: string, meanings: Readonly<Record<string, string>>): string {
  const rows = Object.entries(meanings).map(([name, meaning]) => [code(name), meaning]);
  return `${title}\n\n${table(['code', 'meaning'], rows)}`;
}

/** As the API describes them. */
function statuses(): readonly (readonly string[])[] {
  const type = apiSchema().getType('OutcomeStatus');
  if (!isEnumType(type)) throw new TypeError('the API has no OutcomeStatus');
  return type
    .getValues()
    .map(({ name, description }) => [code(name.toLowerCase()), description ?? '']);
}
