/** Characters, tags and levels of untrusted HTML that are read. The parsers take quadratic time for deep nesting. */
const LONGEST = 3_000_000;
const MOST_TAGS = 100_000;
const DEEPEST = 250;

/** Elements that end by themselves, so that they do not nest. */
const UNNESTED = new Set(
  'area base br col embed hr img input link meta param source track wbr p li dt dd td th tr tbody thead tfoot option'.split(
    ' ',
  ),
);
const TAG = /<(\/?)([a-z][a-z0-9-]{0,30})?/gi;

/** Limits untrusted HTML to what can be parsed in little time: cuts its end, and leaves out tags that nest too deep. */
export function boundHtml(html: string): string {
  const whole = html.length > LONGEST ? html.slice(0, LONGEST) : html;
  let bounded = '';
  let copied = 0;
  let depth = 0;
  let tags = 0;
  for (const match of whole.matchAll(TAG)) {
    if (++tags > MOST_TAGS) return bounded + whole.slice(copied, match.index);
    if (match[2] === undefined || UNNESTED.has(match[2].toLowerCase())) continue;
    const isEnd = match[1] === '/';
    depth = isEnd ? Math.max(0, depth - 1) : depth + 1;
    if (depth < DEEPEST + (isEnd ? 0 : 1)) continue;
    // Within a tag that was left out.
    if (match.index < copied) continue;
    const end = whole.indexOf('>', match.index);
    bounded += whole.slice(copied, match.index);
    copied = end === -1 ? whole.length : end + 1;
  }
  return bounded + whole.slice(copied);
}
