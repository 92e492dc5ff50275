import { convert } from 'html-to-text';

/** What our titles may be long; other help desks allow more. */
const TITLE = 200;

/** A title too long for ours is cut, and stands whole above the description; one of the two that is missing is the other. */
export function titleAndDescription(
  title: unknown,
  description: unknown,
): { title: unknown; description: unknown } {
  const heading = isBlank(title) ? firstLine(description) : title;
  const text = isBlank(description) ? heading : description;
  if (typeof heading !== 'string') return { title: heading, description: text };
  const letters = [...heading.trim()];
  if (letters.length <= TITLE) return { title: heading, description: text };
  const cut = `${letters.slice(0, TITLE - 1).join('')}…`;
  return {
    title: cut,
    description: text === heading || isBlank(title) ? text : `${heading}\n\n${String(text)}`,
  };
}

/** As many tags as a ticket may have; those that are too long for one are left out. */
export function tagsOf(tags: unknown): unknown {
  const list = typeof tags === 'string' ? tags.split(',') : (tags ?? undefined);
  if (!Array.isArray(list)) return list;
  return list
    .filter((tag) => typeof tag !== 'string' || (!isBlank(tag) && [...tag.trim()].length <= 50))
    .slice(0, 20);
}

export function plainText(html: string): string {
  return convert(html, {
    wordwrap: false,
    selectors: [
      { selector: 'img', format: 'skip' },
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true } },
    ],
  });
}

/** A message without a word, such as one that was only a picture. */
export const NO_TEXT = '(no text)';

export function isBlank(text: unknown): boolean {
  return text === undefined || text === null || (typeof text === 'string' && text.trim() === '');
}

function firstLine(text: unknown): unknown {
  return typeof text === 'string' ? text.trim().split('\n')[0] : text;
}
