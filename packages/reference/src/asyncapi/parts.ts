/** What one side of the interface adds to the document, by name. */
export interface Parts {
  readonly channels: Readonly<Record<string, object>>;
  readonly operations: Readonly<Record<string, object>>;
  readonly messages: Readonly<Record<string, object>>;
  readonly schemas: Readonly<Record<string, object>>;
}

/** All parts in one. @throws TypeError where two use one name. */
export function merged(all: readonly Parts[]): Parts {
  const of = (kind: keyof Parts): Readonly<Record<string, object>> => {
    const entries = all.flatMap((parts) => Object.entries(parts[kind]));
    const names = new Set(entries.map(([name]) => name));
    if (names.size !== entries.length) throw new TypeError(`two ${kind} share a name`);
    return Object.fromEntries(entries);
  };
  return {
    channels: of('channels'),
    operations: of('operations'),
    messages: of('messages'),
    schemas: of('schemas'),
  };
}

type Kind = 'channels' | 'components/messages' | 'components/schemas';

/** A reference to something of the document. */
export function ref(kind: Kind, name: string): { readonly $ref: string } {
  return { $ref: `#/${kind}/${name}` };
}

/** A channel. @param address its subject, with `{parameter}`s. @param messages names of those that it carries. */
export function channel(
  address: string | null,
  messages: readonly string[],
  parameters: Readonly<Record<string, string>> = {},
): object {
  const described = Object.entries(parameters).map(([name, description]) => [
    name,
    { description },
  ]);
  return {
    address,
    messages: Object.fromEntries(messages.map((name) => [name, ref('components/messages', name)])),
    ...(described.length === 0 ? {} : { parameters: Object.fromEntries(described) }),
  };
}

/** A request that the platform receives, and the channel of its answers. */
export function request(of: string, answers: string, summary: string): object {
  return {
    action: 'receive',
    channel: ref('channels', of),
    summary,
    reply: { channel: ref('channels', answers) },
  };
}
