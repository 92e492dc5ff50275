/**
 * Patterns over words instead of characters. All patterns are compiled into one automaton that reads a text once and
 * keeps at most one start per state, so the time is linear in the length of the text.
 *
 * Syntax: words in sequence, `a|b` for alternatives, `( … )` for a group, `x?` for optional, `x*3` for at most three,
 * `stem~` for words with that prefix, `_` for any word, `:` and `;` for themselves.
 */

export interface WordToken {
  /** Normalized; empty for a break, which no match spans. */
  word: string;
  /** Position in the tokenized text. */
  start: number;
  end: number;
}

export interface TokenMatch {
  pattern: number;
  /** Index of the first token, and of the token after the last. */
  first: number;
  behind: number;
}

/** Letters of scripts without spaces between words are separate tokens. */
const TOKENS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}ー]|[[\p{L}\p{N}]--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}ー]]+|[.!?;:。！？]/gv;

/** Maximum characters between two words of a phrase. Longer gaps, such as a ruled line, are a break. */
const MAX_GAP = 8;
const BLANK_LINE = /\n[ \t]{0,8}\n/;
const BREAK = '';

/** Splits normalized text into words, sentence punctuation and breaks. */
export function tokenize(text: string): WordToken[] {
  const tokens: WordToken[] = [];
  let last = 0;
  for (const { 0: word, index } of text.matchAll(TOKENS)) {
    const gap = index - last;
    if (gap > MAX_GAP || (gap > 1 && BLANK_LINE.test(text.slice(last, index))))
      tokens.push({ word: BREAK, start: last, end: last });
    last = index + word.length;
    tokens.push({ word, start: index, end: last });
  }
  return tokens;
}

const ANY_WORD = '_';
const NONE = -1;
const STOP = /^[.!?;:。！？]$/;

type Node =
  | { type: 'words'; words: ReadonlySet<string> }
  | { type: 'sequence' | 'either'; parts: Node[] }
  | { type: 'repeat'; part: Node; most: number };

/** A state reads one word of the set in `reads`. */
interface State {
  pattern: number;
  last: boolean;
  /** States that may read the next word. */
  next: readonly number[];
}

interface Fragment {
  first: number[];
  last: number[];
  empty: boolean;
}

/** Position automaton: Glushkov, "The abstract theory of automata" (1961). One for all patterns. */
export class TokenPatterns {
  private readonly states: State[] = [];
  private readonly reads: number[] = [];
  /** States that may begin a match, by set. */
  private readonly firsts = new Map<number, number[]>();
  /** Sets that contain a word or prefix. */
  private readonly setsOf = new Map<string, number[]>();
  private readonly setsOfStem = new Map<string, number[]>();
  private readonly stemLengths: readonly number[];
  private readonly sets = new Map<string, number>();
  /** Transitions, only used during construction. */
  private readonly edges: number[][] = [];

  /** @param fold normalizes the patterns' words like those of the texts */
  constructor(
    patterns: readonly string[],
    private readonly fold: (word: string) => string,
  ) {
    for (const [pattern, source] of patterns.entries()) {
      const { first, last, empty } = this.build(parse(source), pattern);
      if (empty) throw new Error(`The pattern "${source}" matches no word at all`);
      for (const state of first) push(this.firsts, this.reads[state]!, state);
      for (const state of last) this.states[state]!.last = true;
    }
    for (const [from, targets] of this.edges.entries()) {
      this.states[from]!.next = [...new Set(targets)];
    }
    this.stemLengths = [...new Set([...this.setsOfStem.keys()].map((stem) => stem.length))];
  }

  /**
   * Finds the matches of each pattern. Overlapping matches of a pattern are merged.
   * @param mayStart whether a match of a pattern may begin at a token
   */
  match(tokens: readonly WordToken[], mayStart: (pattern: number, first: number) => boolean): TokenMatch[] {
    const found: TokenMatch[] = [];
    const known = new Map<string, readonly number[]>();
    const inWord = new Uint8Array(this.sets.size);
    let active: number[] = [];
    let starts = new Int32Array(this.states.length).fill(NONE);
    let next: number[] = [];
    let nextStarts = new Int32Array(this.states.length).fill(NONE);
    const open: (TokenMatch | undefined)[] = [];
    for (const [at, { word }] of tokens.entries()) {
      let sets = known.get(word);
      if (!sets) known.set(word, (sets = this.setsWith(word)));
      const enter = (state: number, start: number) => {
        const other = nextStarts[state]!;
        if (other === NONE) next.push(state);
        if (other === NONE || start < other) nextStarts[state] = start;
      };
      for (const set of sets) inWord[set] = 1;
      for (const state of active) {
        for (const to of this.states[state]!.next) if (inWord[this.reads[to]!]) enter(to, starts[state]!);
      }
      for (const set of sets) {
        inWord[set] = 0;
        for (const state of this.firsts.get(set) ?? []) {
          if (mayStart(this.states[state]!.pattern, at)) enter(state, at);
        }
      }
      for (const state of next) {
        const { last, pattern } = this.states[state]!;
        if (!last) continue;
        const first = nextStarts[state]!;
        const longer = open[pattern];
        if (longer && longer.first <= first && longer.behind > first) longer.behind = at + 1;
        else found.push((open[pattern] = { pattern, first, behind: at + 1 }));
      }
      for (const state of active) starts[state] = NONE;
      [active, next] = [next, active];
      [starts, nextStarts] = [nextStarts, starts];
      next.length = 0;
    }
    return found;
  }

