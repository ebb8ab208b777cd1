import { WireError } from '../codec/wire-reader.ts';
import type { Call } from '../transport/call.ts';
import type { UnaryMethod } from '../transport/grpc-method.ts';

/** What the client's generated service definitions say of a method. */
export interface StubDefinition<Request, Response> {
  readonly path: string;
  readonly requestDeserialize: (bytes: Buffer) => Request;
  readonly responseSerialize: (response: Response) => Buffer;
}

/** A unary method that is called rarely enough for the client's generated code to read and write its messages. */
export const stubMethod = <Request, Response>(
  definition: StubDefinition<Request, Response>,
  handle: (request: Request, call: Call) => Promise<Response> | Response,
): [path: string, method: UnaryMethod] => [
  definition.path,
  {
    kind: 'unary',
    handle: async (reader, call) => {
      const response = await handle(readRequest(definition, reader.buffer), call);
      return (writer) => writer.raw(definition.responseSerialize(response));
    },
  },
];

/**
 * Reads a request; where its kind has options, they are there.
 * @throws WireError: what the generated code throws says only that it failed, and would count as a failure of ours.
 */
function readRequest<Request, Response>(
  { requestDeserialize }: StubDefinition<Request, Response>,
  bytes: Buffer,
): Request {
  const request = deserialized(requestDeserialize, bytes);
  const { hasOptions } = request as { readonly hasOptions?: () => boolean };
  if (hasOptions !== undefined && !hasOptions.call(request))
    throw new WireError('the request has no options');
  return request;
}

/** Reads a message by the client's generated code. @throws WireError */
export function deserialized<Request>(
  deserialize: (bytes: Buffer) => Request,
  bytes: Buffer,
): Request {
  try {
    return deserialize(bytes);
  } catch {
    throw new WireError('the request is no message of this method');
  }
}
