import usersGrpc from '@eventstore/db-client/generated/users_grpc_pb.js';
import usersPb from '@eventstore/db-client/generated/users_pb.js';
import { ADMINS, UserError, type User, type Users } from '../../security/users.ts';
import type { Call } from '../../transport/call.ts';
import type { GrpcMethod, ServerStreamMethod } from '../../transport/grpc-method.ts';
import { GRPC, GrpcError } from '../../transport/status.ts';
import { errors } from '../../transport/protocol-errors.ts';
import { deserialized, stubMethod } from '../stub.ts';

const service = usersGrpc.UsersService;
const {
  ChangePasswordResp,
  CreateResp,
  DeleteResp,
  DetailsResp,
  DisableResp,
  EnableResp,
  ResetPasswordResp,
  UpdateResp,
} = usersPb;

const CODES = {
  missing: GRPC.NOT_FOUND,
  exists: GRPC.ALREADY_EXISTS,
  'not-stored': GRPC.UNAVAILABLE,
  'wrong-password': GRPC.PERMISSION_DENIED,
  invalid: GRPC.INVALID_ARGUMENT,
} as const;

const isAdmin = (call: Call): boolean => call.user?.groups.includes(ADMINS) === true;

async function translating<T>(call: Call, allowed: boolean, what: () => Promise<T>): Promise<T> {
  if (call.user === undefined || !allowed) throw errors.accessDenied();
  try {
    return await what();
  } catch (error) {
    if (error instanceof UserError) throw new GrpcError(CODES[error.problem], error.message);
    throw error;
  }
}

function detailsOf(user: User): usersPb.DetailsResp {
  const details = new DetailsResp.UserDetails();
  details.setLoginName(user.loginName);
  details.setFullName(user.fullName);
  details.setGroupsList([...user.groups]);
  details.setDisabled(user.disabled);
  const updated = new DetailsResp.UserDetails.DateTime();
  updated.setTicksSinceEpoch(`${user.updated}0000`);
  details.setLastUpdated(updated);
  const response = new DetailsResp();
  response.setUserDetails(details);
  return response;
}

const details = (users: Users): ServerStreamMethod => ({
  kind: 'server-stream',
  handle: async (reader, call) => {
    const request = deserialized(
      (bytes) => usersPb.DetailsReq.deserializeBinary(bytes),
      reader.buffer,
    );
    const name = request.getOptions()?.getLoginName() ?? '';
    const isOwn = name !== '' && call.user?.name === name;
    const found = await translating(call, isAdmin(call) || isOwn, () =>
      Promise.resolve(name === '' ? users.list() : [users.get(name)]),
    );
    for (const user of found) call.send((writer) => writer.raw(detailsOf(user).serializeBinary()));
  },
});

/** Users: who may log in. Only administrators change others; everyone may change the own password. */
export function usersMethods(users: Users): [string, GrpcMethod][] {
  return [
    stubMethod(service.create, (request, call) => {
      const o = request.getOptions()!;
      return translating(call, isAdmin(call), async () => {
        await users.create(o.getLoginName(), o.getPassword(), o.getFullName(), o.getGroupsList());
        return new CreateResp();
      });
    }),
    stubMethod(service.update, (request, call) => {
      const o = request.getOptions()!;
      return translating(call, isAdmin(call), async () => {
        await users.change(o.getLoginName(), {
          fullName: o.getFullName(),
          groups: o.getGroupsList(),
        });
        if (o.getPassword() !== '') await users.setPassword(o.getLoginName(), o.getPassword());
        return new UpdateResp();
      });
    }),
    stubMethod(service.delete, (request, call) =>
      translating(call, isAdmin(call), async () => {
        await users.delete(request.getOptions()!.getLoginName());
        return new DeleteResp();
      }),
    ),
    stubMethod(service.enable, (request, call) =>
      translating(call, isAdmin(call), async () => {
        await users.change(request.getOptions()!.getLoginName(), { disabled: false });
        return new EnableResp();
      }),
    ),
    stubMethod(service.disable, (request, call) =>
      translating(call, isAdmin(call), async () => {
        await users.change(request.getOptions()!.getLoginName(), { disabled: true });
        return new DisableResp();
      }),
    ),
    [service.details.path, details(users)],
    stubMethod(service.changePassword, (request, call) => {
      const o = request.getOptions()!;
      return translating(call, call.user?.name === o.getLoginName(), async () => {
        await users.changePassword(o.getLoginName(), o.getCurrentPassword(), o.getNewPassword());
        return new ChangePasswordResp();
      });
    }),
    stubMethod(service.resetPassword, (request, call) => {
      const o = request.getOptions()!;
      return translating(call, isAdmin(call), async () => {
        await users.setPassword(o.getLoginName(), o.getNewPassword());
        return new ResetPasswordResp();
      });
    }),
  ];
}
