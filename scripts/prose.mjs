// The prose of a source file: comments of code, Markdown without its code, the texts of a locale file. Everything else
// is blanked out, line breaks excepted, so that an offset in the prose is an offset in the file.
import { basename, extname } from 'node:path';
import ts from 'typescript';

/** By extension, or by name for files without one. */
const readers = {
  '.ts': scriptComments,
  '.mts': scriptComments,
  '.js': scriptComments,
  '.mjs': scriptComments,
  '.cjs': scriptComments,
  '.css': (text) => matches(text, /\/\*[^]*?\*\//g),
  '.html': (text) => matches(text, /<!--[^]*?-->/g),
  '.sql': (text) => matches(text, /\/\*[^]*?\*\/|--.*$/gm),
  '.md': markdownProse,
  '.yaml': hashComments,
  '.yml': hashComments,
  '.conf': hashComments,
  '.sh': hashComments,
  '.Dockerfile': hashComments,
  '.example': hashComments,
  Dockerfile: hashComments,
  run: hashComments,
  '.ini': (text) => matches(text, /^\s*[;#].*$/gm),
};

/**
 * @param {string} path
 * @param {string} text
 * @returns {string | undefined} undefined where the kind of file has no prose that is checked
 */
export function proseOf(path, text) {
  const read = readers[extname(path)] ?? readers[basename(path)];
  if (!read) return undefined;
  let prose = '';
  for (const [from, to] of read(text, path)) {
    prose += blank(text.slice(prose.length, from)) + withoutCodeSpans(text.slice(from, to));
  }
  return prose + blank(text.slice(prose.length));
}

function blank(text) {
  return text.replace(/[^\n]/g, ' ');
}

/** Code in backticks is quoted, not said. */
function withoutCodeSpans(text) {
  return text.replace(/`[^`\n]*`/g, blank);
}

function matches(text, pattern) {
  return [...text.matchAll(pattern)].map(({ index, 0: match }) => [index, index + match.length]);
}

function hashComments(text) {
  return matches(text, /(?<=^|\s)#.*$/gm);
}

/** Everything outside fenced code blocks. */
function markdownProse(text) {
  const fences = matches(text, /^[ \t]*(```+)[^]*?^[ \t]*\1/gm);
  const starts = [0, ...fences.map(([, end]) => end)];
  return starts.map((start, at) => [start, fences[at]?.[0] ?? text.length]);
}

/** TypeScript's parser knows where a comment is and where a string or a regular expression. */
function scriptComments(text, path) {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found = new Map();
  const add = (ranges) => ranges?.forEach(({ pos, end }) => found.set(pos, end));
  const visit = (node) => {
    const children = node.getChildren(source);
    if (children.length > 0) return children.forEach(visit);
    add(ts.getLeadingCommentRanges(text, node.pos));
    if (node.kind !== ts.SyntaxKind.EndOfFileToken) add(ts.getTrailingCommentRanges(text, node.end));
  };
  visit(source);
  return [...found].sort(([left], [right]) => left - right);
}
