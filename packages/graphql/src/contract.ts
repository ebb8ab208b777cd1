// What clients of the API can rely on, for what describes it or is made from it.
export { GATEWAY_ERRORS, INTERNAL_ERROR, TOLD_ERRORS } from './plugins/errors.ts';
export { MUTATIONS } from './schema/mutations.ts';
export { SCHEMA } from './schema/schema.ts';
