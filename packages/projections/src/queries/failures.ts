/** How a question fails, by code: HTTP's number, as the services framework wants one, and what it says, for people. */
export const QUERY_FAILURES = {
  BAD_QUERY: { status: 400, meaning: 'The input does not fit its schema, or the cursor is none.' },
  FORBIDDEN: { status: 403, meaning: 'The caller may not ask this.' },
  AMBIGUOUS: {
    status: 409,
    meaning: 'What is asked for is several things: ask again with what the message says.',
  },
  STALE: {
    status: 409,
    meaning: 'The read models have not reached the position `after` in time: ask again.',
  },
  TOO_LARGE: { status: 413, meaning: 'The answer is too large: ask for fewer rows by `first`.' },
  UNAVAILABLE: { status: 503, meaning: 'The read models do not answer: ask again.' },
} as const;
