import { ACCOUNT_ID_PATTERN, INSTRUMENT_ID_PATTERN } from '@bellwether/domain';

const [ACCOUNT, INSTRUMENT] = [new RegExp(ACCOUNT_ID_PATTERN), new RegExp(INSTRUMENT_ID_PATTERN)];

/** Whether an account could have this id. */
export function isAccountId(id: string): boolean {
  return ACCOUNT.test(id);
}

/** Whether an instrument could have this id. */
export function isInstrumentId(id: string): boolean {
  return INSTRUMENT.test(id);
}
