import sanitizeHtml from 'sanitize-html';
import { boundHtml } from './content/bound-html.js';

const DEEPEST = 100;
/** Longest image in a `data:` address. */
const LONGEST_DATA_IMAGE = 2_000_000;

const TAGS = [
  ...['a', 'abbr', 'address', 'article', 'aside', 'b', 'bdi', 'bdo', 'big', 'blockquote', 'br', 'caption'],
  ...['center', 'cite', 'code', 'col', 'colgroup', 'dd', 'del', 'details', 'dfn', 'div', 'dl', 'dt', 'em'],
  ...[
    'figcaption',
    'figure',
    'font',
    'footer',
    'h1',
    'h2',
    'h3',
    'h4',
    'h5',
    'h6',
    'header',
    'hr',
    'i',
    'img',
  ],
  ...[
    'ins',
    'kbd',
    'li',
    'main',
    'mark',
    'nav',
    'ol',
    'p',
    'pre',
    'q',
    's',
    'samp',
    'section',
    'small',
    'span',
  ],
  ...[
    'strike',
    'strong',
    'sub',
    'summary',
    'sup',
    'table',
    'tbody',
    'td',
    'tfoot',
    'th',
    'thead',
    'time',
    'tr',
  ],
  ...['tt', 'u', 'ul', 'var', 'wbr'],
];

/** Elements whose content is no text of the mail. */
const WITHOUT_TEXT = [
  ...[
    'script',
    'style',
    'title',
    'textarea',
    'option',
    'select',
    'noscript',
    'noembed',
    'noframes',
    'iframe',
  ],
  ...['object', 'embed', 'applet', 'svg', 'math', 'template', 'xmp', 'plaintext', 'audio', 'video', 'canvas'],
];

const ATTRIBUTES = {
  '*': ['style', 'dir', 'lang', 'title', 'align', 'valign', 'bgcolor', 'color', 'width', 'height'],
  a: ['href', 'target', 'rel'],
  img: ['src', 'alt', 'data-remote-src', 'data-cid', 'border', 'hspace', 'vspace'],
  table: ['border', 'cellpadding', 'cellspacing'],
  td: ['colspan', 'rowspan', 'nowrap'],
  th: ['colspan', 'rowspan', 'nowrap', 'scope'],
  col: ['span'],
  colgroup: ['span'],
  font: ['face', 'size'],
  ol: ['start', 'type', 'reversed'],
  ul: ['type'],
  li: ['value', 'type'],
  time: ['datetime'],
};

