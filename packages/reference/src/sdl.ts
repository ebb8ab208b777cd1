import { SCHEMA } from '@bellwether/graphql/contract';
import {
  buildSchema,
  findBreakingChanges,
  lexicographicSortSchema,
  printSchema,
  type GraphQLSchema,
} from 'graphql';

/** The API as the gateway serves it. */
export function apiSchema(): GraphQLSchema {
  return buildSchema(SCHEMA);
}

/** The API in GraphQL's schema language, sorted, with its descriptions. */
export function sdl(): string {
  return `${printSchema(lexicographicSortSchema(apiSchema()))}\n`;
}

/** What a client of `before` can no longer do, in words; none: nothing. @param before an SDL document. */
export function breakingChanges(before: string, now: string = SCHEMA): readonly string[] {
  return findBreakingChanges(buildSchema(before), buildSchema(now)).map(
    ({ type, description }) => `${type}: ${description}`,
  );
}
