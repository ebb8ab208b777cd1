import { INVALID_COMMANDS } from './registry/command-message.ts';
import { REJECT_CODES } from '../kernel/rejection.ts';
import {
  CONFLICTS,
  INVALID_MESSAGES,
  OVERLOADS,
  POLICY_REFUSALS,
  UNKNOWNS,
  type Outcome,
} from './outcome.ts';

type Status = Outcome['status'];

const id = { type: 'string', description: 'Id of the command' };
const message = { type: 'string', description: 'The code in words' };
const position = {
  type: 'string',
  description: 'Commit position of its facts: give it as `after` to what must see them',
};
const order = record(['orderId', 'executed', 'leaves'], {
  orderId: { type: 'string' },
  executed: { type: 'string', description: 'Whole shares or contracts' },
  leaves: { type: 'string', description: 'Whole shares or contracts' },
});
/** What a check of risk looked at, in words with units. */
const finding = {
  limit: { type: 'string', description: 'The bound that the check holds' },
  value: { type: 'string', description: 'What it found, with the order included' },
  remedy: { type: 'string', description: 'What would help' },
};

const accepted = outcome('accepted', ['id', 'position'], { id, position, order });
const rejected = refused('rejected', [...REJECT_CODES, ...Object.keys(POLICY_REFUSALS)], ['id'], {
  position,
  ...finding,
});
const partition = { type: 'integer', description: 'Where the command belongs (WRONG_PARTITION)' };

/** The JSON Schema of each outcome, by its status. */
export const OUTCOME_SCHEMAS: Readonly<Record<Status, object>> = {
  accepted,
  rejected,
  duplicate: outcome('duplicate', ['id', 'original'], {
    id,
    original: { anyOf: [accepted, rejected] },
  }),
  conflict: refused('conflict', Object.keys(CONFLICTS), ['id']),
  invalid: refused('invalid', Object.keys({ ...INVALID_COMMANDS, ...INVALID_MESSAGES }), [], {
    partition,
  }),
  overloaded: refused('overloaded', Object.keys(OVERLOADS), []),
  unknown: refused('unknown', Object.keys(UNKNOWNS), []),
};

function outcome(status: Status, required: readonly string[], properties: object): object {
  return record(['status', ...required], { status: { const: status }, ...properties });
}

function refused(
  status: Status,
  codes: readonly string[],
  required: readonly string[],
  properties: object = {},
): object {
  const code = { type: 'string', enum: codes };
  return outcome(status, [...required, 'code', 'message'], { id, code, message, ...properties });
}

function record(required: readonly string[], properties: object): object {
  return { type: 'object', required, properties, additionalProperties: false };
}
