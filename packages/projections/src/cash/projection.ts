import { formatDate, type CivilDate } from '@bellwether/domain';
import type { DataOf, FactContext } from '../runtime/recorded-fact.ts';
import { defineProjection, type Projection, type Reaction } from '../runtime/projection.ts';
import { cashTransfers, type CashTransferRow } from './table.ts';

interface Deposit {
  readonly accountId: string;
  readonly amount: bigint;
  readonly depositId?: string;
  readonly heldUntil?: CivilDate;
}

interface Withdrawal {
  readonly accountId: string;
  readonly amount: bigint;
  readonly withdrawalId: string;
}

function begun(
  kind: 'DEPOSIT' | 'WITHDRAWAL',
  status: string,
  { accountId, amount, heldUntil }: Omit<Deposit, 'depositId'>,
  { at, position }: FactContext,
  transferId: string,
): CashTransferRow {
  const until = heldUntil === undefined ? null : formatDate(heldUntil);
  const when = { begunAt: at, changedAt: at, position };
  return { transferId, accountId, kind, status, amount, heldUntil: until, reason: null, ...when };
}

function depositKey({ depositId }: Deposit, { position, index }: FactContext): string {
  return depositId ?? `${position}.${index}`;
}

/** What becomes of a payment that is known. */
function becomes<Data extends { readonly depositId?: string; readonly withdrawalId?: string }>(
  status: string,
  why: (data: Data) => string | null = () => null,
): Reaction<CashTransferRow, Data> {
  return {
    keys: ({ depositId, withdrawalId }) => [depositId ?? withdrawalId ?? ''],
    evolve: (row, data, { at, position }) =>
      row && { ...row, status, reason: why(data), changedAt: at, position },
  };
}

const saying = ({ reason }: { readonly reason: string }): string => reason;

/** Payments by id. */
export const cashTransfersProjection: Projection = defineProjection<CashTransferRow>({
  name: 'cash_transfers',
  version: 1,
  tables: { postgres: cashTransfers },
  key: 'transferId',
  on: {
    DepositRequested: {
      creates: true,
      keys: (data: DataOf<'DepositRequested'>, context) => [depositKey(data, context)],
      evolve: (_, data, context, key) => begun('DEPOSIT', 'ANNOUNCED', data, context, key),
    },
    // It may have been announced: there is a row to load then.
    CashDeposited: {
      keys: (data: Deposit, context) => [depositKey(data, context)],
      // One that was announced keeps when that was.
      evolve: (row, data: Deposit, context, key) => {
        const received = begun('DEPOSIT', 'RECEIVED', data, context, key);
        return row === undefined ? received : { ...received, begunAt: row.begunAt };
      },
    },
    DepositDeclined: becomes<DataOf<'DepositDeclined'>>('DECLINED', saying),
    DepositReturned: becomes<DataOf<'DepositReturned'>>('RETURNED', saying),
    CashWithdrawalRequested: {
      creates: true,
      keys: ({ withdrawalId }: Withdrawal) => [withdrawalId],
      evolve: (_, data, context, key) => begun('WITHDRAWAL', 'REQUESTED', data, context, key),
    },
    CashWithdrawn: becomes<DataOf<'CashWithdrawn'>>('PAID'),
    CashWithdrawalRefused: becomes<DataOf<'CashWithdrawalRefused'>>('REFUSED', ({ code }) => code),
    WithdrawalReturned: becomes<DataOf<'WithdrawalReturned'>>('RETURNED', saying),
  },
});
