import type { Call } from '../transport/call.ts';
import type { UnaryMethod } from '../transport/grpc-server.ts';

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
      const response = await handle(definition.requestDeserialize(reader.buffer), call);
      return (writer) => writer.raw(definition.responseSerialize(response));
    },
  },
];
