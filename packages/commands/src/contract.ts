// What clients of the write side can rely on, for what describes it or is made from it.
export { REPLY_TO } from './durable/headers.ts';
export { WAITS_MS } from './intake/headers.ts';
export { MESSAGE_BYTES_MAX, MESSAGE_COMMANDS_MAX } from './intake/message.ts';
export { SIGNATURE } from './intake/signature.ts';
export { OUTCOME_SCHEMAS } from './outcome-schemas.ts';
export {
  CONFLICTS,
  INVALID_MESSAGES,
  OVERLOADS,
  POLICY_REFUSALS,
  UNKNOWNS,
  type Outcome,
} from './outcome.ts';
export { servingSubject } from './services/announcement.ts';
export { DEAD_LETTER_REFUSALS } from './services/dead-letter-endpoint.ts';
