import { parseFragment, type DefaultTreeAdapterTypes } from 'parse5';
import { describe, expect, it } from 'vitest';
import { sanitizeMailHtml } from './sanitize-mail-html.js';

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

/** Elements of a document, also those in templates. */
function elements(html: string): Element[] {
  const found: Element[] = [];
  const open: Node[] = [parseFragment(html)];
  for (let node = open.pop(); node; node = open.pop()) {
    if ('tagName' in node) found.push(node);
    if ('content' in node) open.push(node.content);
    if ('childNodes' in node) open.push(...node.childNodes);
  }
  return found;
}

const ELEMENTS = new Set(
  (
    'a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn ' +
    'div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre q ' +
    's samp section small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr'
  ).split(' '),
);
const URL_ATTRIBUTES = new Set([
  'href',
  'src',
  'background',
  'action',
  'formaction',
  'srcset',
  'poster',
  'data',
  'ping',
  'xlink:href',
]);

/** What makes a document unsafe, as a browser reads it. */
function dangers(html: string): string[] {
  return elements(html).flatMap((element) => {
    const found: string[] = [];
    if (!ELEMENTS.has(element.tagName)) found.push(`<${element.tagName}>`);
    if (String(element.namespaceURI) !== 'http://www.w3.org/1999/xhtml')
      found.push(`${element.tagName} in ${element.namespaceURI}`);
    for (const { name, value } of element.attrs) {
      if (/^on/i.test(name) || ['id', 'name', 'class', 'srcdoc', 'is', 'slot'].includes(name))
        found.push(`${name}=`);
      if (
        name === 'style' &&
        /url|expression|import|behavior|binding|position|@|\\|var\(|image|content|\/\*/i.test(value)
      )
        found.push(`style="${value}"`);
      if (!URL_ATTRIBUTES.has(name)) continue;
      // eslint-disable-next-line no-control-regex -- browsers skip these characters
      const url = value.replace(/[\u0000-\u0020]/g, '').toLowerCase();
      const safe =
        element.tagName === 'img'
          ? /^data:image\/(?:png|gif|jpeg|webp);base64,/
          : /^(?:https?:\/\/|mailto:|tel:)/;
      if (!safe.test(url)) found.push(`${name}="${value}"`);
    }
    return found;
  });
}

const JS = 'javascript:alert(1)';
const VECTORS = [
  // Scripts
  '<script>alert(1)</script>',
  '<SCRIPT SRC=https://evil.example/x.js></SCRIPT>',
  '<script/src=data:,alert(1)>',
  '<scr<script>ipt>alert(1)</scr</script>ipt>',
  '<script\n>alert(1)</script\n>',
  '<<script>alert(1)//<</script>',
  '<script x>alert(1)</script 1=2>',
  '<script>alert(1)',
  '"><script>alert(1)</script>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  // Handlers
  '<img src=x onerror=alert(1)>',
  '<img src=x onerror="alert(1)">',
  '<img/src=x/onerror=alert(1)>',
  '<img src="x" ONERROR=alert(1)>',
  '<img src=x\nonerror\n=\nalert(1)>',
  '<img src=x on\0error=alert(1)>',
  '<img """><img src=x onerror=alert(1)>">',
  '<img src=`x`onerror=alert(1)>',
  '<body onload=alert(1)>',
  '<div onmouseover="alert(1)">x</div>',
  '<p onclick=alert(1)>x',
  '<a onfocus=alert(1) autofocus href=#>x</a>',
  '<details open ontoggle=alert(1)>x</details>',
  '<table background="javascript:alert(1)"><tr><td onpointerenter=alert(1)>x',
  '<marquee onstart=alert(1)>x</marquee>',
  '<input onfocus=alert(1) autofocus>',
  '<video><source onerror=alert(1)></video>',
  '<audio src=x onerror=alert(1)>',
  '<span style="animation-name:x" onanimationstart=alert(1)>x</span>',
  '<div/onwheel=alert(1)>x',
  // Addresses
  `<a href="${JS}">x</a>`,
  '<a href="JaVaScRiPt:alert(1)">x</a>',
  '<a href=" javascript:alert(1)">x</a>',
  '<a href="java\tscript:alert(1)">x</a>',
  '<a href="java\nscript:alert(1)">x</a>',
  '<a href="java&#10;script:alert(1)">x</a>',
  '<a href="&#106;avascript:alert(1)">x</a>',
  '<a href="&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A;alert(1)">x</a>',
  '<a href="javascript&colon;alert(1)">x</a>',
  '<a href="javascript&Tab;:alert(1)">x</a>',
  '<a href="\u0001javascript:alert(1)">x</a>',
  '<a href="\u00a0javascript:alert(1)">x</a>',
  '<a href="vbscript:msgbox(1)">x</a>',
  '<a href="data:text/html,<script>alert(1)</script>">x</a>',
  '<a href="data:text/html;base64,PHNjcmlwdD4=">x</a>',
  '<a href="file:///etc/passwd">x</a>',
  '<a href="blob:https://x/1">x</a>',
  '<a href="//evil.example">x</a>',
  '<a href="/api/tickets">x</a>',
  '<a href="https:javascript:alert(1)">x</a>',
  '<a href="feed:javascript:alert(1)">x</a>',
  '<a href="view-source:javascript:alert(1)">x</a>',
  '<a href="ms-msdt:/id">x</a>',
  '<a xlink:href="javascript:alert(1)">x</a>',
  '<a ping="https://evil.example" href="https://a.example">x</a>',
  `<img src="${JS}">`,
  '<img src="jav&#x0A;ascript:alert(1)">',
  '<img src="data:image/svg+xml;base64,PHN2Zy8+">',
  '<img src="data:text/html,x">',
  '<img srcset="https://evil.example/a.png 1x">',
  '<img dynsrc="javascript:alert(1)" lowsrc="javascript:alert(1)">',
  `<form action="${JS}"><button>x</button></form>`,
  `<button formaction="${JS}">x</button>`,
  `<input type=image src=x formaction="${JS}">`,
  '<isindex action="javascript:alert(1)" type=submit>',
  `<iframe src="${JS}"></iframe>`,
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  `<object data="${JS}"></object>`,
  '<object type="text/x-scriptlet" data="https://evil.example"></object>',
  `<embed src="${JS}">`,
  '<applet code="x"></applet>',
  '<frameset onload=alert(1)><frame src="javascript:alert(1)"></frameset>',
  `<base href="${JS}//">`,
  '<base target="_self"><a href="https://a.example">x</a>',
  '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
  '<link rel="stylesheet" href="https://evil.example/x.css">',
  '<link rel=import href="data:text/html,x">',
  '<bgsound src="javascript:alert(1)">',
  // SVG and MathML
  '<svg onload=alert(1)>',
  '<svg><script>alert(1)</script></svg>',
  '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
  '<svg><animate onbegin=alert(1) attributeName=x></svg>',
  '<svg><use href="data:image/svg+xml,<svg id=x onload=alert(1)>#x"/></svg>',
  '<svg><foreignObject><img src=x onerror=alert(1)></foreignObject></svg>',
  '<svg><style>*{background:url(https://evil.example)}</style></svg>',
  '<svg><set attributeName="href" to="javascript:alert(1)"/></svg>',
  '<math><maction actiontype="statusline#https://evil.example" xlink:href="javascript:alert(1)">x</maction></math>',
  '<math href="javascript:alert(1)">x</math>',
  // Mutation: parsed again, the result has another structure
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  '<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>',
  '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
  '<svg><p><style><g title="</style><img src=x onerror=alert(1)>">',
  '<math><p><style><!--</style><img src=x onerror=alert(1)>--></style></p></math>',
  '<noembed><img title="</noembed><img src=x onerror=alert(1)>"></noembed>',
  '<noframes><img title="</noframes><img src=x onerror=alert(1)>"></noframes>',
  '<textarea><img title="</textarea><img src=x onerror=alert(1)>"></textarea>',
  '<title><img title="</title><img src=x onerror=alert(1)>"></title>',
  '<xmp><img title="</xmp><img src=x onerror=alert(1)>"></xmp>',
  '<iframe><img title="</iframe><img src=x onerror=alert(1)>"></iframe>',
  '<plaintext><img src=x onerror=alert(1)>',
  '<template><img src=x onerror=alert(1)></template>',
  '<select><template><img src=x onerror=alert(1)></template></select>',
  '<table><td><svg><desc><td><img src=x onerror=alert(1)>',
  '<a title="&quot;&gt;&lt;img src=x onerror=alert(1)&gt;" href="https://a.example">x</a>',
  '<img alt="`` onerror=alert(1)">',
  '<!--[if gte IE 4]><script>alert(1)</script><![endif]-->',
  '<!--><img src=x onerror=alert(1)>-->',
  '<!-- --!><img src=x onerror=alert(1)>-->',
  '<![CDATA[<img src=x onerror=alert(1)>]]>',
  '<?xml version="1.0"?><img src=x onerror=alert(1)>',
  '<!DOCTYPE x [<!ENTITY y "<script>">]><p>&y;</p>',
  '</p title="<img src=x onerror=alert(1)>">',
  '<x/><img/src=/onerror=alert(1)//>',
  '<custom-element onclick=alert(1)>x</custom-element>',
  `${'<div>'.repeat(5_000)}<img src=x onerror=alert(1)>`,
  // CSS
  '<style>@import "https://evil.example/x.css";</style>',
  '<style>body{background:url("javascript:alert(1)")}</style>',
  '<div style="background:url(https://evil.example/pixel)">x</div>',
  '<div style="background-image:url(javascript:alert(1))">x</div>',
  '<div style="background:\\75\\72\\6c(https://evil.example)">x</div>',
  '<div style="background:u/**/rl(https://evil.example)">x</div>',
  '<div style="width:expression(alert(1))">x</div>',
  '<div style="behavior:url(x.htc)">x</div>',
  '<div style="-moz-binding:url(x.xml#y)">x</div>',
  '<div style="position:fixed;top:0;left:0;width:100%;height:100%">x</div>',
  '<div style="color:red;position:absolute">x</div>',
  '<div style="list-style-image:url(https://evil.example)">x</div>',
  '<div style="content:url(https://evil.example)">x</div>',
  '<div style="cursor:url(https://evil.example),auto">x</div>',
  '<div style="background:image-set(\'https://evil.example/a.png\' 1x)">x</div>',
  '<div style="--x:url(https://evil.example);background:var(--x)">x</div>',
  '<div style="font-family:x;src:url(https://evil.example/f.woff)">x</div>',
  '<div style="color:red&quot; onclick=&quot;alert(1)">x</div>',
  // Names that stand for something in the page
  '<img name="cookie"><a id="config" href="https://a.example">x</a>',
  '<p class="modal-overlay" id="app">x</p>',
  '<form id="x" name="y"><input name="attributes"></form>',
  '<div is="x-element" slot="y">x</div>',
];

describe('sanitizeMailHtml', () => {
  it('has enough attacks to be tested with', () => {
    expect(new Set(VECTORS).size).toBeGreaterThanOrEqual(100);
  });

  it.each(VECTORS.map((vector) => [JSON.stringify(vector.slice(0, 100)), vector]))(
    'makes %s safe',
    (_, vector) => {
      const html = sanitizeMailHtml(`before ${vector} after`);
      expect(dangers(html)).toEqual([]);
      // A second pass finds nothing to change, so that the structure is the same for each parser.
      expect(dangers(sanitizeMailHtml(html))).toEqual([]);
    },
  );

  it('recognizes an attack that is not sanitised', () => {
    const missed = VECTORS.filter((vector) => dangers(`before ${vector} after`).length === 0);
    // Attacks on parsers other than that of browsers.
    expect(missed.length).toBeLessThan(VECTORS.length / 5);
  });

  it('keeps text, tables, lists and simple styles', () => {
    const html =
      '<p style="color:#333;text-align:center">Hello <b>Jane</b></p><table><tr><td colspan="2">1</td></tr></table>';
    expect(sanitizeMailHtml(html)).toBe(
      '<p style="color:#333;text-align:center">Hello <b>Jane</b></p><table><tr><td colspan="2">1</td></tr></table>',
    );
    expect(sanitizeMailHtml('<p style="color:rgb(1, 2, 3);position:fixed">x</p>')).toBe(
      '<p style="color:rgb(1, 2, 3)">x</p>',
    );
  });

  it('opens links in a new window without a referrer', () => {
    expect(
      sanitizeMailHtml('<a href="https://a.example/?a=1&amp;b=2" target="_top" rel="opener">x</a>'),
    ).toBe(
      '<a target="_blank" rel="noopener noreferrer nofollow" href="https://a.example/?a=1&amp;b=2">x</a>',
    );
    for (const href of ['mailto:jane@example.com', 'tel:+4930123', 'http://a.example'])
      expect(sanitizeMailHtml(`<a href="${href}">x</a>`)).toContain(`href="${href}"`);
  });

  it('does not load remote images', () => {
    for (const source of ['https://a.example/p.gif', '//a.example/p.gif']) {
      const [image] = elements(sanitizeMailHtml(`<img src="${source}" width="1">`));
      expect(Object.fromEntries(image!.attrs.map(({ name, value }) => [name, value]))).toEqual({
        width: '1',
        'data-remote-src': 'https://a.example/p.gif',
      });
    }
  });

  it('names images of the mail by their Content-ID', () => {
    expect(sanitizeMailHtml('<img src="cid:logo%40a.example" data-cid="forged">')).toBe(
      '<img data-cid="logo@a.example" />',
    );
    const contentIdOf = (source: string) => (source === 'image001.png' ? 'id1' : null);
    expect(sanitizeMailHtml('<img src="image001.png">', { contentIdOf })).toBe('<img data-cid="id1" />');
  });

  it('takes no address for a remote image from the mail', () => {
    expect(sanitizeMailHtml(`<img data-remote-src="${JS}" src="https://a.example/1.png">`)).toBe(
      '<img data-remote-src="https://a.example/1.png" />',
    );
  });
});
