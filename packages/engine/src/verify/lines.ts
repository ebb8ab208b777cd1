/** The lines of a text that comes in pieces; a last line without its end counts. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array | string>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    rest += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop()!;
    yield* lines;
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}

/** Lines without the blank ones at their end. */
export async function* withoutBlankEnd(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let blank = 0;
  for await (const line of lines) {
    if (line.trim() === '') {
      blank += 1;
      continue;
    }
    for (; blank > 0; blank--) yield '';
    yield line;
  }
}
