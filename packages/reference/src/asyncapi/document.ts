import { stringify } from 'yaml';
import manifest from '../../package.json' with { type: 'json' };
import { changeParts } from './changes.ts';
import { commandParts } from './commands.ts';
import { queryParts } from './queries.ts';
import { merged } from './parts.ts';

/** The NATS interface as an AsyncAPI 3 document: what the platform receives (`cmd`, `qry`) and sends (`evt`, `serving`). */
export function asyncApi(): object {
  const { channels, operations, messages, schemas } = merged([
    commandParts(),
    queryParts(),
    changeParts(),
  ]);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Bellwether over NATS',
      version: manifest.version,
      description:
        'Commands, questions, and changes. {user} is the NATS user of the connection; the server lets nobody use another name.',
      license: { name: 'MIT' },
    },
    defaultContentType: 'application/json',
    servers: {
      local: {
        host: '127.0.0.1:7401',
        protocol: 'nats',
        description: 'As `./bellwether up` starts it.',
        security: [{ $ref: '#/components/securitySchemes/user' }],
      },
    },
    channels,
    operations,
    components: {
      schemas,
      messages,
      securitySchemes: { user: { type: 'userPassword' } },
    },
  };
}

/** As YAML, everything written out. */
export function asyncApiYaml(): string {
  return stringify(asyncApi(), { aliasDuplicateObjects: false, lineWidth: 0 });
}
