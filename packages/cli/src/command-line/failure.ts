/** What people read of an error that ends a command: where it happened only where it is a defect, which bears no code. */
export function failureText(error: unknown): string {
  const failure = error instanceof Error ? error : new Error(String(error));
  const isTyped = (failure as { code?: unknown }).code !== undefined;
  return `bellwether: ${failure.message}${isTyped ? '' : `\n${failure.stack}`}\n`;
}
