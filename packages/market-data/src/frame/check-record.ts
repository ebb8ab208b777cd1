import { UpdateAction } from '../update/action.ts';
import { UpdateKind } from '../update/kind.ts';
import { NANOS_PER_DAY } from '../update/market-update.ts';
import { UpdateSide } from '../update/side.ts';
import { MarketStatus, StatusReason } from '../update/status.ts';
import { FrameError } from './frame-error.ts';
import { RecordField } from './layout.ts';

const last = (codes: Readonly<Record<string, number>>): number => Math.max(...Object.values(codes));

const [KINDS, SIDES, ACTIONS, STATUSES, REASONS] = [
  last(UpdateKind),
  last(UpdateSide),
  last(UpdateAction),
  last(MarketStatus),
  last(StatusReason),
];
const CONDITIONS_MAX = 0x7f_ff_ff_ff;
const { A, B, C, D } = RecordField;

/** @throws FrameError FIELD where a record holds a code or a number that no update can have. */
export function checkRecord(view: DataView, at: number): void {
  const kind = view.getUint8(at + RecordField.KIND);
  if (kind < 1 || kind > KINDS) fail(at + RecordField.KIND, 'an unknown kind');
  if (view.getUint8(at + RecordField.SIDE) > SIDES) fail(at + RecordField.SIDE, 'an unknown side');
  if (view.getUint8(at + RecordField.ACTION) > ACTIONS)
    fail(at + RecordField.ACTION, 'an unknown action');
  if (view.getUint8(at + RecordField.STATUS) > STATUSES)
    fail(at + RecordField.STATUS, 'an unknown status');
  if (view.getUint16(at + RecordField.REASON, true) > REASONS)
    fail(at + RecordField.REASON, 'an unknown reason');
  if (view.getUint32(at + RecordField.CONDITIONS, true) > CONDITIONS_MAX)
    fail(at + RecordField.CONDITIONS, 'an unknown condition');
  checkInteger(view, at + RecordField.SEQUENCE);
  checkTime(view, at + RecordField.EXCHANGE_NANOS);
  checkTime(view, at + RecordField.RECEIVE_NANOS);
  // Where a kind fills none of these they are zero, which is an integer.
  checkInteger(view, at + A);
  checkInteger(view, at + B);
  if (kind === UpdateKind.QUOTE || kind === UpdateKind.BAND) checkInteger(view, at + C);
  if (kind === UpdateKind.QUOTE || kind === UpdateKind.DELTA) checkInteger(view, at + D);
}

function checkInteger(view: DataView, at: number): void {
  if (!Number.isSafeInteger(view.getFloat64(at, true))) fail(at, 'a number that is no integer');
}

function checkTime(view: DataView, at: number): void {
  const nanos = view.getFloat64(at, true);
  if (!(Number.isSafeInteger(nanos) && nanos >= 0 && nanos < NANOS_PER_DAY))
    fail(at, 'a time beyond its day');
}

function fail(position: number, what: string): never {
  throw new FrameError('FIELD', position, what);
}
