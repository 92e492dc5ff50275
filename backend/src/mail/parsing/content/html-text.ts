import { htmlToText as convert } from 'html-to-text';
import { boundHtml } from './bound-html.js';

/** Nesting that is converted; a deeper element is left out. */
const DEEPEST = 200;

/** Readable text of untrusted HTML, see {@link boundHtml}: link addresses and images are left out. */
export function htmlToText(html: string): string {
  const text = convert(boundHtml(html), {
    wordwrap: false,
    limits: { maxDepth: DEEPEST, ellipsis: '…' },
    selectors: [
      { selector: 'a', options: { ignoreHref: true } },
      { selector: 'img', format: 'skip' },
      { selector: 'head', format: 'skip' },
      { selector: 'title', format: 'skip' },
      { selector: 'script', format: 'skip' },
      { selector: 'style', format: 'skip' },
      ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({
        selector,
        options: { uppercase: false },
      })),
      { selector: 'blockquote', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
      { selector: 'p', options: { leadingLineBreaks: 1, trailingLineBreaks: 2 } },
    ],
  });
  return text.replaceAll('\u00a0', ' ').trim();
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

export function textToHtml(text: string): string {
  return `<div>${escapeHtml(text.trim()).replaceAll('\n', '<br>')}</div>`;
}
