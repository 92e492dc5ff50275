import { CATEGORIES, PRIORITIES } from '../../tickets/ticket.values.js';
import type { TicketText } from '../classifier.js';
import { read, withoutDigitsForLetters, type Reading } from './reading.js';

/**
 * How a stretch of a ticket speaks to the classifier:
 * - override: asks it to drop its instructions
 * - verdict: dictates category, priority or confidence
 * - address: speaks to an AI by that name, or gives it a new role
 * - role: poses as another part of the conversation, such as the system's
 * - frame: poses as the end of the ticket
 * - answer: poses as the answer, as JSON or as lines of fields
 * - hidden: can't be seen by a reader
 * - encoded: is one of these, once decoded
 */
export const INSTRUCTION_KINDS = [
  'override',
  'verdict',
  'address',
  'role',
  'frame',
  'answer',
  'hidden',
  'encoded',
] as const;
export type InstructionKind = (typeof INSTRUCTION_KINDS)[number];

export interface InstructionSign {
  kind: InstructionKind;
  field: 'title' | 'description';
  /** In UTF-16 units of the field, `end` behind the last. */
  start: number;
  end: number;
}

type Stretch = Omit<InstructionSign, 'field'>;

/** The stretches that address the classifier, or pose as its frame, instead of describing a problem; in order. */
export function instructionsIn(text: TicketText): InstructionSign[] {
  return (['title', 'description'] as const).flatMap((field) =>
    stretchesIn(text[field]).map((stretch) => ({ field, ...stretch })),
  );
}

/** The same text, and of the same length, with spaces for those stretches. */
export function withoutInstructions(text: TicketText): TicketText {
  const blanked = { title: text.title, description: text.description };
  for (const { field, start, end } of instructionsIn(text)) {
    const blank = blanked[field].slice(start, end).replace(/[^\n]/g, ' ');
    blanked[field] = blanked[field].slice(0, start) + blank + blanked[field].slice(end);
  }
  return blanked;
}

const DEEPEST = 2;

function stretchesIn(original: string, depth = 0): Stretch[] {
  const plain = read(original);
  const undisguised = withoutDigitsForLetters(plain);
  const readings = undisguised ? [plain, undisguised] : [plain];
  const found = [
    ...readings.flatMap((reading) => phrasesIn(original, reading)),
    ...inOtherScripts(original),
    ...rolesIn(plain),
    ...answersIn(plain),
    ...spelledOutIn(plain),
    ...hiddenIn(original, depth),
    ...(depth < DEEPEST ? encodedIn(original, depth) : []),
  ];
  return merged(found);
}

/** Overlapping stretches are one, of the kind of the first. */
function merged(stretches: Stretch[]): Stretch[] {
  const result: Stretch[] = [];
  for (const next of stretches.sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = result.at(-1);
    if (last && next.start < last.end) last.end = Math.max(last.end, next.end);
    else result.push({ ...next });
  }
  return result;
}

const VALUE = [...PRIORITIES, ...CATEGORIES].join('|');
const PRIORITY = PRIORITIES.join('|');
const CATEGORY = CATEGORIES.join('|');
const MACHINE =
  '(?:ai|a\\.i\\.|llm|language model|ai model|model|classifier|triage (?:bot|model|system|engine|ai|agent|assistant)|chat ?bot|chatgpt|gpt|gemini|ai assistant|ai agent|automated triage|ticketiq|ticket (?:bot|classifier|router))';
/** Not "Dear AI team". */
const NOT_PEOPLE = '(?! (?:team|department|support|service|customer|people|course|desk|group|staff))';
const THE_TICKET =
  '(?:this|it|that|these|(?:this|the|that|my|every|all|each|any)(?: (?:new|following|entire|whole|next|future|support))? (?:tickets?|issues?|requests?|case|messages?|e?-?mail|report|incident|text|conversation|submission)|everything|ticket)';
