import type { ReportDocument } from '@bellwether/domain';
import { subtitleOf, titleOf } from './titles.ts';

/** What is rendered for people, whatever it is about. */
export interface Pages extends Pick<ReportDocument, 'to' | 'sums' | 'tables' | 'charts' | 'notes'> {
  readonly title: string;
  readonly subtitle: string;
}

/** The report of an account as pages. */
export function pagesOf(document: ReportDocument): Pages {
  return { ...document, title: titleOf(document), subtitle: subtitleOf(document) };
}
