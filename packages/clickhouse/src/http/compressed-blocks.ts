import { cityHash128 } from './city-hash.ts';

// ClickHouse's own compressed stream (`compress=1`), which its JDBC driver asks for by default: blocks of a checksum,
// the method, both sizes, and the data. The data is LZ4 without matches, i.e. not smaller: the drivers take no block
// that is not LZ4, and on a loopback nothing is gained by compressing.

const CHECKSUM_BYTES = 16;
const HEADER_BYTES = 9;
const LZ4 = 0x82;
const BLOCK_BYTES = 65_536;

/** The chunks as a stream of compressed blocks. */
export async function* compressedBlocks(
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer, void, undefined> {
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += BLOCK_BYTES) {
      yield compressedBlock(chunk.subarray(at, at + BLOCK_BYTES));
    }
  }
}

/** One block. The checksum covers what follows it; the compressed size counts the header. */
function compressedBlock(data: Buffer): Buffer {
  const literals = literalRun(data.length);
  const size = HEADER_BYTES + literals.length + data.length;
  const block = Buffer.allocUnsafe(CHECKSUM_BYTES + size);
  block.writeUInt8(LZ4, CHECKSUM_BYTES);
  block.writeUInt32LE(size, CHECKSUM_BYTES + 1);
  block.writeUInt32LE(data.length, CHECKSUM_BYTES + 5);
  literals.copy(block, CHECKSUM_BYTES + HEADER_BYTES);
  data.copy(block, CHECKSUM_BYTES + HEADER_BYTES + literals.length);
  cityHash128(block.subarray(CHECKSUM_BYTES)).copy(block);
  return block;
}

/** An LZ4 sequence of `length` literals and no match: the length in a nibble, the rest in bytes of up to 255. */
function literalRun(length: number): Buffer {
  if (length < 15) return Buffer.from([length << 4]);
  const rest = length - 15;
  const run = Buffer.alloc(2 + Math.floor(rest / 255), 255);
  run.writeUInt8(0xf0, 0);
  run.writeUInt8(rest % 255, run.length - 1);
  return run;
}
