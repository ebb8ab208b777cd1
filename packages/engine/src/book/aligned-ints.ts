const LINE_BYTES = 64;
/** Large buffers begin this far into a cache line, behind the header of the allocator (glibc's `malloc` on 64 bits). */
const ALLOCATOR_HEADER_BYTES = 16;

/**
 * Zeroed words that begin with a cache line where the allocator is the usual one, so that a record of 64 bytes is one line
 * and not parts of two. Elsewhere that is a matter of luck, and nothing but speed depends on it.
 */
export const alignedInts = (length: number): Int32Array => {
  const skipped = LINE_BYTES - ALLOCATOR_HEADER_BYTES;
  const bytes = skipped + length * Int32Array.BYTES_PER_ELEMENT;
  return new Int32Array(new ArrayBuffer(bytes), skipped, length);
};
