import { describe, expect, test } from 'vitest';
import { specificationOf } from '../../../test/decider-spec.ts';
import { formatDate, parseDate } from '../../time/civil-date.ts';
import { dueOn, retentionClassOf } from './classes.ts';
import type { RecordsFact } from './facts.ts';
import { recordsRegister, type RecordsDecision } from './register.ts';

const register = 'HOUSE' as const;
const reason = 'subpoena 7';
/** 2026-12-01 05:00 UTC, midnight in New York. */
const at = 1_796_101_200_000_000_000n;

describe('how long records are kept', () => {
  test.each([
    ['TradeExecuted', 'BLOTTER', '2020-11-30', '2026-12-01'],
    ['OrderAccepted', 'ORDER_TICKET', '2023-11-30', '2026-12-01'],
    ['CashDeposited', 'BLOTTER', '2024-02-29', '2030-03-02'],
    ['SurveillanceAlertRaised', 'SUPERVISION', '2020-01-01', '2026-01-02'],
    ['InstrumentListed', 'OTHER', '2020-01-01', '2026-01-02'],
  ])('%s is of %s: of %s it is due on %s', (type, retentionClass, recorded, due) => {
    expect(retentionClassOf(type)).toBe(retentionClass);
    const day = dueOn(retentionClassOf(type), parseDate(recorded));
    expect(day === undefined ? day : formatDate(day)).toBe(due);
  });

  test('an account’s records are due six years behind its end, and not before it has one', () => {
    const opened = parseDate('2010-01-01');
    expect(retentionClassOf('AccountOpened')).toBe('ACCOUNT');
    expect(dueOn('ACCOUNT', opened)).toBeUndefined();
    expect(dueOn('ACCOUNT', opened, parseDate('2026-06-30'))).toBe(parseDate('2032-07-01'));
  });
});

describe('the register of records', () => {
  const { given } = specificationOf(recordsRegister);
  const hold = (more: object = {}): Extract<RecordsDecision, { type: 'PlaceLegalHold' }> => ({
    type: 'PlaceLegalHold',
    data: { register, holdId: 'H1', reason, ...more },
  });
  const held = (more: object = {}): RecordsFact => ({
    type: 'LegalHoldPlaced',
    data: hold(more).data,
  });
  const release: RecordsDecision = {
    type: 'ReleaseLegalHold',
    data: { register, holdId: 'H1', reason },
  };
  const released: RecordsFact = { type: 'LegalHoldReleased', data: release.data };
  const dispose = (through: string, retentionClass: 'BLOTTER' | 'ACCOUNT' = 'BLOTTER') =>
    ({
      type: 'AuthoriseDisposal',
      data: { register, disposalId: 'D1', retentionClass, through: parseDate(through), reason },
      at,
    }) as const;
  const disposed = (through: string): RecordsFact => ({
    type: 'DisposalAuthorised',
    data: dispose(through).data,
  });

  test('takes a hold once, and releases it once', () => {
    given().when(hold()).thenRecords(held());
    given(held()).when(hold()).thenRejects('RECORDS_NAME_TAKEN');
    given(held()).when(release).thenRecords(released);
    given(held(), released).when(release).thenRejects('UNKNOWN_RECORDS_ENTRY');
    given().when(release).thenRejects('UNKNOWN_RECORDS_ENTRY');
  });

  test('lets be disposed of what is due, and not a day more', () => {
    given().when(dispose('2020-11-30')).thenRecords(disposed('2020-11-30'));
    given().when(dispose('2020-12-01')).thenRejects('RECORDS_NOT_DUE');
    given().when(dispose('2000-01-01', 'ACCOUNT')).thenRejects('RECORDS_NOT_DUE');
  });

  test('lets nothing be disposed of that a hold may be about', () => {
    given(held()).when(dispose('2020-11-30')).thenRejects('RECORDS_HELD');
    const later = { from: parseDate('2020-12-01'), accountId: 'alice' };
    given(held(later)).when(dispose('2020-11-30')).thenRecords(disposed('2020-11-30'));
    const until = { from: parseDate('2020-11-30') };
    given(held(until)).when(dispose('2020-11-30')).thenRejects('RECORDS_HELD');
    given(held(), released).when(dispose('2020-11-30')).thenRecords(disposed('2020-11-30'));
  });

  test('opens rooms for a time to come, and closes them', () => {
    const room = (until: bigint) =>
      ({
        type: 'OpenExportRoom',
        data: { register, roomId: 'R1', reader: 'examiner', until, reason },
        at,
      }) as const;
    const opened: RecordsFact = { type: 'ExportRoomOpened', data: room(at + 1n).data };
    const close: RecordsDecision = {
      type: 'CloseExportRoom',
      data: { register, roomId: 'R1', reason },
    };
    given()
      .when(room(at + 1n))
      .thenRecords(opened);
    given().when(room(at)).thenRejects('INVALID_EXPORT_ROOM');
    given(opened)
      .when(room(at + 2n))
      .thenRejects('RECORDS_NAME_TAKEN');
    given(opened).when(close).thenRecords({ type: 'ExportRoomClosed', data: close.data });
    given().when(close).thenRejects('UNKNOWN_RECORDS_ENTRY');
  });
});
