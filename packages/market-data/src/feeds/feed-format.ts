/** Formats that a feed's file may have. */
export const FEED_FORMATS = ['itch', 'iex', 'dbn', 'lobster', 'csv', 'alpaca', 'coinbase'] as const;
export type FeedFormat = (typeof FEED_FORMATS)[number];

/** The first four bytes of captures: pcap in either order of bytes and unit of time, and pcapng. */
const CAPTURES: ReadonlySet<number> = new Set([
  0xa1b2c3d4, 0xd4c3b2a1, 0xa1b23c4d, 0x4d3cb2a1, 0x0a0d0d0a,
]);

/** What a file's first bytes, without compression, look like; undefined where they look like nothing that is read. */
export function formatOf(head: Uint8Array): FeedFormat | undefined {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.length);
  if (bytes.length < 4) return undefined;
  const text = bytes.toString('latin1');
  if (text.startsWith('PK\u0003\u0004')) return 'lobster';
  if (text.startsWith('PAR1')) return undefined;
  if (text.startsWith('DBN')) return 'dbn';
  if (CAPTURES.has(bytes.readUInt32BE(0))) return 'iex';
  const first = text.split('\n', 1)[0] ?? '';
  if (/^\s*\[/.test(first)) return 'alpaca';
  if (/^\s*\{/.test(first)) return 'coinbase';
  if (/^[\u0020-\u007e\t\r\u00ef\u00bb\u00bf]+$/.test(first) && first.includes(',')) return 'csv';
  // Messages behind their lengths, none of which is longer than fifty bytes, or packets.
  return bytes[0] === 0 ? 'itch' : undefined;
}