  private setsWith(word: string): readonly number[] {
    if (word === BREAK) return [];
    const sets = [...(this.setsOf.get(word) ?? [])];
    if (!STOP.test(word)) {
      sets.push(...(this.setsOf.get(ANY_WORD) ?? []));
      for (const length of this.stemLengths) {
        if (length <= word.length) sets.push(...(this.setsOfStem.get(word.slice(0, length)) ?? []));
      }
    }
    return [...new Set(sets)];
  }

  private build(node: Node, pattern: number): Fragment {
    switch (node.type) {
      case 'words':
        return this.buildWords(node.words, pattern);
      case 'either': {
        const parts = node.parts.map((part) => this.build(part, pattern));
        return {
          first: parts.flatMap(({ first }) => first),
          last: parts.flatMap(({ last }) => last),
          empty: parts.some(({ empty }) => empty),
        };
      }
      case 'sequence':
        return this.inSequence(node.parts.map((part) => this.build(part, pattern)));
      case 'repeat': {
        const copies = Array.from({ length: node.most }, () => ({
          ...this.build(node.part, pattern),
          empty: true,
        }));
        return this.inSequence(copies);
      }
    }
  }

  /** Words with a hyphen or of a script without spaces are several tokens. */
  private buildWords(words: ReadonlySet<string>, pattern: number): Fragment {
    const single = new Set<string>();
    const others: Fragment[] = [];
    for (const word of words) {
      const stem = word.endsWith('~');
      if (word === ANY_WORD || STOP.test(word)) {
        single.add(word);
        continue;
      }
      const parts = tokenize(this.fold(stem ? word.slice(0, -1) : word)).map((token) => token.word);
      if (stem) parts.push(`${parts.pop()!}~`);
      if (parts.length === 1) single.add(parts[0]!);
      else others.push(this.inSequence(parts.map((part) => this.state(new Set([part]), pattern))));
    }
    const all = single.size > 0 ? [this.state(single, pattern), ...others] : others;
    return {
      first: all.flatMap(({ first }) => first),
      last: all.flatMap(({ last }) => last),
      empty: false,
    };
  }

  private inSequence(parts: readonly Fragment[]): Fragment {
    let whole: Fragment = { first: [], last: [], empty: true };
    for (const part of parts) {
      for (const from of whole.last) this.edges[from]!.push(...part.first);
      whole = {
        first: whole.empty ? [...whole.first, ...part.first] : whole.first,
        last: part.empty ? [...whole.last, ...part.last] : part.last,
        empty: whole.empty && part.empty,
      };
    }
    return whole;
  }

  private state(words: ReadonlySet<string>, pattern: number): Fragment {
    const at = this.states.length;
    this.states.push({ pattern, last: false, next: [] });
    this.edges.push([]);
    this.reads.push(this.numberOf(words));
    return { first: [at], last: [at], empty: false };
  }

  private numberOf(words: ReadonlySet<string>): number {
    const key = [...words].sort().join('|');
    const known = this.sets.get(key);
    if (known !== undefined) return known;
    const number = this.sets.size;
    this.sets.set(key, number);
    for (const word of words) {
      if (word.endsWith('~')) push(this.setsOfStem, word.slice(0, -1), number);
      else push(this.setsOf, word, number);
    }
    return number;
  }
}

function push<K>(map: Map<K, number[]>, key: K, value: number): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

const SYNTAX = /[()|?]|\*\d+|[^\s()|?*]+/g;

function parse(source: string): Node {
  const parts = source.match(SYNTAX) ?? [];
  let at = 0;
  const either = (): Node => {
    const choices = [sequence()];
    while (parts[at] === '|') {
      at++;
      choices.push(sequence());
    }
    const [only] = choices;
    if (choices.length === 1) return only!;
    // All single words of an alternative share one state.
    const words = new Set<string>();
    const longer: Node[] = [];
    for (const choice of choices) {
      if (choice.type === 'words') choice.words.forEach((word) => words.add(word));
      else longer.push(choice);
    }
    const single: Node[] = words.size > 0 ? [{ type: 'words', words }] : [];
    return longer.length === 0 ? single[0]! : { type: 'either', parts: [...single, ...longer] };
  };
  const sequence = (): Node => {
    const items: Node[] = [];
    while (at < parts.length && parts[at] !== '|' && parts[at] !== ')') {
      let item: Node;
      const part = parts[at++]!;
      if (part === '(') {
        item = either();
        if (parts[at++] !== ')') throw new Error(`A bracket is not closed in "${source}"`);
      } else item = { type: 'words', words: new Set([part]) };
      const quantifier = parts[at];
      if (quantifier === '?' || quantifier?.startsWith('*')) {
        at++;
        item = { type: 'repeat', part: item, most: quantifier === '?' ? 1 : Number(quantifier.slice(1)) };
      }
      items.push(item);
    }
    return items.length === 1 ? items[0]! : { type: 'sequence', parts: items };
  };
  const node = either();
  if (at < parts.length) throw new Error(`A bracket too many in "${source}"`);
  return node;
}
