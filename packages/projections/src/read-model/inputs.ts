import { ACCOUNT_ID_PATTERN, INSTRUMENT_ID_PATTERN, UUID_PATTERN } from '@bellwether/domain';
import { Type, type Static, type TObject } from 'typebox';
import { PAGE_MAX, type Paging } from './page.ts';

// Inputs that several questions have.

export const accountId = Type.String({ pattern: ACCOUNT_ID_PATTERN, description: 'Account' });
export const instrumentId = Type.String({
  pattern: INSTRUMENT_ID_PATTERN,
  description: 'Instrument',
});
export const orderId = Type.String({ pattern: UUID_PATTERN, description: 'Order' });

/** Which page of a list. */
export const paging = {
  first: Type.Optional(Type.Integer({ minimum: 1, maximum: PAGE_MAX, description: 'Rows' })),
  cursor: Type.Optional(Type.String({ maxLength: 80, description: '`next` of the page before' })),
};

/** A page as it is asked for over NATS and in the API. */
export function pageAsked({ first, cursor }: Static<TObject<typeof paging>>): Paging {
  return { first, after: cursor };
}
