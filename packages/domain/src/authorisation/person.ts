/**
 * The person behind a principal's name, whichever way they came: `gateway/alice` and `alice` are one person and cannot
 * be two pairs of eyes.
 */
export function personOf(principal: string): string {
  return principal.slice(principal.lastIndexOf('/') + 1);
}
