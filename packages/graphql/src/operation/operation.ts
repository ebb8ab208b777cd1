import {
  getOperationAST,
  getVariableValues,
  GraphQLError,
  Kind,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationTypeNode,
  type ValidationRule,
} from 'graphql';
import { gatewayError, RequestError } from '../plugins/errors.ts';
import { checkTokens, complexityOf, excessesOf } from './cost.ts';
import { isStorable, UNSTORABLE } from './rules.ts';

/** What a client asks beside the query's text. */
export interface Asked {
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

/** Reads a query. @throws RequestError with everything that is wrong with it, and where. */
export function readDocument(
  schema: GraphQLSchema,
  source: string,
  rules: readonly ValidationRule[],
): DocumentNode {
  checkTokens(source);
  const document = parse(source);
  const errors = validate(schema, document, [...specifiedRules, ...rules]);
  if (errors.length > 0) throw new RequestError(errors);
  return document;
}

/**
 * Checks that a valid document has the operation that is asked for, of a kind that may be asked for here, that the
 * variables fit it, and that it does not ask for too much.
 * @returns its cost, as of `Complexity`.
 * @throws GraphQLError or RequestError, made for the client.
 */
export function checkOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  { operationName, variables }: Asked,
  refusal: (kind: OperationTypeNode) => GraphQLError | undefined,
): number {
  const operation = getOperationAST(document, operationName);
  if (!operation)
    throw gatewayError(
      'BAD_REQUEST',
      operationName
        ? `the query has no operation named ${JSON.stringify(operationName)}`
        : 'the query has several operations: say which by operationName',
    );
  const refused = refusal(operation.operation);
  if (refused !== undefined) throw refused;
  const { errors = [], coerced = {} } = getVariableValues(
    schema,
    operation.variableDefinitions ?? [],
    variables ?? {},
    { maxErrors: VARIABLE_ERRORS_MAX },
  );
  if (errors.length > 0) throw new RequestError(errors.map(asUserInput));
  if (!isStorableThroughout(variables)) throw gatewayError('BAD_USER_INPUT', UNSTORABLE);
  const complexity = complexityOf(schema, operation, fragmentsOf(document), coerced);
  const excesses = excessesOf(complexity);
  if (excesses.length > 0) throw new RequestError(excesses);
  return complexity.cost;
}

function fragmentsOf({ definitions }: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  const fragments = definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION);
  return new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
}

/** Mistakes in variables that are told at once. */
const VARIABLE_ERRORS_MAX = 20;

function asUserInput(error: GraphQLError): GraphQLError {
  const { message, nodes } = error;
  return new GraphQLError(message, {
    nodes: nodes ?? null,
    extensions: { code: 'BAD_USER_INPUT' },
  });
}

function isStorableThroughout(value: unknown): boolean {
  if (typeof value === 'string') return isStorable(value);
  return typeof value !== 'object' || value === null
    ? true
    : Object.values(value).every(isStorableThroughout);
}
