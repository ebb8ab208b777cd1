import { parseDate, parseDecimal, type AccountId, type CommandId } from '@bellwether/domain';
import { CommandFailure } from '../command-line/exit.ts';
import type { InstallationOptions } from '../command-line/options.ts';
import { allRows } from '../messages/all-rows.ts';
import { sent } from '../messages/sent.ts';
import { report } from '../output/report.ts';
import { transfersText, type TransferRow } from './texts.ts';

type OfAccount = InstallationOptions & { readonly account: string };
type Holding = OfAccount & { readonly heldUntil?: string };
type Saying = OfAccount & { readonly reason: string };

/** Prints payments. @throws CommandFailure */
export async function listTransfers(
  options: InstallationOptions & { readonly account?: string },
): Promise<void> {
  const { account: accountId } = options;
  const rows =
    accountId === undefined
      ? await allRows<TransferRow>('cash.transfers', {}, options)
      : await allRows<TransferRow>('cash.of-account', { accountId }, options);
  report(rows, options.json === true, transfersText);
}

/** @param text amount in USD. @throws CommandFailure where it is refused. */
export function deposit(
  text: string,
  options: Holding & { readonly announce?: boolean },
): Promise<void> {
  const accountId = options.account as AccountId;
  const amount = parseDecimal(text);
  if (options.announce !== true)
    return sent({ type: 'DepositCash', data: { accountId, amount, ...held(options) } }, options);
  if (options.heldUntil !== undefined)
    throw new CommandFailure('how long it is held is said when it has come: see `cash confirm`');
  return sent({ type: 'RequestDeposit', data: { accountId, amount } }, options);
}

/** @param text amount in USD. @throws CommandFailure where it is refused. */
export function withdraw(text: string, options: OfAccount): Promise<void> {
  const data = { accountId: options.account as AccountId, amount: parseDecimal(text) };
  return sent({ type: 'WithdrawCash', data }, options);
}

/** @throws CommandFailure where it is refused. */
export function confirm(depositId: string, options: Holding): Promise<void> {
  const data = { ...named(depositId, options), ...held(options) };
  return sent({ type: 'ConfirmDeposit', data }, options);
}

/** @throws CommandFailure where it is refused. */
export function decline(depositId: string, options: Saying): Promise<void> {
  const data = { ...named(depositId, options), reason: options.reason };
  return sent({ type: 'DeclineDeposit', data }, options);
}

/** @throws CommandFailure where there is no such payment, or it is refused. */
export async function takeBack(transferId: string, options: Saying): Promise<void> {
  const { account, reason } = options;
  const rows = await allRows<TransferRow>('cash.of-account', { accountId: account }, options);
  const found = rows.find((row) => row.transferId === transferId);
  if (found === undefined) throw new CommandFailure(`${account} has no payment ${transferId}`);
  if (found.kind === 'DEPOSIT')
    return sent(
      { type: 'ReturnDeposit', data: { ...named(transferId, options), reason } },
      options,
    );
  const withdrawalId = transferId as CommandId;
  const data = { accountId: account as AccountId, withdrawalId, reason };
  return sent({ type: 'ReturnWithdrawal', data }, options);
}

function named(depositId: string, { account }: OfAccount) {
  return { accountId: account as AccountId, depositId: depositId as CommandId };
}

function held({ heldUntil }: Holding) {
  return heldUntil === undefined ? {} : { heldUntil: parseDate(heldUntil) };
}