/** Properties that cannot cover or imitate the page around the mail, nor load anything. */
const PROPERTIES = new Set([
  ...[
    'color',
    'background-color',
    'background',
    'direction',
    'display',
    'vertical-align',
    'white-space',
    'float',
  ],
  ...['font', 'font-family', 'font-size', 'font-style', 'font-variant', 'font-weight', 'letter-spacing'],
  ...['line-height', 'list-style-type', 'text-align', 'text-decoration', 'text-indent', 'text-transform'],
  ...['width', 'max-width', 'min-width', 'height', 'max-height', 'word-break', 'overflow-wrap', 'clear'],
  ...['border', 'border-top', 'border-right', 'border-bottom', 'border-left', 'border-color', 'border-style'],
  ...['border-width', 'border-collapse', 'border-spacing', 'border-radius', 'table-layout', 'empty-cells'],
  ...['padding', 'padding-top', 'padding-right', 'padding-bottom', 'padding-left'],
  ...['margin', 'margin-top', 'margin-right', 'margin-bottom', 'margin-left'],
]);
/** Neither escapes nor functions other than those of colors. */
const VALUE = /^[\w\s#%.,+'"!-]{1,200}$/;
const COLOR_FUNCTION = /\b(?:rgb|hsl)a?\([\d\s.,%/-]{1,60}\)/gi;

export interface SanitizeOptions {
  /** Content-ID of an attachment that an image names by its file name instead. */
  contentIdOf?: (source: string) => string | null;
}

/**
 * Sanitises the HTML text of a mail with an allowlist. Images of the mail are named by `data-cid`; remote images are
 * named by `data-remote-src` and are not loaded.
 */
export function sanitizeMailHtml(html: string, { contentIdOf }: SanitizeOptions = {}): string {
  return sanitizeHtml(boundHtml(html.replaceAll('\0', '')), {
    allowedTags: TAGS,
    allowedAttributes: ATTRIBUTES,
    nonTextTags: WITHOUT_TEXT,
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowedSchemesByTag: { img: ['data'] },
    allowedSchemesAppliedToAttributes: ['href', 'src'],
    allowProtocolRelative: false,
    parseStyleAttributes: false,
    nestingLimit: DEEPEST,
    enforceHtmlBoundary: false,
    transformTags: {
      a: (tagName, attributes) => ({ tagName, attribs: linkAttributes(attributes) }),
      img: (tagName, attributes) => ({ tagName, attribs: imageAttributes(attributes, contentIdOf) }),
      '*': (tagName, attributes) => ({ tagName, attribs: withSafeStyle(attributes) }),
    },
  }).trim();
}

type Attributes = Record<string, string>;

function linkAttributes({ href, ...rest }: Attributes): Attributes {
  const attributes = withSafeStyle(rest);
  const target = safeLink(href ?? '');
  if (target === null) return attributes;
  return { ...attributes, href: target, target: '_blank', rel: 'noopener noreferrer nofollow' };
}

/** An absolute address with a permitted scheme, without the characters that browsers skip. */
function safeLink(href: string): string | null {
  // eslint-disable-next-line no-control-regex -- browsers skip these characters in an address
  const clean = href.replace(/[\u0000-\u0020\u007f-\u00a0\u200b-\u200f\u2028-\u202f\ufeff]+/g, (space) =>
    space.replace(/[^ ]/g, ''),
  );
  const link = clean.trim();
  return /^(?:https?:\/\/[^/\\]|mailto:|tel:)/i.test(link) ? link.replaceAll(' ', '%20') : null;
}

function imageAttributes(attributes: Attributes, contentIdOf: SanitizeOptions['contentIdOf']): Attributes {
  const { src, 'data-cid': _cid, 'data-remote-src': _remote, ...rest } = attributes;
  const source = (src ?? '').trim();
  const safe = withSafeStyle(rest);
  if (/^cid:/i.test(source)) return { ...safe, 'data-cid': decodeId(source.slice(4)) };
  if (/^data:image\/(?:png|gif|jpe?g|webp|bmp);base64,[A-Za-z0-9+/=\s]*$/i.test(source))
    return source.length <= LONGEST_DATA_IMAGE ? { ...safe, src: source } : safe;
  const named = source === '' ? null : (contentIdOf?.(source) ?? null);
  if (named !== null) return { ...safe, 'data-cid': named };
  const remote = source.startsWith('//') ? `https:${source}` : safeLink(source);
  return remote !== null && /^https?:/i.test(remote) ? { ...safe, 'data-remote-src': remote } : safe;
}

function decodeId(id: string): string {
  try {
    return decodeURIComponent(id).replace(/[<>\s]/g, '');
  } catch {
    return id.replace(/[<>\s]/g, '');
  }
}

function withSafeStyle({ style, ...rest }: Attributes): Attributes {
  const safe = style === undefined ? '' : safeStyle(style);
  return safe === '' ? rest : { ...rest, style: safe };
}

function safeStyle(style: string): string {
  const declarations = style
    .slice(0, 10_000)
    .split(';')
    .map((declaration) => {
      const colon = declaration.indexOf(':');
      const name = declaration.slice(0, Math.max(0, colon)).trim().toLowerCase();
      const value = declaration.slice(colon + 1).trim();
      const isSafe = PROPERTIES.has(name) && VALUE.test(value.replace(COLOR_FUNCTION, 'color'));
      return isSafe ? `${name}:${value}` : '';
    });
  return declarations.filter(Boolean).join(';');
}
