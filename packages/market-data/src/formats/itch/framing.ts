import { MESSAGE_BYTES } from './message-type.ts';

/** How messages are packed: one behind the other as NASDAQ publishes files, or in packets as SoupBinTCP 3.0 sends them. */
export type ItchFraming = 'FILE' | 'SOUP_BIN_TCP';

/** Packet types of a SoupBinTCP server and client. */
export const SoupPacket = {
  /** S */
  SEQUENCED: 0x53,
  /** A */
  LOGIN_ACCEPTED: 0x41,
  /** Z */
  END_OF_SESSION: 0x5a,
} as const;

/** Debug text, login accepted, rejected and asked for, heartbeats of either side, logout, unsequenced data. */
const WITHOUT_MESSAGE = new Set(Buffer.from('+AJLHROU'));

/** Whether a SoupBinTCP packet of this type exists; SEQUENCED and END_OF_SESSION are not among them. */
export function carriesNothing(type: number): boolean {
  return WITHOUT_MESSAGE.has(type);
}

/** Which framing bytes have, by their first four: no message has the length of a packet that its type's letter names. */
export function framingOf(view: DataView, at: number): ItchFraming {
  const length = view.getUint16(at);
  const type = view.getUint8(at + 2);
  if (length === 0 || MESSAGE_BYTES[type] === length) return 'FILE';
  const isData =
    type === SoupPacket.SEQUENCED && MESSAGE_BYTES[view.getUint8(at + 3)] === length - 1;
  const isOther = carriesNothing(type) || type === SoupPacket.END_OF_SESSION;
  return isData || isOther ? 'SOUP_BIN_TCP' : 'FILE';
}
