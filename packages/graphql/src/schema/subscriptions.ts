import { SUBSCRIPTIONS, type Subscription } from '@bellwether/projections/contract';
import type { AnswerTypes } from './answer-types.ts';

type Told = Pick<
  Subscription,
  'description' | 'field' | 'isOne' | 'list' | 'message' | 'of' | 'row' | 'type'
>;

/**
 * The part of the API's schema that follows rows as the read side declares them: a field of `Subscription` for each, and
 * the types of their messages.
 * @param types gets the types of rows that are written nowhere else.
 */
export function subscriptionSchema(
  types: AnswerTypes,
  subscriptions: readonly Told[] = Object.values(SUBSCRIPTIONS),
): string {
  const fields = subscriptions.map(({ description, field, message, of }) => {
    const words = `${description}. With \`from\`, the \`position\` that you had last, you miss nothing and see nothing twice.`;
    return `  ${JSON.stringify(words)}\n  ${field}(${of}Id: ID!, from: String): ${message}!`;
  });
  const messages = new Map(subscriptions.map((told) => [told.message, messageType(told, types)]));
  return [`extend type Subscription {\n${fields.join('\n')}\n}`, ...messages.values()].join('\n\n');
}

function messageType({ message, list, isOne, row, ...told }: Told, types: AnswerTypes): string {
  const type = told.type ?? types.ofPresent(list, row);
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
