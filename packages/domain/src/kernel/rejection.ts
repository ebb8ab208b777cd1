/**
 * Why a well-formed command was refused, by code: what each says, for people. The codes are part of the public contract:
 * they never change their meaning. Those of orders stand in the order in which the rules are checked; the first that
 * fails is the answer.
 */
export const REJECTIONS = {
  // Accounts, instruments, sessions and alerts.
  ACCOUNT_EXISTS: 'The account is open already.',
  INSTRUMENT_EXISTS: 'The instrument is listed already.',
  INSTRUMENT_NOT_HALTED: 'The instrument must be halted first.',
  INVALID_INSTRUMENT_TERMS: 'The terms of the instrument contradict each other.',
  SYMBOL_IN_USE: 'Another living instrument bears the symbol.',
  UNKNOWN_PARTITION: 'There is no trading partition of that number.',
  MOVE_UNDER_WAY: 'The instrument is on its way to another trading partition.',
  NOT_MOVABLE:
    'Options, instruments with options on them and suspended ones stay in their partition.',
  SESSION_EXISTS: 'The session of the day is scheduled already.',
  NO_SESSION: 'No session is scheduled for the day, or the exchanges are closed on it.',
  INVALID_PHASE_CHANGE: 'The market cannot go from its present phase to that one.',
  NOT_YET: 'By the clock of the platform it is too early: send it again when the time has come.',
  KILL_SWITCH_UNCHANGED: 'The kill switch is as asked for.',
  ALERT_EXISTS: 'Not said any more: an alert has the id of its command, which is a repeat then.',
  UNKNOWN_ALERT:
    'No such alert of the account waits: it was never set, was reached, or was cancelled.',
  ALERT_ENDED: 'Not said any more: see UNKNOWN_ALERT.',
  INVALID_ALERT_TERMS: 'The condition of the alert needs other terms.',
  TOO_MANY_ALERTS: 'As many alerts of the account wait as may.',
  // Corporate actions.
  UNKNOWN_CORPORATE_ACTION: 'The instrument has no such corporate action.',
  INVALID_ACTION_TERMS: 'The kind of the corporate action needs other terms.',
  INVALID_ACTION_DATES: 'Ex-date or pay date is over, or is no such day by the calendar.',
  ACTION_CONFLICT:
    'Another corporate action of the day does the same to the instrument, or comes before it.',
  ACTION_IN_FORCE: 'The corporate action is in force, or about to be: it cannot be changed.',
  ACTION_NOT_OFFERED:
    'The platform cannot do that to this instrument: it is no stock, or options on it would change.',
  INSTRUMENT_TRADING: 'The instrument is traded: corporate actions wait until it is not.',
  DIVIDEND_ABOVE_PRICE:
    'The dividend, or what is spun off for a share, is not worth less than the share.',
  OTHER_NOT_LISTED: 'The acquirer, or what is spun off, is no stock that is traded here.',
  OTHER_PARTITION:
    'The acquirer, or what is spun off, is traded in another partition: one of the two must move.',
  // Exercise and expiration.
  EXERCISE_NOT_OFFERED: 'The instrument is no option, or it is exercised when it expires only.',
  EXERCISE_OVER: 'The time to exercise the option, or to say otherwise, is over.',
  NO_SETTLEMENT_PRICE: 'No price is known to settle at.',
  DELIVERY_NOT_OFFERED:
    'The platform cannot deliver that: positions in the future must be closed before its last day, or the shares are no longer traded.',
  // Validation of an order.
  INVALID_ORDER_TERMS: 'A term is missing, or does not go with the others.',
  NOT_OFFERED: 'Orders of this kind are not offered.',
  UNKNOWN_ACCOUNT: 'There is no such account.',
  ACCOUNT_SUSPENDED: 'The account is suspended: it may only cancel.',
  UNKNOWN_INSTRUMENT: 'There is no such instrument.',
  NOT_PERMITTED: 'The account may not trade this asset class, or not sell short.',
  INSTRUMENT_NOT_TRADED: 'The instrument is delisted, or its underlying is not listed.',
  INSTRUMENT_HALTED: 'The instrument is halted.',
  PHASE_NOT_ACCEPTING: 'The phase of the market takes no orders of this time in force.',
  QUANTITY_LIMIT: 'More than the instrument takes in one order.',
  INVALID_LOT: 'A minimum quantity needs an order that is matched on arrival.',
  INVALID_TICK: 'The price is not a multiple of the tick, or too many ticks.',
  PRICE_OUTSIDE_BAND: 'The price is beyond the price band in force (LULD).',
  UNSUPPORTED_COMBINATION: 'Type, time in force and further terms do not combine.',
  DUPLICATE_CLIENT_ORDER_ID: 'The account has used this name for an order on this trading day.',
  SHORT_SALE_MARKING: 'The sale is marked long or short, and the position says otherwise.',
  // Risk.
  KILL_SWITCH: 'The kill switch is on: no new orders, cancels are taken.',
  ACCOUNT_RESTRICTED: 'The account may cancel, or reduce positions, only.',
  INSTRUMENT_RESTRICTED: 'The instrument is restricted, for everybody or for the account.',
  ORDER_QUANTITY_LIMIT: 'More than the account may order at once.',
  ORDER_NOTIONAL_LIMIT: 'Worth more than the account may order at once.',
  PRICE_COLLAR: 'The limit is too far through the market.',
  MESSAGE_RATE: 'More orders and replaces in a second than the account may send.',
  DUPLICATE_ORDER: 'The same order was accepted a moment ago.',
  LOCATE_REQUIRED: 'A short sale needs a locate of enough unused shares.',
  SHORT_SALE_RESTRICTED: 'Short sales above the best bid only, today and tomorrow (Rule 201).',
  INSUFFICIENT_POSITION: 'Fewer shares are free than are to be sold.',
  POSITION_LIMIT: 'With all open orders the position may become too large.',
  EXPOSURE_LIMIT: 'With all open orders the exposure may become too large.',
  CONCENTRATION: 'Too large a part of the equity may come to be in one instrument.',
  OPTION_LEVEL: 'The account is not approved for this option strategy.',
  DAY_TRADE_LIMIT: 'Too many day trades for the equity of the account.',
  INSUFFICIENT_FUNDS: 'Less cash is free than is needed.',
  INSUFFICIENT_MARGIN: 'Less margin is free than the order needs.',
  LOSS_LIMIT: 'The account has lost more than its limit today: it may only close positions.',
  OPEN_ORDER_LIMIT: 'The account has as many open orders as it may.',
  // Changes of a live order.
  UNKNOWN_ORDER: 'The account has no such order in the instrument.',
  ORDER_ALREADY_TERMINAL: 'The order is executed, cancelled, expired or rejected.',
  CHANGE_PENDING: 'An earlier change of the order is not decided yet.',
  STALE_CLIENT_ORDER_ID: 'The order has another name by now.',
  NOT_CHANGEABLE: 'The order has no such term, or the term cannot be changed so.',
  NOTHING_TO_CHANGE: 'It is already so, or there is nothing that could be changed.',
  QUANTITY_ALREADY_EXECUTED: 'As much as the new quantity, or more, is executed already.',
  // The venue.
  POST_ONLY_WOULD_TAKE: 'A post-only order would have taken liquidity.',
  ENGINE_REFUSED: 'The matching engine cannot hold the order.',
  INVALID_FEE_TERMS: 'The schedules of fees contradict each other.',
  INVALID_WEBHOOK: 'Alerts are not posted to such an address.',
  // Reports.
  INVALID_REPORT_TERMS: 'The report would end before it begins.',
  TOO_MANY_REPORTS: 'As many reports of the account wait to be made as may.',
  // Settlement.
  SETTLEMENT_UNDER_WAY: 'A run is not over yet: it is finished before the next one begins.',
  UNKNOWN_SETTLEMENT: 'There is no such run, or it is not the last one.',
  INVALID_SETTLEMENT_DATE:
    'A later day was settled already, or the calendar does not know the day.',
  INVALID_SETTLEMENT: 'What is recorded of a run does not account for what was netted.',
  UNKNOWN_INSTRUCTION: 'The run has given the custodian no such instruction.',
  MORE_THAN_INSTRUCTED: 'More was delivered than was to be.',
  DUPLICATE_CONFIRMATION:
    'The instruction was answered before, and otherwise, or twice in one command.',
  INVALID_BUY_IN: 'What is late is not due to be bought in on that day.',
  UNKNOWN_BUY_IN: 'The account has no such buy-in.',
  // Reconciliation.
  STATEMENT_EXISTS: 'Another statement of this name was reconciled already.',
  INVALID_RECONCILIATION: 'What is the same and what differs are not what was compared.',
  UNKNOWN_BREAK: 'The statement has no such break.',
  BREAK_RESOLVED: 'The break is over.',
  // Rebalancing.
  INVALID_TARGETS: 'Targets contradict each other, or are more than the whole.',
  NO_TARGETS: 'The account follows no model, and has no targets of its own.',
  UNKNOWN_MODEL: 'There is no such model portfolio.',
  REBALANCING_UNDER_WAY: 'Another plan of the account is not over.',
  INVALID_REBALANCING: 'The plan contradicts itself, or its last day is over.',
  UNKNOWN_REBALANCING: 'No such plan of the account is open.',
  SECOND_PERSON_REQUIRED: 'Who proposed it cannot agree: it takes somebody else.',
  // Cash and interest.
  UNKNOWN_DEPOSIT: 'The account has no such deposit.',
  UNKNOWN_WITHDRAWAL: 'The account has no such withdrawal.',
  INVALID_INTEREST_DATES: 'Rates begin after those before them, on a day that is not paid for yet.',
  // Trades that are taken back.
  UNKNOWN_TRADE: 'The instrument has no such trade between two orders of ours.',
  BUST_TOO_LATE: 'The trade is older than the session day before: it stays.',
  // Surveillance.
  CASE_CLOSED: 'The case is closed.',
  INVALID_RULE_SETTING: 'There is no such rule or parameter, or the value is none.',
  // Records.
  RECORDS_NAME_TAKEN: 'There is a hold, disposal or room of that name already.',
  UNKNOWN_RECORDS_ENTRY: 'There is no such hold or room, or it is over.',
  RECORDS_NOT_DUE: 'The records have to be kept longer.',
  RECORDS_HELD: 'A legal hold stands against it.',
  INVALID_EXPORT_ROOM: 'The room would be closed before it opens.',
} as const;

export type RejectCode = keyof typeof REJECTIONS;

/** Every code, in the order of `REJECTIONS`. */
export const REJECT_CODES: readonly RejectCode[] = Object.keys(REJECTIONS) as RejectCode[];

/** What a check looked at, in words with units. */
export interface CheckFinding {
  /** The bound that the check holds. */
  readonly limit: string;
  /** What it found, with the order included. */
  readonly value: string;
  /** What would help. */
  readonly remedy: string;
}

/** A refusal by the rules: the check by its code, what was found, and in words what would help. */
export interface Rejection extends Partial<CheckFinding> {
  readonly code: RejectCode;
  readonly message: string;
}

export function reject(code: RejectCode, message: string, finding?: CheckFinding): Rejection {
  return finding === undefined ? { code, message } : { code, message, ...finding };
}

/** A refusal whose words follow from what the check found. */
export function rejectFinding(code: RejectCode, finding: CheckFinding): Rejection {
  return {
    code,
    message: `${finding.value}, the limit is ${finding.limit}; ${finding.remedy}`,
    ...finding,
  };
}
