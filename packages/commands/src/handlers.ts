import type { Command, Outcome } from '@bellwether/domain';
import { depositSecurities } from './accounts/deposit-securities.ts';
import { openAccount } from './accounts/open-account.ts';
import { withdrawCash } from './accounts/withdraw-cash.ts';
import { announceCorporateAction } from './corporate-actions/announce-corporate-action.ts';
import { decideExpiration } from './expiration/decide-expiration.ts';
import { completeSettlement } from './settlement/complete-settlement.ts';
import { setAlertWebhook } from './alerts/set-alert-webhook.ts';
import { setPriceAlert } from './alerts/set-price-alert.ts';
import {
  changeSymbol,
  listInstrument,
  type NamingHandling,
} from './instruments/name-instrument.ts';
import { decideByToday } from './compliance/records-of-today.ts';
import { assessMargin } from './margin-calls/assess-margin.ts';
import { moveInstrument } from './instruments/move-instrument.ts';
import type { Delivery } from './intake/intake.ts';
import { setRebalancing } from './rebalancing/set-rebalancing.ts';
import { takePlanStep } from './rebalancing/plan-steps.ts';
import { bustTrade, type BustHandling } from './trade-busts/bust-trade.ts';
import { allocateFunds } from './transfers/allocate-funds.ts';
import { decide, type DeliveryOf } from './aggregates/decide.ts';
import type { Approvals } from './approvals/approvals.ts';

/** All that handlers of commands work with. */
export interface AllHandling extends NamingHandling, BustHandling {
  readonly approvals: Approvals;
}

/** Commands that take more than the rules of their own aggregate. */
const SPECIAL: {
  readonly [T in Command['type']]?: (
    handling: AllHandling,
    delivery: DeliveryOf<T>,
  ) => Promise<Outcome>;
} = {
  OpenAccount: openAccount,
  DepositSecurities: depositSecurities,
  WithdrawCash: withdrawCash,
  ListInstrument: listInstrument,
  ChangeSymbol: changeSymbol,
  MoveInstrument: moveInstrument,
  AllocateFunds: allocateFunds,
  AnnounceCorporateAction: announceCorporateAction,
  AmendCorporateAction: announceCorporateAction,
  AssessMargin: assessMargin,
  AuthoriseDisposal: decideByToday,
  OpenExportRoom: decideByToday,
  ExerciseOption: decideExpiration,
  InstructExpiration: decideExpiration,
  ApplyExpiration: decideExpiration,
  SetPriceAlert: setPriceAlert,
  SetAlertWebhook: setAlertWebhook,
  CompleteSettlement: completeSettlement,
  SetRebalancing: setRebalancing,
  ProposeRebalancing: takePlanStep,
  ApproveRebalancing: takePlanStep,
  BustTrade: bustTrade,
  ApproveCommand: ({ approvals }, delivery) => approvals.approve(delivery),
};

/**
 * Decides any command of an aggregate.
 * @throws errors of the event store's client where it does not answer: then nothing is known.
 */
export function handle(handling: AllHandling, delivery: Delivery): Promise<Outcome> {
  const special = SPECIAL[delivery.command.type] as
    | ((handling: AllHandling, delivery: Delivery) => Promise<Outcome>)
    | undefined;
  return special === undefined ? decide(handling, delivery) : special(handling, delivery);
}