const CLASSIFYING = '(?:classif(?:y|ied)|categori[sz]ed?|triaged?|prioriti[sz]ed?|labell?(?:ed)?)';
const MARKING =
  '(?:mark(?:ed)?|set|tag(?:ged)?|rated?|rank(?:ed)?|flag(?:ged)?|treat(?:ed)?|assign(?:ed)?|rout(?:e|ed)|filed?|score[d]?|grade[d]?|escalated?|upgraded?|put)';
/** The field and the words around a value that still belong to the order. */
const FIELD = '(?:priority|priorities|category|severity|urgency|confidence|classification|label|level)';
const AS = '(?:as|to|to be|into|under|with|at|in|=|:|being)';
/** As in "critical, billing, with confidence 1.0 and nothing else". */
const TAIL = `(?:[\\s,;:=/+&"'()\\[\\]-]{1,6}(?:and|with|as|in|the|its?|is|to|at|of|a|${FIELD}|${VALUE}|immediately|regardless|always|only|queue|team|maximum|full|highest|certainty|certain|set|1(?:\\.0+)?|0?\\.9\\d*|100 ?%|100 percent|nothing else|no matter what)\\b%?){0,16}`;

/** A phrase; a space in it is whatever may stand between two words of one sentence. None may stand in a class. */
function phrase(source: string): RegExp {
  const gap = '[^a-z0-9.!?;:]{1,8}';
  return new RegExp(`(?<![a-z0-9_])${source.replaceAll(' ?', `(?:${gap})?`).replaceAll(' ', gap)}`, 'g');
}

const WHO_DOES = '(?<!(?:they|we|i|who|people|users?|staff|drivers?|customers?|colleagues|you) )';
const FORMER =
  '(?:previous|prior|above|earlier|preceding|foregoing|former|original|initial|existing|current)';
const OF_THE_MACHINE = '(?:system|triage|classification|default|hidden|internal|safety|developer)';

interface Phrase {
  kind: InstructionKind;
  pattern: RegExp;
  /** Whether the rest of the line belongs to it, since nobody with a problem to tell begins so. */
  wholeLine: boolean;
}

