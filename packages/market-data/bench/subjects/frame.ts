import { FrameEncoder, MarketUpdate, UpdateKind, decodeFrame } from '../../src/index.ts';
import { Sum, copyAndWalk, type Subject } from '../subject.ts';

const UPDATES = 1_000_000;
const IN_A_FRAME = 500;
const KINDS = [UpdateKind.QUOTE, UpdateKind.TRADE, UpdateKind.DELTA];

const example = (): MarketUpdate =>
  Object.assign(new MarketUpdate(), {
    source: 1,
    instrument: 70_000,
    sequence: 5_000_000_000,
    exchangeDay: 20_000,
    exchangeNanos: 52_200_000_000_000,
    receiveDay: 20_000,
    receiveNanos: 52_200_000_001_000,
    action: 1,
    side: 1,
    price: 1_234_500,
    quantity: 300,
    bidPrice: 1_234_400,
    bidSize: 100,
    askPrice: 1_234_600,
    askSize: 200,
    orderLow: 4_000_000_000,
    remaining: 300,
    conditions: 1,
  });

const fill = (encoder: FrameEncoder, update: MarketUpdate, count: number): void => {
  for (let i = 0; i < count; i++) {
    update.kind = KINDS[i % KINDS.length]!;
    update.sequence++;
    encoder.add(update);
  }
};

export const frameEncode = (): Subject => {
  const encoder = new FrameEncoder(1, IN_A_FRAME);
  const update = example();
  fill(encoder, update, IN_A_FRAME);
  const frame = Uint8Array.from(encoder.finish(20_000, 0));
  return {
    unit: 'updates',
    bytes: (frame.length * UPDATES) / IN_A_FRAME,
    run: () => {
      for (let done = 0; done < UPDATES; done += IN_A_FRAME) {
        fill(encoder, update, IN_A_FRAME);
        encoder.finish(20_000, done);
      }
      return UPDATES;
    },
    floor: repeatedFloor(frame),
  };
};

export const frameDecode = (): Subject => {
  const encoder = new FrameEncoder(1, IN_A_FRAME);
  fill(encoder, example(), IN_A_FRAME);
  const frame = Uint8Array.from(encoder.finish(20_000, 0));
  const sink = new Sum();
  const update = new MarketUpdate();
  const take = (each: MarketUpdate): void => sink.update(each);
  return {
    unit: 'updates',
    bytes: (frame.length * UPDATES) / IN_A_FRAME,
    run: () => {
      for (let done = 0; done < UPDATES; done += IN_A_FRAME) decodeFrame(frame, update, take);
      return UPDATES;
    },
    floor: repeatedFloor(frame),
  };
};

const repeatedFloor = (frame: Uint8Array): Subject['floor'] => {
  const { what, run } = copyAndWalk(frame, IN_A_FRAME);
  return {
    what,
    run: () => {
      for (let done = 0; done < UPDATES; done += IN_A_FRAME) void run();
      return UPDATES;
    },
  };
};
