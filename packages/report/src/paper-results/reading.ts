/** The part of the results page that people write, and that making the page again leaves alone. */
const begin = '<!-- reading: written by hand, kept when this page is made again -->';
const end = '<!-- /reading -->';

/** What stands there until somebody has written it. */
export const nothingWritten = '_Not written yet: which claims of the paper held here, which did not, what is open._';

/** The hand-written part of an earlier page; null where there is none between both marks. */
export function readingOf(page: string): string | null {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  return from < 0 || to < from ? null : page.slice(from + begin.length, to).trim();
}

export function renderReading(reading: string): string {
  return `${begin}\n\n${reading}\n\n${end}`;
}