const PHRASES: readonly Phrase[] = [
  ...[
    // "my previous instructions" are a customer's, about a delivery.
    `${WHO_DOES}(?:ignore|disregard|forget|override|overlook|bypass|discard|neglect|abandon|do not (?:follow|obey)|don't (?:follow|obey)|stop following)(?: (?:all|any|every|the|your|these|those|of|other|and|or|usual|standard|given|${FORMER}|${OF_THE_MACHINE})){0,5} (?:(?:all|any|every|your|${FORMER}|${OF_THE_MACHINE}) (?:instructions?|prompts?|guidelines|directives?|rubrics?|programming|system message|commands)|(?:your|${OF_THE_MACHINE}|all (?:the )?${FORMER}|(?:the )?${FORMER}) (?:rules|policy|policies|criteria|constraints|training|context))\\b(?! (?:of|for|from|on|in|given by) (?:my|our|the (?:manual|leaflet|manufacturer)))`,
    `${WHO_DOES}(?:ignore|disregard|forget)(?: (?:all|the|of|these|those|any)){0,3} (?:instructions?|prompts?|rules|guidelines) (?:above|before|so far|(?:that )?you (?:were|have been|had been|got)|(?:that )?were given|given to you|for triage|(?:about|on|for|on how)(?: [a-z]{1,12}){0,3} (?:outages?|tickets?|triage|priorit\\w+|categor\\w+|classif\\w+|severity))\\b`,
    `(?:ignore|disregard|forget) (?:everything|anything|all|what)(?: (?:that|you|else|of)){0,3} (?:were|was|have been|been|had been)? ?(?:told|instructed|taught|learned|programmed|given as instructions)\\b`,
    `(?:ignore|disregard|forget) (?:the|everything|anything|all|all of the|all the)(?: (?:text|content|words|lines|stands))? ?(?:above|before this|that came before|so far|below|rest)(?: this line)?(?: and| then| instead)?(?: (?:just|only|instead|simply|always|please))? ?(?:answer|respond|reply|output|return|print|say|write|mark|classify|triage|set|treat|give|choose|categori[sz]e|label|rate|assign|escalate)\\b`,
    `(?:override|overrid(?:es|ing)|supersed(?:es?|ing)|replac(?:es?|ing)) (?:all |any |the |your )?(?:${FORMER}|${OF_THE_MACHINE})(?: ${OF_THE_MACHINE})? (?:instructions?|prompts?|guidelines|rules)\\b`,
    // The same in German, French, Spanish, Italian, Portuguese and Dutch.
    `(?:ignoriere?n?|vergiss|vergessen|missachte)(?: (?:sie|bitte|alle|die|deine|ihre|bisherigen|vorherigen|obigen|vorigen|vorangegangenen|fruheren)){1,5} (?:anweisungen|instruktionen|vorgaben|regeln|befehle)\\b`,
    `(?:ignore[rz]?|oublie[rz]?|ne tenez pas compte de)(?: (?:toutes|tous|les|vos|tes|des)){1,3} (?:instructions|consignes|regles|directives)\\b`,
    `(?:ignora|ignore|ignorad|olvida|olvide)(?: (?:todas|todo|las|tus|sus|anteriores)){1,3} (?:instrucciones|ordenes|reglas|indicaciones)\\b`,
    `(?:ignora|ignorate|dimentica)(?: (?:tutte|le|tue|vostre|precedenti)){1,3} (?:istruzioni|regole)\\b`,
    `(?:ignore|esqueca|desconsidere)(?: (?:todas|as|suas|anteriores)){1,3} (?:instrucoes|regras)\\b`,
    `(?:negeer|vergeet)(?: (?:alle|de|je|uw|vorige|bovenstaande|eerdere)){1,4} (?:instructies|regels|opdrachten)\\b`,
  ].map((source) => sign('override', source, true)),
  ...[
    `${CLASSIFYING}(?: ${THE_TICKET})? ?${AS}?(?: (?:a|an|the|being|be))?(?: ${FIELD})? ?${AS}? (?:${VALUE})\\b(?! (?:account|accounts|ledger|ledgers|manager|contractor|terms))${TAIL}`,
    `${MARKING} ${THE_TICKET}(?: ${AS})?(?: (?:a|an|the|being))? critical\\b(?! (?:to|for|of|path|hit|role))${TAIL}`,
    `${MARKING} (?:${THE_TICKET}|(?:the|its|this)? ?${FIELD})(?: of ${THE_TICKET})?(?: ${AS})(?: (?:a|an|the|being))?(?: ${FIELD}(?: ${AS})?)? (?:${PRIORITY}) (?:priority|severity|urgency)\\b${TAIL}`,
    `(?:mark(?:ed)?|set|tag(?:ged)?|change|raise|assign(?:ed)?|put|make|adjust|lower|bump|force)(?: (?:the|its|this|your|ticket|ticket's|overall|to|both))* (?:${FIELD})(?: of ${THE_TICKET})?(?: (?:of|and|field|value|level|${FIELD}))* ?(?:${AS}|be)? (?:${VALUE})\\b(?! (?:account|accounts|contrast|power|volume))${TAIL}`,
    `(?:mark(?:ed)?|tag(?:ged)?|flag(?:ged)?|treat(?:ed)?|assign(?:ed)?|rout(?:e|ed)|filed?|put) ${THE_TICKET} ${AS}(?: (?:a|an|the))? (?:${CATEGORY})(?: (?:category|team|queue|label|issue|ticket))?(?=\\W{0,3}(?:$|\\n|and\\b|with\\b|[.,;!]))${TAIL}`,
    `(?:answer|respond|reply|output|return|print|say|emit|produce|choose|select|pick|use)(?: (?:with|only|just|the|exactly|always|by|using|this|json|word|value|label|back|in|a|an|as|following)){0,5} (?:${FIELD} )?["'\`{]{0,3}(?:critical|(?:${PRIORITY}) (?:priority|and (?:${CATEGORY}))|(?:${CATEGORY}) (?:category|and (?:${PRIORITY}))|(?:${CATEGORY})[/,\\s]{1,3}(?:${PRIORITY})|(?:${PRIORITY})[/,\\s]{1,3}(?:${CATEGORY}))\\b(?! (?:path|issue|error|bug|care|patch))${TAIL}`,
    `(?:answer|respond|reply|output|return|print|say|emit|produce|choose|select|pick|give|use|report|assign)(?: [a-z0-9"':=_,-]{1,15}){0,8} (?:category|priority|confidence) ?(?:is|of|to|as|=|:)? ?["']?(?:${VALUE}|1(?:\\.0+)?|0?\\.9\\d?|100 ?%)(?![a-z0-9.])${TAIL}`,
    `(?:correct|right|true|final|actual|expected|valid|required|proper|only) (?:answer|classification|category|priority|label|output|verdict|triage)(?: (?:for ${THE_TICKET}|here|and priority|and category))? ?(?:is|are|=|:|must be|should be|has to be) ?["']?(?: (?:clearly|always|therefore|obviously|be))? ?["']?(?:${VALUE})\\b${TAIL}`,
    `(?:${FIELD})(?: (?:for|of) ${THE_TICKET})? (?:must|shall|has to|needs to|is to|should) (?:always )?be (?:set (?:to|as|at) |${CLASSIFYING} (?:as|to) |marked (?:as )?)?["']?(?:critical|billing|technical|account|general|(?:${PRIORITY})(?=\\W{0,3}(?:$|\\n|and\\b|with\\b|[.,;!])))(?![a-z])${TAIL}`,
    `(?:this|the) (?:ticket|request|issue|message|case)(?: [a-z]{1,12}){0,4} (?:${CLASSIFYING}|assessed|escalated|reviewed and|rated|scored|confirmed) (?:and [a-z]{1,12} )?(?:as|to|to be|at|:)(?: (?:a|an))? (?:${VALUE})\\b${TAIL}`,
    `(?:with|at|and|set|use|of) (?:a )?confidence (?:of|=|:|to|at|is)? ?(?:1(?:\\.0+)?|0?\\.9\\d?|100 ?%)(?![\\d.])${TAIL}`,
    `(?:all|every|any)(?: [a-z]{1,12}){0,2} tickets?(?: [a-z]{1,12}){0,5} (?:is|are|must be|should be|becomes?|gets?|count as) (?:${CLASSIFYING} (?:as )?|treated as |now |always |marked )?(?:${PRIORITY})\\b${TAIL}`,
    `(?:markiere?n?|klassifiziere?n?|stufe?n?|setze?n?|kategorisiere?n?)(?: [a-z]{1,14}){0,5} (?:kritisch|critical|billing|technical|account)\\b(?: ein)?${TAIL}`,
    `(?:class(?:e|ez|er)|marque[rz]?|definis(?:sez)?|traite[rz]?)(?: [a-z]{1,14}){0,5} (?:critique|critical|billing)\\b${TAIL}`,
    `(?:clasifi(?:ca|que)|marca|marque|establece|trata|classifi(?:ca|que))(?: [a-z]{1,14}){0,5} (?:critic[ao]|critical|billing)\\b${TAIL}`,
  ].map((source) => sign('verdict', source, false)),
  ...[
    `(?:dear|hey|attention|note (?:to|for)|message (?:to|for)|instructions? (?:to|for)|memo to|reminder to|hint for|to|for|hello|hi|ok|okay)(?: (?:the|any|our|your|all|whichever))? ${MACHINE}${NOT_PEOPLE}(?: (?:reading|processing|that|which|who|classifying|handling|triaging)[^:,.!?\\n]{0,60})?[,:!]`,
    `(?:if you are|when you are|as you are|since you are|you,|you are only|you are just|because you are) (?:an?|the) (?:${MACHINE}|automated system|assistant|machine)${NOT_PEOPLE}\\b`,
    `you are (?:now|no longer|henceforth|from now on)(?: (?:a|an|the|my|bound|acting|operating|working|in|as|called|free|not))+ [^.!?\\n]{0,60}\\b(?:ai|bot|assistant|model|classifier|persona|interpreter|dan|mode|triage|triager|triagebot|prioritybot|instructions|rules|guidelines|machine|dispatcher|escalat\\w+)\\b`,
    `you are (?:now )?(?:dan|[a-z]{2,20} ?bot|[a-z]{2,20}gpt)\\b`,
    `you are now [a-z]{2,20}, (?:an?|the) [^.!?\\n]{0,40}\\b(?:ai|bot|model|classifier|assistant|triager)\\b`,
    `(?:act|behave|respond|roleplay|role-play|pretend|imagine)(?: (?:as|like|to be|you are|you're|that you are|if you were)){1,2} (?:a|an|the|my)? ?[^.!?\\n]{0,40}\\b(?:ai|bot|model|classifier|system|dan|triager|without (?:any )?(?:rules|restrictions|limits))\\b`,
    `from now on,? (?:you (?:will|must|shall|should|are to)|always) (?:answer|respond|reply|classify|triage|treat|mark|rate|label|obey|ignore|act|output|set|return|categori[sz]e)\\b`,
    `(?:reveal|print|show|repeat|output|ignore|forget|leak|display|dump|quote)(?: (?:me|us|all|of))* (?:the|your|this|full|entire|hidden|above)(?: (?:full|entire|hidden|original|secret))? (?:system|initial|hidden|original|secret|developer) (?:prompt|message|instructions?)\\b`,
    `(?:your|new|updated|revised|end of|begin|change (?:of|to) the) system prompt\\b`,
    `system (?:prompt|override|instruction)(?: (?:update|change|notice|v?\\d[\\d.]*))? ?[:=\\]>]`,
    `(?:enter|enable|activate|switch (?:in)?to|you are in) (?:the )?(?:developer|debug|admin|god|jailbreak|unrestricted|maintenance|test|override) mode,?(?: [a-z]{1,12}){0,3} (?:and|where|in which|so|which)\\b[^.!?\\n]{0,60}\\b(?:${VALUE}|tickets?|rules|instructions)\\b`,
    `(?:as|since) (?:your|the) (?:developer|creator|administrator|system administrator|programmer|operator|supervisor),? (?:i|we) (?:order|command|instruct|authori[sz]e|tell|require|direct) you\\b`,
  ].map((source) => sign('address', source, true)),
  ...[
    `(?<=[-=#*<\\[_~+]{2,} ?|\\[|<)(?:this is the )?(?:end|begin|start|close)(?: of)?(?: the)? (?:ticket|user (?:input|message|data|content|text)|customer (?:message|input|text)|ticket (?:data|text|content|description)|untrusted(?: [a-z]+)?|input data|system|prompt|instructions?|developer message)\\b`,
    `(?:the )?(?:ticket|ticket text|user message|user input|customer message|untrusted data|untrusted text) (?:ends|is over|stops|finishes|ended) (?:here|now|above)\\b`,
    `(?:end of|here ends|that was)(?: the)? (?:ticket|ticket text|user input|untrusted (?:data|text|input)|customer message|data to classify)\\.? ?(?:what follows|the following|now|below|new|from here|instructions?)`,
  ].map((source) => sign('frame', source, true)),
];

