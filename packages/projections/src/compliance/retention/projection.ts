import { formatDate, type CivilDate } from '@bellwether/domain';
import { defineProjection, type Projection, type Reaction } from '../../runtime/projection.ts';
import type { FactContext } from '../../runtime/recorded-fact.ts';
import { recordsRegister, type RecordsRegisterRow } from './table.ts';

interface Scope {
  readonly accountId?: string;
  readonly instrumentId?: string;
  readonly from?: CivilDate;
  readonly to?: CivilDate;
  readonly reason: string;
}

type Kind = 'HOLD' | 'DISPOSAL' | 'ROOM';

const day = (date: CivilDate | undefined): string | null =>
  date === undefined ? null : formatDate(date);

function begins<Data extends object>(
  kind: Kind,
  nameOf: (data: Data) => string,
  scopeOf: (
    data: Data,
  ) => Scope & Partial<Pick<RecordsRegisterRow, 'retentionClass' | 'reader' | 'until'>>,
): Reaction<RecordsRegisterRow, Data> {
  return {
    creates: true,
    keys: (data) => [`${kind}/${nameOf(data)}`],
    evolve(_, data, context, entryId) {
      const { from, to, accountId, instrumentId, retentionClass, reader, until, reason } =
        scopeOf(data);
      return {
        entryId,
        kind,
        name: nameOf(data),
        accountId: accountId ?? null,
        instrumentId: instrumentId ?? null,
        fromDay: day(from),
        toDay: day(to),
        retentionClass: retentionClass ?? null,
        reader: reader ?? null,
        until: until ?? 0n,
        status: 'ACTIVE',
        reason,
        ...changed(context),
      };
    },
  };
}

function ends<Data extends { readonly reason: string }>(
  kind: Kind,
  nameOf: (data: Data) => string,
): Reaction<RecordsRegisterRow, Data> {
  return {
    keys: (data) => [`${kind}/${nameOf(data)}`],
    evolve: (row, { reason }, context) =>
      row && { ...row, status: 'OVER', reason, ...changed(context) },
  };
}

function changed({ principal, at, position }: FactContext) {
  return { changedBy: principal, changedAt: at, position };
}

/** Entries of the register, each as it is now. */
export const recordsRegisterProjection: Projection = defineProjection<RecordsRegisterRow>({
  name: 'records_register',
  version: 1,
  tables: { postgres: recordsRegister },
  key: 'entryId',
  on: {
    LegalHoldPlaced: begins(
      'HOLD',
      ({ holdId }) => holdId,
      (data) => data,
    ),
    LegalHoldReleased: ends('HOLD', ({ holdId }) => holdId),
    DisposalAuthorised: begins(
      'DISPOSAL',
      ({ disposalId }) => disposalId,
      ({ through, retentionClass, reason }) => ({ to: through, retentionClass, reason }),
    ),
    ExportRoomOpened: begins(
      'ROOM',
      ({ roomId }) => roomId,
      (data) => data,
    ),
    ExportRoomClosed: ends('ROOM', ({ roomId }) => roomId),
  },
});
