import { describe, expect, test } from 'vitest';
import { credentialsOf } from './credentials.ts';
import { requestOptions, resultCoding } from './request.ts';

const options = (query: string, headers = {}) =>
  requestOptions(new URLSearchParams(query), headers);

describe('a request', () => {
  test('has settings, parameters, and what is neither', () => {
    const read = options('query=SELECT+1&param_a=x&max_threads=2&database=d&wait_end_of_query=1');
    expect([...read.settings]).toEqual([['max_threads', '2']]);
    expect([...read.params]).toEqual([['a', 'x']]);
    expect(read).toMatchObject({
      query: 'SELECT 1',
      database: 'd',
      hold: true,
      session: undefined,
    });
  });

  test('may name database and format in headers, which the URL goes before', () => {
    const headers = { 'x-clickhouse-database': 'h', 'x-clickhouse-format': 'CSV' };
    expect(options('', headers)).toMatchObject({ database: 'h', defaultFormat: 'CSV' });
    expect(options('database=u', headers)).toMatchObject({ database: 'u' });
  });

  test('may name a session', () => {
    expect(options('session_id=s').session).toEqual({
      id: 's',
      timeoutSeconds: 60,
      mustExist: false,
    });
    expect(() => options('session_id=s&session_timeout=9999')).toThrow(/larger/);
    expect(() => options('session_id=s&session_timeout=-1')).toThrow(/Invalid/);
  });

  test.for([
    ['decompress=1', 48],
    ['role=admin', 511],
    ['query_id=a%0D%0Ab', 36],
    ['client_protocol_version=x', 36],
  ] as const)('with %s is refused', ([query, code]) => {
    expect(() => options(query)).toThrow(expect.objectContaining({ code }));
  });
});

describe('the coding of a result', () => {
  const coding = (accept: string, settings: [string, string][] = []) =>
    resultCoding({ 'accept-encoding': accept }, new Map(settings))?.name;

  test('is the cheapest that the client takes', () => {
    expect(coding('gzip, deflate, br')).toBe('gzip');
    expect(coding('GZIP;q=0.5, zstd;q=0')).toBe('gzip');
    expect(coding('br')).toBe('br');
    expect(coding('rot13')).toBeUndefined();
    expect(coding('gzip', [['enable_http_compression', '0']])).toBeUndefined();
  });

  test('has the level the client sets, within reason', () => {
    const level = (value: string) =>
      resultCoding({ 'accept-encoding': 'gzip' }, new Map([['http_zlib_compression_level', value]]))
        ?.level;
    expect([level('1'), level('9'), level('99'), level("1'")]).toEqual([1, 9, 3, 3]);
  });
});

describe('credentials', () => {
  const none = new URLSearchParams();
  const basic = (text: string) => ({
    authorization: `Basic ${Buffer.from(text).toString('base64')}`,
  });

  test('of Basic authentication may hold colons in the password', () => {
    expect(credentialsOf(basic('a:b:c'), none)).toEqual({ name: 'a', password: 'b:c' });
  });

  test.for(['Basic !', 'Basic', 'Bearer x', 'Basic YQ=='])('%s is refused', (authorization) => {
    expect(() => credentialsOf({ authorization }, none)).toThrow(/bad Authorization/);
  });

  test('without any there are none', () => {
    expect(credentialsOf({}, none)).toBeUndefined();
  });
});
