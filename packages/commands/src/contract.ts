// What clients of the write side can rely on beside the domain's contracts, for what describes it or is made from it.
export { DEAD_LETTER_REFUSALS } from './services/dead-letter-endpoint.ts';
