import type { Outcome } from '@bellwether/domain';
import type { ColdResult } from './cold-request.ts';

/** What a client is told about a decision on an account or instrument. */
export function coldOutcome(id: string, result: ColdResult): Outcome {
  switch (result.kind) {
    case 'recorded':
      return { status: 'accepted', id, position: `${result.position}` };
    case 'repeat':
      return {
        status: 'duplicate',
        id,
        original: { status: 'accepted', id, position: `${result.position}` },
      };
    case 'refused':
      return { status: 'rejected', id, ...result.rejection };
    case 'nothing':
      return { status: 'rejected', id, code: 'NOTHING_TO_CHANGE', message: 'it is already so' };
    case 'conflict': {
      const message = 'this command id was used before, with another content or by somebody else';
      return { status: 'conflict', id, code: 'COMMAND_ID_REUSED', message };
    }
  }
}
