// Names and fields are storage formats: change them only compatibly, or add a version with an upcaster.
import { Type, type Static } from 'typebox';
import {
  date,
  instrumentId,
  money,
  oneOf,
  price,
  record,
  signed,
  text,
} from '../contracts/schema/fields.ts';

/** Who stands against the central counterparty: an account, or `@XNAS`, the members of a venue behind its quotes. */
export const PARTICIPANT_PATTERN = '^(@[A-Z0-9]{4}|[A-Za-z0-9][A-Za-z0-9_-]{0,31})$';

const whose = {
  participant: text(PARTICIPANT_PATTERN, 'Account, or `@` and the venue that it traded with'),
  instrumentId: instrumentId(),
};
const failingSince = Type.Optional(date('Since when shares of it are late; absent: none is'));

/**
 * What one participant is to receive or deliver of an instrument in a run: trades that are due, netted with what is late
 * from before. Money from the participant's side.
 */
export const NETTED_LINE = record({
  ...whose,
  quantity: signed('Shares to receive; below zero: to deliver'),
  amount: money('Money to receive for them; below zero: to pay'),
  fees: money('Fees of the trades: paid whatever becomes of the shares'),
  failingSince,
});

export type NettedLine = Static<typeof NETTED_LINE>;

/** Why shares did not change hands. */
export const FAIL_REASONS = ['NOT_DELIVERED', 'NOT_RECEIVED'] as const;
export type FailReason = (typeof FAIL_REASONS)[number];

/** What became of a netted line. Shares and the money for them are in one line: none moves without the other. */
export const SETTLED_LINE = record({
  ...whose,
  quantity: signed('Shares that changed hands: received, below zero delivered'),
  amount: money('Money that moved for them: received, below zero paid'),
  fees: money('Fees paid'),
  marked: money('Money that moved because late shares are priced anew: received, below zero paid'),
  left: signed('Shares that are late: to receive, below zero to deliver'),
  leftAmount: money('Money that will move for them'),
  mark: Type.Optional(price('What a late share is priced at; absent: none is')),
  failingSince,
  reason: Type.Optional(oneOf(FAIL_REASONS, 'Why shares are late')),
});

export type SettledLine = Static<typeof SETTLED_LINE>;
