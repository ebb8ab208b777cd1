import { createHash } from 'node:crypto';
import type { GatewayUser } from '../../src/index.ts';

/** Who asks the gateway in its tests, each with roles of their own. */
export type Person =
  | 'alice'
  | 'bob'
  | 'ria'
  | 'otto'
  | 'ann'
  | 'cora'
  | 'sid'
  | 'rex'
  | 'adam'
  | 'nobody';

/** What a person shows at the door. */
export const tokenOf = (name: Person): string => `token-of-${name}`;
const person = (
  name: Person,
  roles: GatewayUser['roles'],
  accounts: GatewayUser['accounts'],
): GatewayUser => ({
  name,
  roles,
  accounts,
  tokenSha256: createHash('sha256').update(tokenOf(name)).digest('hex'),
});

/** All of them, as the gateway is configured with. */
export const people: Readonly<Record<Person, GatewayUser>> = {
  alice: person('alice', ['trader'], ['alice']),
  bob: person('bob', ['trader'], ['bob']),
  ria: person('ria', ['risk'], []),
  otto: person('otto', ['ops'], []),
  ann: person('ann', ['auditor'], []),
  cora: person('cora', ['compliance'], []),
  sid: person('sid', ['supervisor'], []),
  rex: person('rex', ['regulator'], []),
  adam: person('adam', ['admin'], ['alice']),
  nobody: person('nobody', [], '*'),
};