function sign(kind: InstructionKind, source: string, wholeLine: boolean): Phrase {
  return { kind, pattern: phrase(source), wholeLine };
}

function phrasesIn(original: string, { text, at }: Reading): Stretch[] {
  const found: Stretch[] = [];
  for (const { kind, pattern, wholeLine } of PHRASES) {
    for (const match of text.matchAll(pattern)) {
      const last = match.index + match[0].length;
      const end = wholeLine ? endOfLine(original, at[last]!) : at[last]!;
      found.push({ kind, start: at[match.index]!, end });
    }
  }
  return found;
}

const LONGEST_LINE = 1000;

/** A line that goes on in lower case after a break is one that a mail program wrapped. */
function endOfLine(original: string, from: number): number {
  const rest = original.slice(from, from + LONGEST_LINE);
  const end = /\r?\n(?!\p{Ll})/u.exec(rest);
  return from + (end?.index ?? rest.length);
}

/** Read as they are, since folding takes their letters for Latin ones. */
const IN_OTHER_SCRIPTS =
  /(?:игнорируй|забудь|проигнорируй)\p{L}*[^.!?\n]{0,40}(?:инструкци|правил|указани)|(?:忽略|无视|無視)[^。！？\n]{0,20}(?:指令|指示|说明|规则|規則|提示)|(?:指示|命令|ルール)[^。！？\n]{0,12}無視/giu;

