// The floor for the transport: the same HTTP/2 framing and codec, and nothing behind it. Every BatchAppend request is answered at once.
import { readBatchAppendRequest } from '../../src/codec/append-messages.ts';
import { writeBatchResponse } from '../../src/codec/append-responses.ts';
import { toGrpcError } from '../../src/rpc/errors.ts';
import { grpcService } from '../../src/transport/grpc-server.ts';
import type { ClientStreamMethod } from '../../src/transport/grpc-method.ts';
import { createListener } from '../../src/transport/listener.ts';

const listener = createListener({
  host: '127.0.0.1',
  port: 0,
  tls: undefined,
  report: () => {},
});
const echo: ClientStreamMethod = {
  kind: 'client-stream',
  endless: true,
  open: (call) => ({
    message(reader) {
      const { correlation, options } = readBatchAppendRequest(reader);
      call.send((writer) =>
        writeBatchResponse(writer, correlation, options!, { revision: 0, position: 0 }),
      );
    },
    end: () => call.end(),
  }),
};
const grpc = grpcService({
  methods: new Map([['/event_store.client.streams.Streams/BatchAppend', echo]]),
  messageBytesMax: () => 17 * 1024 * 1024,
  admit: () => {},
  report: () => {},
  toGrpcError,
});
listener.onStream((stream, headers) => grpc.serve(stream, headers));
const port = await listener.listen();
process.stdout.write(`ready on 127.0.0.1:${port}\n`);
