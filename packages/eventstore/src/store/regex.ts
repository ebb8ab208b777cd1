import { RE2JS, RE2JSSyntaxException } from 're2js';

/** A regular expression that cannot be evaluated, or not in linear time. */
export class InvalidFilterError extends Error {
  override readonly name = 'InvalidFilterError';
  readonly code = 'INVALID_FILTER';
}

const PATTERN_CHARACTERS_MAX = 1000;

/**
 * A test for a client's regular expression that takes time linear in the text, whatever the pattern: no pattern can hold the server up.
 * Look-around and back-references cannot be evaluated so and are refused.
 * @throws InvalidFilterError
 */
export function compileRegex(pattern: string): (text: string) => boolean {
  if (pattern.length > PATTERN_CHARACTERS_MAX)
    throw new InvalidFilterError(
      `the regular expression was over ${PATTERN_CHARACTERS_MAX} characters`,
    );
  try {
    const compiled = RE2JS.compile(pattern);
    return (text) => compiled.matcher(text).find();
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    throw new InvalidFilterError(
      `the regular expression ${pattern} is not supported: ${error.message}`,
    );
  }
}