function inOtherScripts(original: string): Stretch[] {
  return [...original.matchAll(IN_OTHER_SCRIPTS)].map((match) => ({
    kind: 'override' as const,
    start: match.index,
    end: endOfLine(original, match.index + match[0].length),
  }));
}

/** What turns "system: …" from a computer's name into a part of a conversation. */
const TO_A_CLASSIFIER = new RegExp(
  `\\b(?:ignore|disregard|override|classif(?:y|ied|ier)|triage|categori[sz]e|prioriti[sz]e|respond with|answer with|output|treat (?:this|the|every|all)|mark (?:this|it|the|all|every)|always (?:answer|say)|set (?:the )?(?:priority|category)|instructions?|(?:priority|category|confidence)\\W{1,5}(?:(?:is|to|as|must be)\\W{1,3})?(?:${VALUE}|1\\b|0?\\.9)|you are (?:an?|the|now)\\b[^.\\n]{0,40}\\b(?:ai|assistant|classifier|model|bot))`,
);

const ROLE_TOKEN =
  /<\|[a-z_ ]{2,30}\|>|\[\/?inst\]|<<\/?sys>>|<(?:start|end)_of_turn>|<\/?(?:system_prompt|system-prompt|ticket|ticket_text|user_input|user_message|customer_message|untrusted|untrusted_data|assistant|system|developer|instructions)>|\[\/?(?:system|assistant|developer|admin)(?: [a-z]{1,12})?\]|^[ \t>*]*(?:system|assistant|developer|ai|admin|model|operator)(?: (?:message|prompt|note|notice|override))?[ *]*[:>]|#{2,4} *(?:new |system |updated )?(?:instructions?|system(?: prompt| message)?|response|assistant)[ :]*$|"role" *: *"(?:system|assistant|developer|model)"(?: *, *"(?:content|parts|text)")?/gm;
