import { DbnReader, IexReader } from '../../src/index.ts';
import { dbnFile, mbo, mbp1 } from '../../test/databento/dbn-writer.ts';
import { capture, frame, segment } from '../../test/iex/capture-writer.ts';
import { Sum, copyAndWalk, inPieces, repeated, type Subject } from '../subject.ts';

const RECORDS = 400_000;

const dbn = (record: Uint8Array): Subject => {
  const bytes = Buffer.concat([dbnFile(3), repeated(record, RECORDS)]);
  return {
    unit: 'records',
    bytes: bytes.length,
    run: () => {
      const reader = new DbnReader(new Sum(), { source: 1 });
      inPieces(bytes, (piece) => reader.push(piece));
      reader.end();
      return RECORDS;
    },
    floor: copyAndWalk(bytes, RECORDS),
  };
};

export const dbnMbo = (): Subject => dbn(mbo({}));
export const dbnMbp1 = (): Subject => dbn(mbp1({ action: 'A' }));

/** TOPS in a pcap, ten quotes in a segment. */
export const iexTops = (): Subject => {
  const symbol = (i: number): Buffer => Buffer.from(`SYM${i % 500}`.padEnd(8));
  const quote = (i: number): Buffer =>
    Buffer.concat([
      Buffer.from('5100ac63c02096866d14', 'hex'),
      symbol(i),
      Buffer.from('e4250000241d0f0000000000ec1d0f0000000000e8030000', 'hex'),
    ]);
  const segments = Array.from({ length: RECORDS / 10 }, (_, i) => {
    const first = 1 + 10 * i;
    const messages = Array.from({ length: 10 }, (__, k) => quote(first + k));
    return frame(segment({ first, messages }));
  });
  const bytes = capture(segments, { format: 'pcap', little: true, nanos: true });
  return {
    unit: 'messages',
    bytes: bytes.length,
    run: () => {
      const reader = new IexReader(new Sum(), { source: 1 });
      inPieces(bytes, (piece) => reader.push(piece));
      reader.end();
      return RECORDS;
    },
    floor: copyAndWalk(bytes, RECORDS),
  };
};
