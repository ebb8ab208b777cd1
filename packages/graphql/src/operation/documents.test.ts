import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { Documents, type AskedFor } from './documents.ts';

const QUERY = '{ instruments { instruments { id } } }';
const id = createHash('sha256').update(QUERY).digest('hex');
const apollo = (sha256Hash: string) => ({ persistedQuery: { version: 1, sha256Hash } });

function told(documents: Documents, asked: AskedFor): string {
  try {
    return documents.textOf(asked);
  } catch (error) {
    return (error as { extensions: { code: string } }).extensions.code;
  }
}

describe.each([
  ['beside texts', false, '{ __typename }'],
  ['alone', true, 'PERSISTED_QUERY_ONLY'],
])('documents that are known, %s', (_, only, other) => {
  const documents = new Documents({ [id]: QUERY }, only);
  test.each<[string, AskedFor, string]>([
    ['their text', { query: QUERY }, QUERY],
    ['their id', { documentId: `sha256:${id}` }, QUERY],
    ['their id as Apollo says it', { query: '', extensions: apollo(id) }, QUERY],
    ['another text', { query: '{ __typename }' }, other],
    ['an unknown id', { documentId: 'sha256:0' }, 'PERSISTED_QUERY_NOT_FOUND'],
    [
      'an unknown id beside a text',
      { query: QUERY, extensions: apollo('0') },
      'PERSISTED_QUERY_NOT_FOUND',
    ],
    [
      'the name of what every object has',
      { documentId: 'constructor' },
      'PERSISTED_QUERY_NOT_FOUND',
    ],
    ['nothing', {}, 'BAD_REQUEST'],
  ])('asked for by %s', (__, asked, answer) => {
    expect(told(documents, asked)).toBe(answer);
  });
});

test.each([
  ['a text under another one’s hash', { [id]: '{ __typename }' }],
  ['no text', { [id]: 1 }],
  ['a list', [QUERY]],
])('%s is refused at the start', (_, manifest) => {
  expect(() => new Documents(manifest)).toThrow(/documents are|not the hash/);
});