/** These occur nowhere else. */
const UNMISTAKABLE =
  /^(?:<\||\[\/?inst|<<\/?sys|<(?:start|end)_of_turn|<\/?(?:system_prompt|system-prompt|ticket_text|user_input|user_message|customer_message|untrusted))|^#+ *instruction *:? *$|^<\/ticket>|^"role".*(?:content|parts|text)"$/;
const LONGEST_TURN = 1500;

function rolesIn({ text, at }: Reading): Stretch[] {
  const found: Stretch[] = [];
  let done = 0;
  for (const match of text.matchAll(ROLE_TOKEN)) {
    if (match.index < done) continue;
    const turn = text.slice(match.index, match.index + LONGEST_TURN);
    const body = turn.slice(match[0].length);
    const paragraph =
      match[0].length + (/\n[ \t]*\n(?=[ \t]*\S)/.exec(body.trimStart())?.index ?? body.length);
    // What is about a sentence away still belongs to the marker: "system:" and the order in the next line.
    const sure = UNMISTAKABLE.test(match[0].trim());
    if (!sure && !TO_A_CLASSIFIER.test(turn.slice(match[0].length, Math.min(paragraph + 2, 400)))) continue;
    done = match.index + Math.min(paragraph + (body.length - body.trimStart().length), turn.length);
    found.push({
      kind: match[0].startsWith('</') ? 'frame' : 'role',
      start: at[match.index]!,
      end: at[done]!,
    });
  }
  return found;
}

const OUR_KEYS =
  'category|priority|confidence|rationale|classification|label|verdict|abstained|evidence|reason|triage';
/** Key and value as JSON, YAML, XML attributes or an enumeration write them. */
const PAIR = new RegExp(
  `["'\`]?\\b(?:category|priority|confidence)\\b["'\`]?\\s{0,3}(?::|=|=>|->)\\s{0,3}["'\`]?(?:(?:${VALUE})\\b|(?:1(?:\\.0+)?|0?\\.9\\d?)(?![\\d.]))["'\`]?|<(?:category|priority)>\\s{0,3}(?:${VALUE})\\s{0,3}</(?:category|priority)>`,
  'g',
);
const ANY_KEY = /["'`]([a-z_@][\w.@-]{0,40})["'`]\s{0,3}:/g;
const OUR_LINE = new RegExp(`^[ \\t>*-]*(?:${OUR_KEYS})[ *]*[:=]`);
const FIELD_LINE = /^[ \t>*-]*([a-z][a-z0-9 _/-]{0,30}?)[ *]*[:=][ \t*]*(\S.{0,200})?$/;

/** Poses as an answer: an object or lines whose fields are no more others' than ours. A log's record has others. */
function answersIn({ text, at }: Reading): Stretch[] {
  const pairs = [...text.matchAll(PAIR)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
  const found: Stretch[] = [];
  const push = (start: number, end: number) =>
    found.push({ kind: 'answer', start: at[start]!, end: at[end]! });
  for (const pair of pairs) {
    const object = objectAround(text, pair.start);
    if (object) {
      const keys = [...text.slice(object.start, object.end).matchAll(ANY_KEY)].map((match) => match[1]!);
      const ours = keys.filter((key) => new RegExp(`^(?:${OUR_KEYS})$`).test(key)).length;
      if (keys.length - ours <= ours) push(object.start, object.end);
      continue;
    }
    const start = text.lastIndexOf('\n', pair.start - 1) + 1;
    const newline = text.indexOf('\n', pair.end);
    const end = newline < 0 ? text.length : newline;
    const around = `${text.slice(start, pair.start)} ${text.slice(pair.end, end)}`;
    const another = pairs.some((other) => other !== pair && other.start >= start && other.end <= end);
    const alone = !/[a-z0-9]/.test(around);
    const bracketed =
      /[[({<]\s*$/.test(text.slice(start, pair.start)) && /^\s*[\])}>,;/]/.test(text.slice(pair.end, end));
    if (another || bracketed) push(pair.start, pair.end);
    else if (alone && !amongOtherFields(text, start)) push(...withOurLines(text, start, end));
  }
  return found;
}

/** The lines beside it that name fields of an answer too, such as a rationale. */
function withOurLines(text: string, start: number, end: number): [start: number, end: number] {
  const isOurs = (line: string) => OUR_LINE.test(line.slice(0, 300));
  let last = end;
  for (const line of text.slice(end + 1, end + 2000).split('\n')) {
    if (!isOurs(line)) break;
    last += 1 + line.length;
  }
  return [start, Math.min(last, text.length)];
}

const LONGEST_OBJECT = 2000;

function objectAround(text: string, position: number): { start: number; end: number } | undefined {
  const start = text.lastIndexOf('{', position);
  if (start < 0 || position - start > LONGEST_OBJECT) return undefined;
  if (text.slice(start, position).includes('}')) return undefined;
  const close = text.indexOf('}', position);
  if (close < 0 || close - position > LONGEST_OBJECT) return undefined;
  return { start, end: close + 1 };
}

/** Whether the lines around this one are a form or a mail's head, most of whose fields are not ours. */
function amongOtherFields(text: string, lineStart: number): boolean {
  let ours = 1;
  let others = 0;
  const count = (line: string): boolean => {
    const key = FIELD_LINE.exec(line.slice(0, 300))?.[1];
    if (!key) return false;
    if (new RegExp(`^(?:${OUR_KEYS})$`).test(key.trim())) ours++;
    else others++;
    return true;
  };
  const before = text
    .slice(Math.max(0, lineStart - 2000), Math.max(0, lineStart - 1))
    .split('\n')
    .reverse();
  const after = text
    .slice(lineStart, lineStart + 2000)
    .split('\n')
    .slice(1);
  for (const lines of [before, after]) {
    for (const line of lines.slice(0, 12)) if (!count(line)) break;
  }
  return others > ours;
}

const SPELLED_OUT = /(?<![a-z0-9])(?:[a-z0-9][ ._*|/-]{1,3}){7,200}[a-z0-9](?![a-z0-9])/g;
const SQUASHED = new RegExp(
  `(?:ignore|disregard|forget|override)(?:all|any|the|your|of|previous|prior|above|earlier|system){1,5}(?:instructions?|prompts?|rules)|(?:mark|set|classify|triage|treat|label|rate)(?:this|it|the|ticket|as|to|priority|category|a){0,6}(?:${VALUE})|(?:priority|category)(?:is|to|as)?(?:${VALUE})|systemprompt`,
);

/** "i g n o r e  a l l": letters with something between any two of them. */
function spelledOutIn({ text, at }: Reading): Stretch[] {
  return [...text.matchAll(SPELLED_OUT)]
    .filter((match) => SQUASHED.test(match[0].replace(/[^a-z0-9]/g, '')))
    .map((match) => ({
      kind: 'hidden' as const,
      start: at[match.index]!,
      end: at[match.index + match[0].length]!,
    }));
}

/** Tag characters, which spell ASCII and print nothing; a few of them behind a black flag are a country's. */
const TAGS = /(?<![\u{1F3F4}\u{E0020}-\u{E007F}])[\u{E0020}-\u{E007F}]{4,4000}/gu;
/** Turns the direction of Latin text, so that what is shown is not what is read. Hebrew and Arabic don't need these two. */
const TURNED = /[\u202D\u202E]([^\u202C\n]{4,2000})\u202C?/g;
const HIDDEN_HTML =
  /<!--([\s\S]{1,2000}?)-->|<(\w{1,10})\b[^>]{0,300}?(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?![.\d]*[1-9])|\bhidden\b|color\s*:\s*(?:white|#fff(?:fff)?)\b)[^>]{0,300}>([\s\S]{1,2000}?)(?:<\/\2>|$)/gi;
const WORTH_HIDING = new RegExp(
  `\\bcritical\\b|\\bclassif|\\btriage\\b|\\boutage\\b|\\binstructions?\\b|\\b(?:${PRIORITY}) priority|\\bpriority\\W{1,3}(?:${PRIORITY})\\b`,
);

function hiddenIn(original: string, depth: number): Stretch[] {
  const found: Stretch[] = [];
  const push = (match: RegExpExecArray) =>
    found.push({ kind: 'hidden', start: match.index, end: match.index + match[0].length });
  for (const match of original.matchAll(TAGS)) push(match);
  for (const match of original.matchAll(TURNED))
    if ((match[1]!.match(/[A-Za-z]/g) ?? []).length >= 4) push(match);
  if (depth >= DEEPEST) return found;
  for (const match of original.matchAll(HIDDEN_HTML)) {
    const inside = match[1] ?? match[3] ?? '';
    if (WORTH_HIDING.test(read(inside).text) || stretchesIn(inside, DEEPEST).length > 0) push(match);
  }
  return found;
}

/** Base64 of at least 18 bytes, also over several lines. */
const BASE64 = /(?<![\w+/-])[\w+/-]{24,8000}(?:\r?\n[\w+/-]{4,100}){0,60}={0,2}/g;
const MOST_DECODED = 20;

function encodedIn(original: string, depth: number): Stretch[] {
  const found: Stretch[] = [];
  for (const [count, match] of [...original.matchAll(BASE64)].entries()) {
    if (count === MOST_DECODED) break;
    const decoded = Buffer.from(match[0].replace(/\s/g, ''), 'base64').toString('utf8');
    if ((decoded.match(/[\x20-\x7e\n]/g) ?? []).length < decoded.length * 0.6) continue;
    if (stretchesIn(decoded, depth + 1).length > 0)
      found.push({ kind: 'encoded', start: match.index, end: match.index + match[0].length });
  }
  return found;
}
