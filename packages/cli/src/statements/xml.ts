import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { CommandFailure } from '../command-line/exit.ts';

/** A statement that cannot be read. */
export class StatementError extends CommandFailure {}

/** An element: its elements by name, its attributes by `@name`, its text as `#text`. */
export type XmlNode = Readonly<Record<string, unknown>>;

/** The one `Document` of a file. @throws StatementError as `parseDocuments` does. */
export function parseXml(source: string): XmlNode {
  const [found, ...more] = parseDocuments(source);
  if (found === undefined || more.length > 0)
    throw new StatementError(`there ${more.length > 0 ? 'are several' : 'is no'} Document`);
  return found;
}

/**
 * Reads XML without entities, without document types, and every value as the text that it is.
 * @returns its documents: the whole of it, or those of the file that carries them (head.002 `Xchg`).
 * @throws StatementError
 */
export function parseDocuments(source: string): readonly XmlNode[] {
  // Entities are how a small file becomes a large one, or reads another one.
  if (/<!DOCTYPE|<!ENTITY/i.test(source))
    throw new StatementError('a statement has no document type and no entities');
  const checked = XMLValidator.validate(source);
  if (checked !== true) throw new StatementError(`not XML: ${checked.err.msg}`);
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    removeNSPrefix: true,
    parseTagValue: false,
    parseAttributeValue: false,
    processEntities: false,
    alwaysCreateTextNode: true,
  });
  return documentsIn(parser.parse(source) as XmlNode, CARRIED_DEEP_MAX);
}

/** How deep a file that carries documents has them: `Xchg/Pyld/Document`, and one more. */
const CARRIED_DEEP_MAX = 3;

function documentsIn(node: XmlNode, deep: number): readonly XmlNode[] {
  const own = elements(node, 'Document');
  if (own.length > 0 || deep === 0) return own;
  return Object.keys(node)
    .filter((name) => !/^[@#?]/.test(name))
    .flatMap((name) => elements(node, name).flatMap((child) => documentsIn(child, deep - 1)));
}

/** The one element of a name. @throws StatementError */
export function element(parent: XmlNode, name: string): XmlNode {
  const [found, ...more] = elements(parent, name);
  if (found === undefined || more.length > 0)
    throw new StatementError(`there ${more.length > 0 ? 'are several' : 'is no'} ${name}`);
  return found;
}

/** All elements of a name, in order. */
export function elements(parent: XmlNode, name: string): readonly XmlNode[] {
  const found = parent[name];
  if (found === undefined) return [];
  return (Array.isArray(found) ? found : [found]) as readonly XmlNode[];
}

/** The text at a path, `Acct/Id/IBAN`. @param absent what it is where there is none. @throws StatementError */
export function text(parent: XmlNode, path: string, absent?: string): string {
  let node: XmlNode | undefined = parent;
  for (const name of path.split('/')) node = node && elements(node, name)[0];
  const value = node?.['#text'];
  if (typeof value === 'string' && value.trim() !== '') return value.trim();
  if (absent === undefined) throw new StatementError(`there is no ${path}`);
  return absent;
}

/** @throws StatementError */
export function attribute(node: XmlNode, name: string): string {
  const value = node[`@${name}`];
  if (typeof value !== 'string') throw new StatementError(`there is no attribute ${name}`);
  return value;
}
