import {
  getOperationAST,
  getVariableValues,
  GraphQLError,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
  type OperationTypeNode,
  type ValidationRule,
} from 'graphql';
import { gatewayError, RequestError } from '../plugins/errors.ts';
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
  const document = parse(source);
  const errors = validate(schema, document, [...specifiedRules, ...rules]);
  if (errors.length > 0) throw new RequestError(errors);
  return document;
}

/**
 * Checks that a valid document has the operation that is asked for, of a kind that may be asked for here, and that the
 * variables fit it.
 * @throws GraphQLError or RequestError, made for the client.
 */
export function checkOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  { operationName, variables }: Asked,
  refusal: (kind: OperationTypeNode) => GraphQLError | undefined,
): void {
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
  const { errors = [] } = getVariableValues(
    schema,
    operation.variableDefinitions ?? [],
    variables ?? {},
    { maxErrors: VARIABLE_ERRORS_MAX },
  );
  if (errors.length > 0) throw new RequestError(errors.map(asUserInput));
  if (!isStorableThroughout(variables)) throw gatewayError('BAD_USER_INPUT', UNSTORABLE);
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
