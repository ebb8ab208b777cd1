import { expect, test } from 'vitest';
import { EventStore } from './event-store.ts';
import { ANY } from './expected-revision.ts';
import { serverEvent } from './writer.ts';

const event = () => serverEvent('happened', Buffer.from('{}'));

test('a reply or a follower that throws is reported, and the appends behind it are answered all the same', async () => {
  const reported: unknown[] = [];
  const store = await EventStore.open({
    directory: undefined,
    now: Date.now,
    segmentBytes: 256 * 1024,
    report: (problem) => reported.push(problem),
  });
  const wrong = new Error('a follower');
  const stop = store.onCommitted(() => {
    throw wrong;
  });
  const followed: number[] = [];
  store.onCommitted((commit) => followed.push(commit.frames.length));
  store.append({ stream: 'order-1', expected: ANY, events: [event()] }, () => {
    throw new Error('a reply');
  });
  const behind = await store.write('order-2', ANY, [event()]);
  stop();
  const later = await store.write('order-1', 0, [event()]);
  expect([behind.kind, later.kind]).toEqual(['appended', 'appended']);
  expect(reported.map((problem) => (problem as Error).message)).toEqual(['a reply', 'a follower']);
  expect(followed.reduce((sum, frames) => sum + frames, 0)).toBe(3);
  await store.close();
});
