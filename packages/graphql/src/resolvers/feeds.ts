import {
  MARKET_QUESTIONS,
  MARKET_SYMBOL_PATTERN,
  SYMBOLS_MAX,
  type QuoteRow,
} from '@bellwether/market-data/contract';
import type { GatewayDependencies, RequestContext } from '../context.ts';
import { exactValues } from '../feeds/exact-values.ts';
import { demand } from '../plugins/access.ts';
import { gatewayError } from '../plugins/errors.ts';
import type { AnswerSchema } from '../schema/answer-types.ts';
import { FEED_QUESTIONS } from '../schema/questions.ts';
import type { FollowedField } from './followed.ts';

type Dependencies = Pick<GatewayDependencies, 'feeds'>;
type Resolver = (parent: unknown, args: object, context: RequestContext) => Promise<unknown>;

/** Resolvers of the questions that the service of market data answers. */
export function feedResolvers({ feeds }: Dependencies): Readonly<Record<string, Resolver>> {
  return Object.fromEntries(
    FEED_QUESTIONS.map(({ name, field, action, output }): [string, Resolver] => [
      field.name,
      async (_, args, context) => {
        demand(context, action);
        const given = Object.entries(args).filter(([, value]) => value !== null);
        const rows = await feeds.ask(name, Object.fromEntries(given), context.user);
        const row = rowOf(output as AnswerSchema);
        return { [field.list]: rows.map((one) => exactValues(row, one)) };
      },
    ]),
  );
}

const QUOTE = rowOf(MARKET_QUESTIONS['feed.quotes']?.output as AnswerSchema);
const SYMBOL = new RegExp(MARKET_SYMBOL_PATTERN);

/** The subscription to quotes: what they are, and then the newest of each symbol. */
export function quoteChangeResolvers({
  feeds,
}: Dependencies): Readonly<Record<string, FollowedField>> {
  return {
    quoteChanges: {
      async subscribe(_, { symbols }: { readonly symbols: readonly string[] }, context) {
        if (symbols.length === 0 || symbols.length > SYMBOLS_MAX)
          throw gatewayError('BAD_USER_INPUT', `symbols are from 1 to ${SYMBOLS_MAX}`);
        if (!symbols.every((symbol) => SYMBOL.test(symbol)))
          throw gatewayError('BAD_USER_INPUT', 'symbols has something that is no symbol');
        demand(context, 'ReadMarket');
        const quotes = feeds.follow(symbols, context.user.name);
        try {
          quotes.begin((await feeds.ask('feed.quotes', { symbols }, context.user)) as QuoteRow[]);
        } catch (error) {
          await quotes.return();
          throw error;
        }
        return quotes;
      },
      resolve: (row: QuoteRow) => exactValues(QUOTE, row),
    },
  };
}

function rowOf(output: AnswerSchema): AnswerSchema {
  return output.properties?.['rows']?.items as AnswerSchema;
}
