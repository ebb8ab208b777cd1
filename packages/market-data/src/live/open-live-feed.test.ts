import { expect, test } from 'vitest';
import { openLiveFeed } from './open-live-feed.ts';

const opened = (url: string) =>
  openLiveFeed(
    { url, protocol: 'alpaca', symbols: ['A'], credentials: '/nowhere/credentials.json' },
    () => ({ instrument: () => undefined, update: () => undefined }),
    new AbortController().signal,
  );

test('credentials are not even read for a venue that would get them in clear', async () => {
  await expect(opened('ws://venue.example/stream')).rejects.toMatchObject({
    code: 'IN_CLEAR',
    mayPass: false,
  });
});

test.each(['wss://venue.example/stream', 'ws://127.0.0.1:1/', 'ws://[::1]:1/', 'ws://localhost/'])(
  'for %s they are',
  async (url) => {
    await expect(opened(url)).rejects.toMatchObject({ code: 'NO_CREDENTIALS', mayPass: false });
  },
);
