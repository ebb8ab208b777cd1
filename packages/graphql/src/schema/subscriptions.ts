import { SUBSCRIPTIONS, type Subscription } from '@bellwether/projections/contract';

type Told = Pick<
  Subscription,
  'description' | 'field' | 'isOne' | 'list' | 'message' | 'of' | 'type'
>;

/**
 * The part of the API's schema that follows rows as the read side declares them: a field of `Subscription` for each, and
 * the types of their messages. The types of rows stand elsewhere.
 */
export function subscriptionSchema(
  subscriptions: readonly Told[] = Object.values(SUBSCRIPTIONS),
): string {
  const fields = subscriptions.map(({ description, field, message, of }) => {
    const words = `${description}. With \`from\`, the \`position\` that you had last, you miss nothing and see nothing twice.`;
    return `  ${JSON.stringify(words)}\n  ${field}(${of}Id: ID!, from: String): ${message}!`;
  });
  const messages = new Map(subscriptions.map((told) => [told.message, messageType(told)]));
  return [`extend type Subscription {\n${fields.join('\n')}\n}`, ...messages.values()].join('\n\n');
}

function messageType({ message, list, type, isOne }: Told): string {
  const rows = isOne === true ? `${list}: ${type}` : `${list}: [${type}!]!`;
  return `"Rows, each as it is as of its own position. Changes that come faster than they are read are told together."
type ${message} {
  kind: ChangeKind!
  "Where to go on from after this message; absent while more of a snapshot follows."
  position: String
  "${isOne === true ? 'Absent where there is none, and in RESYNC' : 'In the order in which they changed; none in RESYNC'}."
  ${rows}
}`;
}
