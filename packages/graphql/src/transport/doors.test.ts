import { describe, expect, test } from 'vitest';
import { isTrustedHost, isTrustedOrigin } from './doors.ts';

const trusted = { hosts: ['trade.example'], origins: ['https://trade.example'] };

describe('a host is trusted', () => {
  test.each(['127.0.0.1:7400', '[::1]:7400', 'localhost', 'LOCALHOST:80', 'Trade.Example:443'])(
    '%s',
    (host) => expect(isTrustedHost(host, trusted)).toBe(true),
  );

  test.each([
    undefined,
    '',
    'evil.example',
    'evil.example:7400',
    'trade.example.evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '127.0.0.1:7400@evil.example',
  ])('but not %j', (host) => expect(isTrustedHost(host, trusted)).toBe(false));
});

describe('an origin is trusted', () => {
  const host = '127.0.0.1:7400';
  test.each([undefined, 'http://127.0.0.1:7400', 'https://trade.example'])('%j', (origin) =>
    expect(isTrustedOrigin(origin, host, trusted)).toBe(true),
  );

  test.each([
    '',
    'null',
    'https://evil.example',
    'http://127.0.0.1:1',
    'https://127.0.0.1:7400',
    'http://127.0.0.1:7400.evil.example',
    'http://trade.example',
  ])('but not %j', (origin) => expect(isTrustedOrigin(origin, host, trusted)).toBe(false));
});
