import type { Static, TObject, TSchema } from 'typebox';
import type { PolicyRule } from '../../authorisation/rule.ts';
import type { JsonSchema } from './json-schema.ts';

/** One command or fact as declared: its stable name, its version and its record of data. */
export interface Definition<Type extends string = string, S extends TObject = TObject> {
  readonly type: Type;
  /** Rises when the data changes its meaning; a compatible addition keeps it. */
  readonly version: number;
  readonly description: string;
  readonly schema: S;
}

/** A command as declared, with who may give it. */
export interface CommandDefinition<
  Type extends string = string,
  S extends TObject = TObject,
> extends Definition<Type, S> {
  readonly may: PolicyRule;
}

/** The data of a definition in memory form (bigint where JSON has decimal strings). */
export type DataOf<D> = D extends { readonly schema: infer S extends TSchema } ? Static<S> : never;

/** The message of a definition: `{type, data}`. */
export type MessageOf<D> = D extends { readonly type: infer T extends string }
  ? { readonly type: T; readonly data: Readonly<DataOf<D>> }
  : never;

/** Declares version 1 of a command or fact. The name is a storage format: it never changes. */
export function define<const Type extends string, S extends TObject>(
  type: Type,
  description: string,
  schema: S,
): Definition<Type, S> {
  return { type, version: 1, description, schema };
}

/** Declares version 1 of a command. @param may who may give it. */
export function defineCommand<const Type extends string, S extends TObject>(
  type: Type,
  description: string,
  may: PolicyRule,
  schema: S,
): CommandDefinition<Type, S> {
  return { ...define(type, description, schema), may };
}

/** A definition's schema as the codecs read it. */
export function jsonSchemaOf(definition: Definition): JsonSchema {
  return definition.schema as unknown as JsonSchema;
}
