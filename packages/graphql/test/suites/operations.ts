import { COMMANDS, exampleOf, jsonSchemaOf, readCommand, type Command } from '@bellwether/domain';
import { MARKET_QUESTIONS } from '@bellwether/market-data/contract';
import { newId } from '@bellwether/platform/runtime';
import { QUERIES } from '@bellwether/projections';
import {
  getNamedType,
  isLeafType,
  isObjectType,
  type GraphQLField,
  type GraphQLOutputType,
} from 'graphql';

/** What the made-up venue of the stack tells of. */
const VENUE_SYMBOL = 'VENUE';

/** What reports are asked for, and which day and page. */
const REPORT = {
  kind: 'STATEMENT',
  from: '2026-11-01',
  to: '2026-11-30',
  day: '2026-11-30',
  page: 1,
};

/** What operations are about: an account with an order, of which a command is known, in a listed instrument. */
export interface Matter {
  readonly accountId: string;
  readonly instrumentId: string;
  readonly symbol: string;
  readonly orderId: string;
  /** A corporate action that has done something to the account. */
  readonly actionId: string;
  /** An option that has expired. */
  readonly expirationId: string;
  /** A plan of the account, and its order. */
  readonly planId: string;
  readonly plannedOrderId: string;
  /** A settlement run that has moved something to the account. */
  readonly runId: string;
}

/** The ex-date of an action that is in force. */
const ACTION_DAY = '2026-11-20';

/** A document that a command's schema takes, about that account and instrument. */
export function exampleFor(type: string, { accountId, instrumentId }: Matter): object {
  const schema = jsonSchemaOf(definitionOf(type));
  const about = Object.entries({ accountId, instrumentId });
  const fields = about.filter(([field]) => schema.properties?.[field] !== undefined);
  return { ...(exampleOf(schema) as object), ...Object.fromEntries(fields) };
}

/** The same as a command. */
export function exampleCommand(type: string, matter: Matter): Command {
  const { version } = definitionOf(type);
  const read = readCommand({ id: newId(), type, version, data: exampleFor(type, matter) });
  if (!read.ok) throw new TypeError(`${type}: ${read.error.message}`);
  const { id: _, ...command } = read.command;
  return command;
}

/** `{ field(…) { … } }` of a query or subscription: with every argument that it needs, and all that it answers with. */
export function operationOf(field: GraphQLField<unknown, unknown>, matter: Matter): string {
  const values: Readonly<Record<string, unknown>> = {
    ...matter,
    ...REPORT,
    through: ACTION_DAY,
    exDate: ACTION_DAY,
    symbols: [VENUE_SYMBOL],
    id: idFor(field.name, matter),
  };
  const given = field.args
    .filter(
      ({ name, type, defaultValue }) =>
        type.toString().endsWith('!') && defaultValue === undefined && values[name] !== undefined,
    )
    .map(({ name }) => `${name}: ${JSON.stringify(values[name])}`);
  const inputs = given.length === 0 ? '' : `(${given.join(', ')})`;
  return `{ ${field.name}${inputs} ${selectionOf(field.type)} }`;
}

function idFor(field: string, matter: Matter): string {
  const { accountId, instrumentId, orderId, actionId } = matter;
  if (field === 'account') return accountId;
  if (field === 'rebalancingPlan') return matter.planId;
  if (field === 'rebalancingOrder') return matter.plannedOrderId;
  if (field.startsWith('corporateAction')) return actionId;
  return field === 'instrument' ? instrumentId : orderId;
}

function selectionOf(type: GraphQLOutputType, depth = 0): string {
  const named = getNamedType(type);
  if (!isObjectType(named)) return '';
  const fields = Object.values(named.getFields()).filter(
    ({ args, type: of }) => args.length === 0 && (isLeafType(getNamedType(of)) || depth < 2),
  );
  return `{ ${fields.map(({ name, type: of }) => `${name} ${selectionOf(of, depth + 1)}`).join(' ')} }`;
}

/** What a question over NATS needs, about the matter. */
export function questionAbout(name: string, matter: Matter): object {
  const values: Readonly<Record<string, unknown>> = {
    ...matter,
    ...REPORT,
    through: ACTION_DAY,
    exDate: ACTION_DAY,
    symbols: [VENUE_SYMBOL],
    commandId: matter.orderId,
    alertId: matter.orderId,
    journal: 'account',
    first: '1',
    last: '2',
    ...(name === 'rebalancing.order' ? { orderId: matter.plannedOrderId } : {}),
  };
  const required = (QUERIES[name] ?? MARKET_QUESTIONS[name])?.input.required ?? [];
  return Object.fromEntries(required.map((field) => [field, values[field]]));
}

/** Whether an answer looks as if what was asked for were not there: nothing, or a page without rows. */
export function isNothing(answer: unknown): boolean {
  if (answer === null || answer === undefined) return true;
  const { rows, orders, events, alerts, days, commissions, exposures, ...more } =
    answer as Readonly<Record<string, unknown>>;
  const {
    effects,
    reports,
    plans,
    lines,
    balances,
    requests,
    variations,
    calls,
    transfers,
    postings,
  } = more;
  const page =
    rows ??
    orders ??
    events ??
    alerts ??
    days ??
    commissions ??
    exposures ??
    effects ??
    reports ??
    plans ??
    lines ??
    balances ??
    requests ??
    variations ??
    calls ??
    transfers ??
    postings;
  return Array.isArray(page) && page.length === 0;
}

function definitionOf(type: string) {
  const definition = COMMANDS.get(type);
  if (definition === undefined) throw new TypeError(`no command ${type}`);
  return definition;
}
