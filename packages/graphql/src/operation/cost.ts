import {
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  Lexer,
  Source,
  TokenKind,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { PAGE_DEFAULT, PAGE_MAX } from '@bellwether/projections/read-model';
import { gatewayError } from '../plugins/errors.ts';

/** What one operation may ask for at most. OWASP API Security Top 10 2023, API4: unrestricted resource consumption. */
export const LIMITS = {
  tokens: 1_000,
  depth: 8,
  aliases: 30,
  rootFields: 10,
  cost: 1_000,
} as const;

/** What an operation asks for, fragments counted wherever they are spread. */
export interface Complexity {
  readonly rootFields: number;
  readonly aliases: number;
  /** Objects that the answer holds at most, or that are read for it: one for each object field, and one for each row asked for. */
  readonly cost: number;
}

/** Refuses, before it is parsed, a text of too many tokens. @returns their number. @throws GraphQLError QUERY_TOO_COMPLEX */
export function checkTokens(text: string): number {
  const lexer = new Lexer(new Source(text));
  let count = 0;
  try {
    // What is beyond the limit is not even counted.
    while (count <= LIMITS.tokens && lexer.advance().kind !== TokenKind.EOF) count += 1;
  } catch {
    // The parser says what is no token, and where; only what stands before it counts.
  }
  if (count > LIMITS.tokens) throw tooComplex(`at least ${count}`, 'tokens', LIMITS.tokens);
  return count;
}

/** Everything that a valid operation asks too much of. */
export function excessesOf({ rootFields, aliases, cost }: Complexity): readonly GraphQLError[] {
  return [
    ...(rootFields > LIMITS.rootFields
      ? [tooComplex(rootFields, 'fields at its root', LIMITS.rootFields)]
      : []),
    ...(aliases > LIMITS.aliases ? [tooComplex(aliases, 'aliases', LIMITS.aliases)] : []),
    ...(cost > LIMITS.cost
      ? [tooComplex(cost, 'objects to answer with; ask for fewer rows by `first`', LIMITS.cost)]
      : []),
  ];
}

function tooComplex(count: number | string, what: string, limit: number): GraphQLError {
  return gatewayError('QUERY_TOO_COMPLEX', `the query has ${count} ${what}; the limit is ${limit}`);
}

/** Counts what a valid operation asks for. @param variables as coerced. */
export function complexityOf(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  variables: Readonly<Record<string, unknown>>,
): Complexity {
  const measure = new Measure(schema, fragments, variables);
  const root = schema.getRootType(operation.operation) ?? undefined;
  return measure.of(operation.selectionSet, root, PAGE_MAX);
}

const NOTHING: Complexity = { rootFields: 0, aliases: 0, cost: 0 };

/** What a question about the schema costs, whatever it asks. */
const INTROSPECTION = 100;

/** Arguments that say how many rows lists have: of the field itself, or of the page around it. */
const SIZES: ReadonlySet<string> = new Set(['first', 'levels', 'symbols']);

class Measure {
  readonly #schema: GraphQLSchema;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #variables: Readonly<Record<string, unknown>>;
  /** Fragments by name and size: one that is spread a thousand times is counted once. */
  readonly #known = new Map<string, Complexity>();

  constructor(
    schema: GraphQLSchema,
    fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    variables: Readonly<Record<string, unknown>>,
  ) {
    this.#schema = schema;
    this.#fragments = fragments;
    this.#variables = variables;
  }

  /** @param size rows of lists in `set` that say nothing else. */
  of(set: SelectionSetNode, type: GraphQLNamedType | undefined, size: number): Complexity {
    let [rootFields, aliases, cost] = [0, 0, 0];
    for (const selection of set.selections) {
      const one =
        selection.kind === Kind.FIELD
          ? this.#field(selection, type, size)
          : selection.kind === Kind.INLINE_FRAGMENT
            ? this.of(
                selection.selectionSet,
                this.#type(selection.typeCondition?.name.value) ?? type,
                size,
              )
            : this.#spread(selection.name.value, size);
      rootFields += one.rootFields;
      aliases += one.aliases;
      cost += one.cost;
    }
    return { rootFields, aliases, cost };
  }

  #field(node: FieldNode, type: GraphQLNamedType | undefined, around: number): Complexity {
    const aliased = node.alias === undefined ? 0 : 1;
    if (node.selectionSet === undefined) return { rootFields: 1, aliases: aliased, cost: 0 };
    const known = isObjectType(type) || isInterfaceType(type) ? type.getFields() : {};
    const field = Object.hasOwn(known, node.name.value) ? known[node.name.value] : undefined;
    const rows = field === undefined ? undefined : this.#rows(node, field);
    const inside = this.of(
      node.selectionSet,
      field && namedComposite(field.type),
      rows ?? PAGE_MAX,
    );
    // Fields that ask about the schema are not among its own; how deep they go is bounded by graphql-js.
    if (node.name.value.startsWith('__'))
      return { rootFields: 1, aliases: aliased + inside.aliases, cost: INTROSPECTION };
    const times = field !== undefined && isList(field.type) ? (rows ?? around) : 1;
    // Rows are read also where nothing of them is asked for.
    const cost = times * (1 + Math.max(rows ?? 0, inside.cost));
    return { rootFields: 1, aliases: aliased + inside.aliases, cost };
  }

  #spread(name: string, size: number): Complexity {
    const key = `${name} ${size}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const fragment = this.#fragments.get(name);
    const found =
      fragment === undefined
        ? NOTHING
        : this.of(fragment.selectionSet, this.#type(fragment.typeCondition.name.value), size);
    this.#known.set(key, found);
    return found;
  }

  #type(name: string | undefined): GraphQLNamedType | undefined {
    return name === undefined ? undefined : this.#schema.getType(name);
  }

  /** How many rows a field is asked for; undefined where it takes no such argument. Resolvers refuse numbers out of range. */
  #rows({ arguments: given = [] }: FieldNode, field: GraphQLField<unknown, unknown>) {
    const size = field.args.find(({ name }) => SIZES.has(name));
    if (size === undefined) return undefined;
    const value = given.find(({ name }) => name.value === size.name)?.value;
    const asked =
      value?.kind === Kind.INT
        ? Number(value.value)
        : value?.kind === Kind.LIST
          ? value.values.length
          : value?.kind === Kind.VARIABLE
            ? countOf(this.#variables[value.name.value])
            : undefined;
    const rows = asked ?? size.defaultValue ?? PAGE_DEFAULT;
    return typeof rows === 'number' ? Math.min(Math.max(1, rows), PAGE_MAX) : PAGE_MAX;
  }
}

/** Of what is named one by one there is a row each. */
function countOf(value: unknown): unknown {
  return Array.isArray(value) ? value.length : value;
}

function isList(type: GraphQLOutputType): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}

function namedComposite(type: GraphQLOutputType): GraphQLNamedType | undefined {
  const named = getNamedType(type);
  return isCompositeType(named) ? named : undefined;
}
