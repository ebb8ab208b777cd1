import {
  GraphQLError,
  Kind,
  type ASTVisitor,
  type FragmentDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import { LIMITS } from './cost.ts';

/** What every query must keep beside the rules of GraphQL itself, whichever way it comes in. */
export const RULES: readonly ValidationRule[] = [depthRule, textRule];

/** Fields may not be nested deeper than `LIMITS.depth`; what asks about the schema has a bound of its own in graphql-js. */
function depthRule(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(node) {
      const depth = depthOf(node.selectionSet, context, new Map());
      if (depth <= LIMITS.depth) return;
      const message = `fields are nested ${depth} deep; the limit is ${LIMITS.depth}`;
      const extensions = { code: 'QUERY_TOO_COMPLEX' };
      context.reportError(new GraphQLError(message, { nodes: node, extensions }));
    },
  };
}

/** @param known depths of fragments; 0 while one is looked at, as another rule refuses those that contain themselves. */
function depthOf(
  { selections }: SelectionSetNode,
  context: ValidationContext,
  known: Map<FragmentDefinitionNode, number>,
): number {
  const depths = selections.map((selection) => {
    switch (selection.kind) {
      case Kind.FIELD: {
        const { name, selectionSet } = selection;
        const inside = selectionSet !== undefined && !name.value.startsWith('__');
        return 1 + (inside ? depthOf(selectionSet, context, known) : 0);
      }
      case Kind.INLINE_FRAGMENT:
        return depthOf(selection.selectionSet, context, known);
      case Kind.FRAGMENT_SPREAD: {
        const fragment = context.getFragment(selection.name.value);
        if (fragment === null || fragment === undefined) return 0;
        const depth = known.get(fragment);
        if (depth !== undefined) return depth;
        known.set(fragment, 0);
        const found = depthOf(fragment.selectionSet, context, known);
        known.set(fragment, found);
        return found;
      }
    }
  });
  return Math.max(0, ...depths);
}

/** Text in a query may not hold what no store can keep. */
function textRule(context: ValidationContext): ASTVisitor {
  return {
    StringValue(node) {
      if (isStorable(node.value)) return;
      const extensions = { code: 'BAD_USER_INPUT' };
      context.reportError(new GraphQLError(UNSTORABLE, { nodes: node, extensions }));
    },
  };
}

export const UNSTORABLE = 'text may not contain the character U+0000';

/** Whether text can be kept and compared by every store: Postgres has no character U+0000. */
export function isStorable(text: string): boolean {
  return !text.includes('\0');
}
