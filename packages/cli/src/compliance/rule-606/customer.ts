import { writeFileSync } from 'node:fs';
import { customerReport, customerReportXml } from '@bellwether/domain';
import { CommandFailure } from '../../command-line/exit.ts';
import { report, table } from '../../output/report.ts';
import { firmOf, type FirmOptions } from '../firm-file.ts';
import { routedIn } from './routed.ts';
import { invalidities } from './validate.ts';

/** Says where the orders of a customer went. @throws CommandFailure where what was made is not valid. */
export async function customerRouting(
  options: FirmOptions & {
    readonly account: string;
    readonly from: string;
    readonly to: string;
    readonly xml?: string;
  },
): Promise<void> {
  const { account, from, to } = options;
  const firm = firmOf(options);
  const months = { from: from.slice(0, 7), to: to.slice(0, 7) };
  const { orders, position, at } = await routedIn(months, firm, options);
  const made = customerReport(firm, account, { from, to }, orders);
  const xml = customerReportXml(made, at);
  const [wrong] = await invalidities(xml);
  if (wrong !== undefined) throw new CommandFailure(`not valid: ${wrong}`);
  if (options.xml !== undefined) writeFileSync(options.xml, xml);
  const { sections } = made;
  report({ account, from, to, position, firm: firm.version, sections }, options.json === true, () =>
    [
      table([
        ['section', 'order', 'directed', 'venue', 'executions'],
        ...sections.flatMap(({ name, orders: all }) =>
          all.flatMap(({ orderId, directed, routes }) =>
            routes.map(({ mic, executedAt }) => [
              name,
              orderId,
              directed ? 'yes' : 'no',
              mic,
              `${executedAt.length}`,
            ]),
          ),
        ),
      ]),
      `as of log position ${position}, parameters ${firm.version}`,
    ].join('\n'),
  );
}
