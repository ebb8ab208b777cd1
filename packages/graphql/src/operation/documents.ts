import { hash } from 'node:crypto';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { gatewayError } from '../plugins/errors.ts';

/** How a request says what it asks: by a query's text, or by the id of a document that is known here. */
export interface AskedFor {
  readonly query?: string | undefined;
  /** `sha256:<64 hexadecimal digits>`, as of GraphQL over HTTP, appendix "Persisted Documents". */
  readonly documentId?: string | null | undefined;
  /** `persistedQuery: {version: 1, sha256Hash}`, as Apollo's clients say it. */
  readonly extensions?: Readonly<Record<string, unknown>> | null | undefined;
}

/** The file of documents cannot be used. */
class DocumentsError extends Error {
  override readonly name = 'DocumentsError';
  readonly code = 'DOCUMENTS';
}

const MANIFEST = Compile(
  Type.Record(Type.String(), Type.String({ minLength: 1, maxLength: 65_536 })),
);
const APOLLO = Compile(Type.Object({ version: Type.Literal(1), sha256Hash: Type.String() }));

/** Documents that clients name instead of sending them; with `only` they are all that is answered. */
export class Documents {
  readonly #byHash: ReadonlyMap<string, string>;
  readonly #only: boolean;

  /**
   * @param manifest texts by the SHA-256 of each, in hexadecimal digits, as code generators write it; unchecked.
   * @param only whether a query's text is refused where it is not one of them.
   * @throws DocumentsError naming the document whose hash is another one.
   */
  constructor(manifest: unknown = {}, only = false) {
    if (!MANIFEST.Check(manifest)) throw new DocumentsError('documents are {<sha-256>: <text>}');
    for (const [id, text] of Object.entries(manifest))
      if (hash('sha256', text) !== id)
        throw new DocumentsError(`${id} is not the hash of its text`);
    this.#byHash = new Map(Object.entries(manifest));
    this.#only = only;
  }

  /** The text of what is asked for. @throws a typed error where there is none, or where it is none of ours. */
  textOf({ query, documentId, extensions }: AskedFor): string {
    const id = idIn(documentId, extensions);
    if (id !== undefined) return this.#find(id);
    if (query === undefined || query === '')
      throw gatewayError('BAD_REQUEST', 'a request has a query or the id of a document', 400);
    if (this.#only && !this.#byHash.has(hash('sha256', query)))
      throw gatewayError('PERSISTED_QUERY_ONLY', 'only documents that are known here are answered');
    return query;
  }

  #find(id: string): string {
    const text = this.#byHash.get(id);
    if (text === undefined)
      throw gatewayError('PERSISTED_QUERY_NOT_FOUND', 'no document of this id is known here');
    return text;
  }
}

function idIn(
  documentId: AskedFor['documentId'],
  extensions: AskedFor['extensions'],
): string | undefined {
  if (typeof documentId === 'string') return documentId.replace(/^sha256:/, '');
  const named = extensions?.['persistedQuery'];
  return APOLLO.Check(named) ? named.sha256Hash : undefined;
}
