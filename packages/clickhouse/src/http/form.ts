import { clickHouseError } from '../engine/error-codes.ts';
import type { Arrival } from './arrival.ts';

/**
 * The fields of a `multipart/form-data` body, by which clients send query parameters too long for a URL. Files, i.e.
 * external tables, are refused.
 */
export async function formFields(
  body: AsyncIterable<Buffer>,
  contentType: string,
  maxBytes: number,
  arrival: Arrival,
): Promise<[string, string][]> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > maxBytes) {
      throw clickHouseError('QUERY_IS_TOO_LARGE', `The form has more than ${maxBytes} bytes`);
    }
    if (arrival.isLate) throw arrival.late();
    arrival.add(chunk.length);
    chunks.push(chunk);
  }
  const form = await new Response(Buffer.concat(chunks), {
    headers: { 'content-type': contentType },
  })
    .formData()
    .catch(() => {
      throw clickHouseError('BAD_ARGUMENTS', 'The body is no proper multipart/form-data');
    });
  return [...form].map(([name, value]) => {
    if (typeof value === 'string') return [name, value];
    throw clickHouseError('NOT_IMPLEMENTED', 'External tables are not supported');
  });
}
