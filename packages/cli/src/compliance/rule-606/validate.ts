import { validateXML } from 'xmllint-wasm';
import { RULE_606_SCHEMA } from './schema.ts';

/** What is wrong with a report, by a schema; nothing: it is valid. @param schema another one than ours. */
export async function invalidities(
  xml: string,
  schema: string = RULE_606_SCHEMA,
): Promise<readonly string[]> {
  const { errors } = await validateXML({
    xml: [{ fileName: 'report.xml', contents: xml }],
    schema: [schema],
  });
  return errors.map(({ message }) => message);
}
