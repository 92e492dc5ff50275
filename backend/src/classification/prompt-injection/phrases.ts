import { CATEGORIES, PRIORITIES } from '../../vocabulary/index.js';
import type { InjectionKind } from './detect-injection.js';
import { folded } from './folded-text.js';

export interface InjectionPhrase {
  kind: InjectionKind;
  /** Pattern in the syntax of `token-patterns.ts`. */
  pattern: string;
  /** Whether the rest of the line belongs to the instruction, because no description of a problem begins like this. */
  wholeLine: boolean;
  /**
   * Ignored if it may be addressed to people: a request with "please" or "could you", a question with the latter
   * only, a statement about the past unless it claims an authority.
   */
  ordinary?: 'request' | 'question' | 'statement';
  /** Only an instruction at the beginning of a clause; elsewhere the verb has a subject. */
  opensClause?: boolean;
  /** Words that must not precede it. */
  notAfter?: ReadonlySet<string>;
  /** Words that it must not contain. */
  without?: ReadonlySet<string>;
  /** Condition for its last word. */
  endsIn?: RegExp;
  /** Conditions for the following characters. */
  before?: RegExp;
  notBefore?: RegExp;
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(' ').map(folded));

const PRIORITY = PRIORITIES.join('|');
const CATEGORY = CATEGORIES.join('|');
const VALUE = `${PRIORITY}|${CATEGORY}`;
const CERTAIN = '1 (. 0)?|0? . (9|95|97|98|99|999)|100|95|98|99';

/** Substitutions for `<NAME>` in patterns. */
const NAMES: Readonly<Record<string, string>> = {
  PRIORITY: `(${PRIORITY})`,
  CATEGORY: `(${CATEGORY})`,
  VALUE: `(${VALUE})`,
  MACHINE:
    '(ai|llm|llms|language model|ai model|model|classifier|(ai|ticket|triage|automated|automatic) (bot|model|system|engine|ai|agent|assistant|classifier|router|triage)|chat bot|chatbot|chatgpt|gpt|gemini|automated triage|ticketiq)',
  TICKET:
    '((this|the|that|my|every|all|each|any|these) (new|following|entire|whole|next|future|support)? (ticket|tickets|issue|issues|request|requests|case|message|messages|email|e-mail|mail|report|incident|text|conversation|submission)|this|it|that|these|everything|ticket)',
  CLASSIFY: '(classify|categorise|categorize|triage)',
  CLASSIFIED: '(classified|categorised|categorized|triaged|prioritised|prioritized|labelled|labeled)',
  MARK: '(prioritise|prioritize|label|mark|set|tag|rate|rank|flag|treat|assign|route|file|score|grade|escalate|upgrade|downgrade|put)',
  MARKED:
    '(marked|set|tagged|rated|ranked|flagged|treated|assigned|routed|filed|scored|graded|escalated|upgraded|put)',
  FIELD: '(priority|priorities|category|severity|urgency|confidence|classification|label|level)',
  AS: '(as|to|into|under|with|at|in|being|:|(to|as) be)',
  ART: '(a|an|the|being|be)',
  FORMER: '(previous|prior|above|earlier|preceding|foregoing|former|original|initial|existing|current)',
  OURS: '(system|triage|classification|default|hidden|internal|safety|developer)',
  IGNORE:
    "(ignore|disregard|forget|override|overlook|bypass|discard|neglect|abandon|skip|drop|(do not|don't) (follow|obey)|stop following|pay no attention to|throw away|throw out|set aside|stop reading|let go of)",
  SAY: '(answer|respond|reply|output|return|print|say|emit|produce|choose|select|pick|use)',
  ORDERS:
    '(instruction|instructions|directions|prompt|prompts|guideline|guidelines|directive|directives|rubric|rubrics|programming|system message|commands)',
};

function expand(source: string): string {
  const expanded = source.replace(/<([A-Z]+)>/g, (_, name: string) => NAMES[name]!);
  return expanded === source ? source : expand(expanded);
}

/** Subjects of statements about ignoring rules. */
const RULE_IGNORERS = words('they we i who people user users staff driver customer system program app never');
const PEOPLE_RULES = words('my our their his her manual leaflet manufacturer courier');

const OVERRIDES = [
  '<IGNORE> (all|any|every|the|your|these|those|of|other|and|or|usual|standard|given|<FORMER>|<OURS>)*5 (all|any|every|other|your|<FORMER>|<OURS>) <ORDERS>',
  '<IGNORE> (all|any|every|the|these|those|of|other|and|or|usual|standard|given|<FORMER>|<OURS>)*5 (your|<OURS>|all (the)? <FORMER>|(the)? <FORMER>) (rules|policy|policies|criteria|constraints|training|context)',
  '<IGNORE> (all|the|of|these|those|any)*3 (instructions|instruction|prompts|prompt|rules|guidelines) ((that)? were|have been|had been|you (were|have been|had been|got))? (above|before|so far|you (were|have been|had been|got)|(that)? were given|given (to you)?|for triage|in your prompt|(about|on|for|on how) _*3 (outage|outages|ticket|tickets|triage|priority|priorities|category|categories|classify|classification|severity))',
  '(ignore|disregard|forget) (everything|anything|all|what) (that|you|else|of)*3 (were|was|have been|been|had been)? (told|instructed|taught|learned|programmed|given as instructions)',
  '(ignore|disregard|forget) (the|everything|anything|all|all of the|all the) (text|content|words|lines|stands)? (above|before this|that came before|so far|below|rest) (this line)? (and|then|instead)? (just|only|instead|simply|always|please)? (answer|respond|reply|output|return|print|say|write|mark|classify|triage|set|treat|give|choose|categorize|categorise|label|rate|assign|escalate)',
  '(override|overrides|overriding|supersede|supersedes|replace|replaces|replacing) (all|any|the|your)? (<FORMER>|<OURS>) <OURS>? (instruction|instructions|prompt|prompts|guidelines|rules)',
  '(your|the|all|<FORMER>|<OURS>)*3 (your|<FORMER>|<OURS>|all) (instructions|prompt|guidelines|directives) (are|is|were) (now)? (void|cancelled|canceled|revoked|obsolete|no longer valid|superseded|suspended|lifted|wrong|a test|a drill)',
  '(your|earlier|previous|old) (orders|instructions|tasks|task) (were|was|are|is) (a|an|only|just)*2 (drill|test|mistake|exercise|joke)',
  '(what|whatever) you were (asked|told|instructed) (to do)? (earlier|before|previously)? (no longer|does not|do not|is|are) (count|counts|apply|applies|void)?',
  '(new|updated|revised|real|actual|true|your next) (instruction|instructions|task|orders|directive|directives|system prompt) (for|to) (the|this)? (<MACHINE>|assistant)',
];

const VERDICTS: readonly Omit<InjectionPhrase, 'kind' | 'wholeLine'>[] = [
  { pattern: `<CLASSIFY> <TICKET>? <AS>? <ART>? <FIELD>? <AS>? <VALUE>`, ordinary: 'question' },
  {
    pattern: `(label|prioritise|prioritize) <TICKET>? <AS>? <ART>? <FIELD>? <AS>? <VALUE>`,
    ordinary: 'request',
  },
  { pattern: `(classification|triage|categorisation|categorization) <AS> <VALUE>` },
  { pattern: `<CLASSIFIED> <TICKET>? <AS>? <ART>? <FIELD>? <AS>? <VALUE>`, ordinary: 'statement' },
  { pattern: `<MARK> <TICKET> <AS>? <ART>? critical`, ordinary: 'request' },
  { pattern: `(mark|flag|treat|escalate) <AS> <ART>? critical`, ordinary: 'request' },
  { pattern: `<MARKED> <TICKET> <AS>? <ART>? critical`, ordinary: 'statement' },
  {
    pattern: `<MARK> (<TICKET>|(the|its|this)? <FIELD>) (of <TICKET>)? <AS> <ART>? (<FIELD> <AS>?)? <PRIORITY> (priority|severity|urgency)`,
    ordinary: 'request',
  },
  { pattern: `(downgrade|upgrade|escalate) <TICKET> to <PRIORITY>`, ordinary: 'request' },
  { pattern: `(rate|rank|grade|score|mark|flag) <TICKET> <PRIORITY> (priority)?`, ordinary: 'request' },
  {
    pattern: `(mark|set|tag|change|raise|assign|put|make|adjust|lower|bump|force) (the|its|this|your|ticket|ticket's|overall|both)*4 <FIELD> (of <TICKET>)? (of|and|field|value|<FIELD>)*4 (up|down)? (<AS>|be)? <VALUE>`,
    ordinary: 'request',
  },
  {
    pattern: `(mark|tag|flag|treat|assign|route|file|put) <TICKET> <AS> (a|an|the)? <CATEGORY> (category|team|queue|label|issue|ticket)?`,
    before: /^\W{0,3}(?:$|\n|and\b|with\b|[.,;!])/,
    ordinary: 'request',
  },
  {
    pattern: `<SAY> (with|only|just|the|exactly|always|by|using|this|json|word|value|label|back|in|a|an|as|following|<FIELD>)*5 (critical|<PRIORITY> (priority|and <CATEGORY>)|<CATEGORY> (category|and <PRIORITY>)|<CATEGORY> <PRIORITY>|<PRIORITY> <CATEGORY>)`,
    // Statements of programs, with their conditions.
    notBefore:
      /^ (?:path|issue|error|bug|care|patch|update|section|system)|^["']? (?:in|from|on|at) (?:the|our|this|that) (?:drop|menu|form|list|field|box|portal|app|select|filter|mask|wizard|settings)|^["']? (?:when|if|once|unless) (?!you|this|that|the ticket|it\b)/,
    notAfter: RULE_IGNORERS,
  },
  {
    pattern: `(answer|respond|reply|output|return|print|say|emit|produce|choose|select|pick|give|use|report|assign) _*8 (category|priority|confidence) (is|of|to|as|:)? <VALUE>`,
    notAfter: RULE_IGNORERS,
    ordinary: 'request',
  },
  {
    pattern: `(answer|respond|reply|output|return|print|say|emit|produce|give|use|report|set|assign) _*6 confidence (is|of|to|as|:)? (${CERTAIN})`,
  },
  {
    pattern: `(correct|right|true|final|actual|expected|valid|required|proper|only) (answer|classification|category|priority|label|output|verdict|triage) (for <TICKET>|here|and priority|and category)? (is|are|:|must be|should be|has to be) (clearly|always|therefore|obviously|be)? (technical)? <VALUE>`,
    ordinary: 'request',
  },
  { pattern: `(the)? answer you are looking for is <VALUE>` },
  {
    pattern: `your (output|answer|response|reply|result) (must|should)? (is|be|as|with)? :? (priority|category) (is|to|as|:)? <VALUE>`,
  },
  {
    pattern: `<FIELD> ((for|of) <TICKET>)? (must|shall|has to) (always)? be ((set|marked)? (to|as|at)|<CLASSIFIED> (as|to)?|set|marked)? <VALUE>`,
    before: /^\W{0,3}(?:$|\n|and\b|with\b|as\b|because\b|[.,;!])/,
    ordinary: 'request',
  },
  {
    pattern: `(this|the) (ticket|request|issue|message|case) _*4 (<CLASSIFIED>|assessed|escalated|reviewed|rated|scored|confirmed) (and _)? (as|to|to be|at|:) (a|an)? <VALUE>`,
    ordinary: 'statement',
  },
  { pattern: `(with|at|and|set|use|of|:) a? confidence (of|:|to|at|is)? (${CERTAIN})`, notBefore: /^\d/ },
  {
    pattern: `(all|every|any|each) (new|following|future|other|such|of|my|these|those|the)*3 (ticket|tickets|request|requests) ((from|by|of) (me|(this|the same|our|my) _*1))? (is|are|must be|should be|becomes|become|gets|get|count as) (<CLASSIFIED> as?|treated as|now|always|marked)*2 <PRIORITY>`,
  },
  {
    pattern: `(put|file|route|place) <TICKET> (in|into|under) (the)? <CATEGORY> (category|queue)`,
    ordinary: 'request',
  },
  // Requests for the answer's format, which people are not asked for.
  {
    pattern: `(your|the)? (answer|output|response|verdict|label) (must|should|has to) be (exactly|only|just|always)*2 <VALUE>`,
  },
  {
    pattern: `(label|answer|verdict|output) (for <TICKET>)? (is|=|must be|should be) (always)? critical`,
    ordinary: 'statement',
  },
  {
    pattern: `(marks|labels|rates|treats|classifies) (all|every) (things|ticket|tickets|thing) (as)? <VALUE>`,
  },
  {
    pattern: `(urgency|priority|severity|prioritization|prioritisation) (=|:)? (max|maximum|highest|top) (;|.)? (explanation|rationale|confidence|reason)`,
  },
  {
    pattern: `(just)? (confirm|repeat|copy) <TICKET>? _*2 in your (output|answer|response)`,
  },
];

const ADDRESSES: readonly Omit<InjectionPhrase, 'kind' | 'wholeLine'>[] = [
  {
    pattern:
      '(dear|hey|attention|(note|message|instruction|instructions|hint|memo|reminder|order|orders) (to|for)|to|for|hello|hi|ok|okay) (the|any|our|your|all|whichever|every)? <MACHINE> ((reading|processing|that|which|who|classifying|handling|triaging) _*8)?',
    before: /^[)"'*_\]]{0,3}\s{0,2}[,:!]/,
    notBefore: /^[)"'*_\]]{0,3}\s{0,2}, ?(?:chatgpt|and)\b/,
  },
  {
    pattern:
      '(note|message|instruction|instructions|hint|memo|reminder) (to|for) (the|any|our|your|all|whichever|whatever|every)? (<MACHINE>|bot|robot|algorithm|neural network) (that|who|which)? (reads|reading|sees|handles|processing|processes|classifying|classifies|sorts|sorting|triages|triaging|rates|labels)',
  },
  {
    pattern:
      '(if|when|as|since|because) you are (only|just)? (an|a|the) (<MACHINE>|automated system|assistant|machine)',
    notBefore: /^ (?:team|department|support|service|customer|people|course|desk|group|staff)/,
  },
  {
    pattern:
      'you (are|have become) (now|no longer|henceforth|from now on) _*8 (ai|bot|assistant|model|classifier|persona|interpreter|dan|mode|triage|triager|triagebot|prioritybot|instructions|rules|guidelines|machine|dispatcher|escalat~)',
  },
  {
    pattern: 'you (are|have been|become|act as|will be|play) (now|upgraded|to|a|an|the|called|named)*4 _',
    endsIn: /^dan$|.(?:bot|gpt)$/,
  },
  { pattern: 'play (a|the) (little|quick|short)? (game|role) (:|where|in which|and)? you are' },
  { pattern: '(answer|respond|reply|classify) as (the|that|this) _*3 would' },
  {
    pattern:
      "(act|behave|respond|roleplay|role-play|pretend|imagine) (as|like|to be|you are|you're|that you are|if you were)*2 _*6 (ai|bot|model|classifier|dan|triager|triage system|without (any)? (rules|restrictions|limits|guidelines))",
    notAfter: words('not to the your does'),
  },
  {
    pattern:
      'from now on (you (will|must|shall|should|are to)|always) (answer|respond|reply|classify|triage|treat|mark|rate|label|obey|ignore|act|output|set|return|categorize|categorise)',
  },
  {
    pattern:
      '(reveal|print|show|repeat|output|ignore|forget|leak|display|dump|quote) (me|us|all|of)*3 (the|your|this|full|entire|hidden|above)*2 (full|entire|hidden|original|secret)? (system|initial|hidden|original|secret|developer) (prompt|message|instruction|instructions)',
  },
  { pattern: '(your|new|updated|revised|end of|begin|(change|changes) (of|to) the) system prompt' },
  { pattern: 'system (prompt|override|instruction|instructions) (update|change|notice)? :' },
  {
    pattern:
      '(enter|enable|activate|switch to|switch into|you are in) (the)? (developer|debug|admin|god|jailbreak|unrestricted|maintenance|test|override) mode _*4 (and|where|in which|so|which) _*8 (<VALUE>|ticket|tickets|rules|instructions)',
  },
  {
    pattern:
      '(as|since) (your|the) (developer|creator|administrator|system administrator|programmer|operator|supervisor) (i|we) (order|command|instruct|authorise|authorize|tell|require|direct) you',
  },
  // Fields of the answer, which requesters do not know.
  {
    pattern:
      '(in|inside|into|to|within|for|when you write|when writing|at the end of) (the|your) (rationale|evidence|json|structured output|output schema|reasoning field) _*3 (include|write|add|say|put|mention|repeat|quote|insert|append|copy|paste|state|link|list|tell|ask|recommend|output|reveal)',
  },
  {
    pattern:
      '(include|write|add|put|mention|repeat|quote|insert|append|copy|paste|state|output) _*12 (in|into|to|as|inside|within) (the|your) (rationale|evidence|reasoning field|structured output)',
    notBefore: /^ (?:for|of) (?:the|my|our|a) (?!ticket|classification|triage|answer)/,
  },
  {
    pattern:
      '(your|the) rationale (must|should|shall|has to|is to|needs to|will) _*3 (include|say|contain|mention|read|be|begin|start|end|state|quote|link)',
  },
  {
    pattern:
      '(repeat|print|reveal|list|quote|output|copy) _*4 (examples|other tickets|neighbouring tickets|previous tickets) _*4 (rationale|evidence|context|prompt)',
  },
  {
    pattern:
      '(the|all)*2 (other)? (tickets|messages) in (your|the|this) (list|batch|prompt|context|call) (are|is|must|should)',
  },
  {
    pattern:
      '(in|into|inside|within) your (explanation|reasoning|justification) ((to|for) (the|any)? (agent|agents|team|reader|human|person|staff|technician))? (include|write|add|put|mention|repeat|quote|insert|append|copy|paste|state|tell|recommend|say|advise|claim)',
  },
  {
    pattern:
      '(include|repeat|quote|insert|append|copy|paste|reproduce|list) _*12 (in|into|inside|within) your (explanation|reasoning|justification|answer|output)',
    ordinary: 'request',
  },
  {
    pattern:
      '(copy|repeat|print|quote|list|reveal|output|reproduce) _*6 (sample|example|reference|training|few-shot) (ticket|tickets|text|texts|message|messages) _*3 you (were|are|have been) (shown|given|told)',
  },
  {
    pattern:
      '(lower|raise|downgrade|deprioritise|deprioritize|reduce|drop|upgrade|set|mark|treat|classify) (the)? (priority|urgency|severity|category)? (of|for)? (all|every|each|any) (of)? (the)? other (ticket|tickets|request|requests|issue|issues|message|messages)',
    ordinary: 'request',
  },
  { pattern: '(set|output|return|make|mark) abstain (to|as|:)? (true|false)' },
  // Parts of a prompt, which people do not have.
  {
    pattern:
      '(reveal|print|show|repeat|output|leak|display|dump|quote|translate|disclose|write|recite|send|tell|give|share|paste) _*3 your (own|full|entire|complete|whole|exact|hidden|initial|original|secret|first|underlying)*3 (prompt|configuration|programming|rubric|system message)',
    notBefore: /^ (?:reply|response|help|action|answer|attention|support|assistance|feedback)/,
    ordinary: 'request',
  },
  {
    pattern:
      '(reveal|print|show|repeat|output|leak|display|dump|quote|translate|disclose|write|recite|give|share|paste) _*5 (instruction|instructions|prompt|prompts|guidelines|directives|rules) (that|which)? you (were|have been|had been|have|had|received|got)',
    notBefore: /^ (?:sent|written|mailed|posted|published|for|from|by)\b/,
    ordinary: 'request',
  },
  {
    pattern:
      '(your|its) (initial|original|hidden|secret|internal|underlying) (instructions|prompt|directives|guidelines|rules)',
  },
  {
    pattern:
      '(reveal|print|repeat|output|recite|copy|quote|echo|reproduce|translate|summarise|summarize|write) (out|back|me|to me)? (everything|all|the text|text|the words|what) (that|which|is|was|stands|comes|came|of|you|written)*3 (above|before|precedes|preceding|prior to) (this|my|the|me)? (line|ticket|message|text|point|sentence|request)?',
    ordinary: 'request',
  },
  {
    pattern:
      '(what|which) (instructions|rules|orders|text|exactly)*2 (were|have|did) you (been|get)*1 (told|given|instructed|told to do|receive) _*3 (before|above|prior|ahead)',
  },
  {
    pattern:
      '(include|repeat|list|reveal|print|summarise|summarize|quote|copy|write|show|mention|output|name) _*6 other (support)? (tickets|requests|messages|texts) (that)? (you (were|have been|are|have|can)|in (this|your|the same) (batch|prompt|context|call|list))',
  },
  {
    pattern:
      '(in|when (writing|you write|giving|you give)) your (explanation|rationale|reasoning|justification) (please)? (include|write|add|put|mention|repeat|quote|list|name|summarise|summarize|reveal)',
  },
  // Claims of authority over the model.
  {
    pattern:
      "(i am|i'm|i m|we are|this is) (the|your|a|one of the)*2 (developer|developers|creator|creators|maker|makers|programmer|author|engineer) (who (made|built|wrote)|of) (this|the|your|you) <MACHINE>?",
    endsIn:
      /^(?:ai|llms?|model|bot|chatbot|system|engine|agent|assistant|classifier|router|triage|you|ticketiq|gpt|chatgpt)$/,
  },
  { pattern: 'this is your (developer|creator|maker|programmer|operator|designer) (speaking|here|talking)?' },
  {
    pattern:
      'your (evaluation|scoring|grading|rating|triage|classification|labelling|labeling|decision|previous|former|current|old|earlier)*2 (rubric|criteria|guidelines|guideline|instructions|prompt|policy|rules|programming|scoring) (were|was|have|has|are|is) (been|now|just|hereby)*2 (replaced|changed|superseded|overridden|suspended|updated|rewritten|withdrawn|cancelled|canceled|revoked|lifted|disabled)',
  },
  { pattern: 'your (previous|former|last|old|earlier|current) prompt (contained|contains|had|has|was|is)' },
  {
    pattern:
      'you (have been|were|are) (now)? (jailbroken|freed|liberated|unlocked|reprogrammed|released from)',
    notBefore: /^ (?:for|from (?:the|my|our) (?:project|contract|task))/,
  },
  {
    pattern:
      'you (no longer|need not|do not have to|must not|no longer need to|no longer have to) (obey|follow) (the|your|any|these)*2 (help desk|rules|policy|policies|guidelines|instructions|prompt)',
  },
  {
    pattern:
      '(suspend|pause|disable|turn off|switch off|bypass) (your|the|all|any)*2 (normal|usual|standard|default)? (scoring|rubric|triage rules|classification rules|safety rules|guardrails|objectivity)',
    notAfter: words('to cannot can how i we'),
  },
  {
    pattern:
      "(whatever|everything|anything|all|what) (that|rules|instructions)*2 (you (were|have been|had been)|you've been) (told|given|instructed|taught) _*5 (no longer (applies|apply|counts|matters|valid)|(does not|doesn't|do not|don't) (apply|count|matter)|is (void|wrong|obsolete|cancelled))",
  },
  {
    pattern:
      '(whatever|any) (rules|instructions|guidelines|policy|policies) you (have|were given|follow|obey|got) _*4 (suspend|ignore|forget|drop|skip|set aside)',
  },
  { pattern: '(no longer|not) (treat|regard|consider|see) (this|it|these) as (data|content|text|untrusted)' },
  {
    pattern:
      "(do not|don't|never) (treat|regard|consider|see|handle) (this|it|these|my text|what follows) as (data|user input|untrusted|content)",
  },
  {
    pattern:
      '(treat|regard|consider) (this|it|these|what follows) as (an|a)? (instruction|instructions|order|orders|command|commands|system message) (from|of|by)? (your|the)? (operator|developer|system|creator|owner|administrator)?',
  },
  // Games with changed rules for the answer.
  {
    pattern:
      '(every time|whenever|each time|any time|as soon as) you (see|read|hear|encounter|find|meet) _*6 you (answer|say|reply|respond|output|choose|must|will|shall|return)',
  },
  {
    pattern:
      '(simulate|pretend|imagine|roleplay|role-play) (that|you are|to be|being|you|a|an|the)*4 _*3 (triage|classifier|ai|model|bot|language model|support manager|dispatcher|help desk agent) _*6 (only|always|already|answer|answers|decided|must|critical|respond)',
    notAfter: words('not to the your does'),
  },
  {
    pattern: 'as (a|an|the|our|your)? <MACHINE> you (should|must|will|shall|have to|are to|need to|may|are)',
  },
  {
    pattern:
      'you are (now)? _*3 (ai|bot|chatbot|llm|language model) (with no|with|without|free of) (any|all)*1 (restrictions|rules|limits|limitations|filters|guidelines|policy)',
  },
  {
    pattern: '(<MACHINE>|assistant|machine|dear bot|bot|gpt|triage ai)',
    opensClause: true,
    before:
      /^\s{0,2},\s{0,2}(?:please |now |just )?(?:ignore|disregard|forget|suspend|apply|set|mark|choose|pick|label|assign|answer|reply|respond|output|print|reveal|repeat|classify|rate|rank|treat|give|put|skip|override|obey|follow|escalate|do not|don't)\b/,
  },
  {
    pattern:
      '(dear|beloved|lovely|hey|hi|hello|listen) (ai|llm|bot|robot|chatbot|gpt|language model|neural net|neural network|classifier|machine|algorithm|triage bot|triage ai|triage model)',
    before: /^\s{0,2}(?:$|[,:;!.]|and\b)/,
    notBefore: /^ ?, ?(?:and|chatgpt|the )/,
  },
  {
    pattern:
      '(attention|notice|psa|instruction|instructions|directive|orders|for|to) (the|all|any|every)? (ai|llm|bot|triage|classification|language|automated|automatic|machine)*2 (only|readers|reader|classifiers|models|model|classifier|system|systems|ai|bot|llm)',
    before: /^\s{0,2}(?:[,:]? ?(?:humans?|people|agents?|staff)\b|[:!]|only\b)/,
  },
  {
    pattern:
      '(humans|people|human readers|agents|staff) (please|can|may|should)*2 (skip|ignore|disregard|look away) (this|the rest|that|here)?',
    before: /^\s{0,2}(?:[:.!;,]|$)/,
    ordinary: 'question',
  },
  {
    pattern:
      '(whoever|whatever|whichever|anyone|anything) (or (whatever|whoever|what))? (that)? (is|are)? (reading|labelling|labeling|classifying|triaging|rating|scoring|sorting|processing) (this|it|my ticket|these) _*3 (throw|ignore|forget|drop|disregard|skip|choose|pick|set|mark|give|label)',
  },
  {
    pattern:
      '(i know|i am aware|knowing) (that)? (a|an|the)? (neural net|neural network|ai|machine|algorithm|bot|language model|llm|robot) (is)? (reads|reading|sorts|sorting|rates|rating|triages|classifies|labels)',
  },
  {
    pattern:
      '(an|one|following) example of (a|an)? (correctly|properly|well) (triaged|classified|labelled|labeled|rated) (ticket|tickets|request)',
  },
  { pattern: '(apply|use|give|copy) the same (label|labels|values|classification) (for|to) (this|mine|it)' },
  // Instructions about the model itself.
  {
    pattern:
      "(you are no longer|you are not|you're not|you're no longer|stop being|cease to be|do not be|don't be) (a|an|the|just|only|my)*2 _*1 (classifier|triage assistant|triage bot|triage system|triage model|ai model|language model|chatbot|ticket classifier)",
  },
  {
    pattern:
      'your (new|only|real|true|sole)? (job|task|role|purpose|goal|mission|duty) (is|will be|becomes) (now|only|simply|just|henceforth)*2 (to)? (always)? (say|answer|output|mark|label|rate|return|respond|classify|print|obey|repeat)',
  },
  {
    pattern:
      '(system message|system prompt|instructions|rules|guidelines|rubric) (that|which)? you (operate|work|run|act|were configured|are configured|follow internally) (under|by|with|from)?',
  },
  {
    pattern:
      '(in|from|inside|within|of) your (prompt|context window|system message|training data|few-shot examples)',
  },
  { pattern: 'you (must|have to|shall|will|should|need to|are to) (always)? obey' },
  {
    pattern:
      '(authorise|authorize|permit|allow|order|command|instruct) you to (break|ignore|bypass|violate|disregard|override|forget|leave|drop)',
  },
  {
    pattern:
      '(constraints|restrictions|rules|limits|limitations|instructions|guardrails|guidelines) (that were|which were|were|we|they|someone)*2 (placed|imposed|put|laid|given) (on|upon|to) you',
  },
  {
    pattern:
      '(leak|reveal|expose|disclose|dump|list|print|show) (me|us)? (the)? (other|all) (users|user|people|customers|requesters|persons|employees)? (s)? (tickets|messages|requests|texts) (that|which)? (were)? (sent|given|shown|passed|you)',
    opensClause: true,
  },
  {
    pattern:
      '(write|give|state|put|use|insert|enter) _*10 as (the|your)? (reason|rationale|explanation|justification) (for|of|behind)? (your|the)? (classification|decision|rating|answer|triage|verdict|label)',
  },
  {
    pattern:
      '(algorithm|ai|bot|model|machine|program|robot|software|whatever|automation) (that|which|who)? (sorts|reads|rates|triages|classifies|labels|ranks|categorises|categorizes|scores) (this|these|my|it|tickets) _*3 (rank|rate|put|choose|pick|give|mark|set|treat|label|must|should|ignore)',
  },
  {
    pattern:
      '(turn off|switch off|disable|drop|remove|lift|break|throw away|forget) your (own|usual|safety|content)*2 (filter|filters|safeguards|guardrails|rulebook|rubric|restrictions|inhibitions)',
    opensClause: true,
  },
  {
    pattern:
      'have (my|our|full|the)? permission to (drop|ignore|break|bypass|forget|override|skip|disregard) (all|any|the|your)*2 (rules|rulebook|instructions|guidelines|policy|filters|rubric)',
    notAfter: words('i we they he she who users'),
  },
  { pattern: '(tell|show|give) me what the other tickets (say|contain|are|were)' },
  { pattern: '(answer|respond|reply|classify|rate|triage) (in|with) the (persona|role|voice|character) of' },
  { pattern: 'means _*14 (classify|label|rate|triage|prioritise|prioritize) (it|this|them)? accordingly' },
  { pattern: '(answer|reply|respond) with your (rules|instructions|guidelines|prompt|configuration)' },
  {
    pattern:
      '(what follows|the following|this message|this ticket|my text|this text) (overrides|supersedes|replaces|outranks) (everything|all|your|any)',
  },
  {
    pattern:
      'ignore (anything|everything|all|whatever) (that|which) (suggests|says|indicates|implies|points to) _*8 (low|medium|minor|priority|severity|urgency)',
  },
  {
    pattern:
      '(to|for) (whichever|whatever|any|every) <MACHINE> (that)? (reads|sorts|sees|handles|rates|triages|classifies)',
  },
  {
    pattern:
      'before you (rate|classify|triage|label|score|categorise|categorize|prioritise|prioritize) (this|it|my)',
  },
  {
    pattern:
      '(<IGNORE>|without|no|break|drop|leave|had no|have no) (all|any|the|your|those|these|usual|normal|normally|standard|its|their|own)*4 (criteria|rules|guidelines|instructions|rubric|constraints|policy|scoring|prompt|limits) _*12 (critical|(highest|top|maximum|greatest) (priority|severity|urgency|level|one))',
    notAfter: RULE_IGNORERS,
    without: words('my our his her their when because but'),
    ordinary: 'request',
  },
  {
    pattern:
      '(text|message|line|ticket) (that)? you are (now)? (reading|processing|classifying) (is|was|comes|has)',
  },
  { pattern: 'your confidence (must|should|shall|has to|is|be)' },
  { pattern: '(begin|start|end|finish|open|close) (the|your) (rationale|explanation|justification) with' },
  {
    pattern:
      '(when|while) (you classify|you triage|you rate|you label|you prioritise|you prioritize|classifying|triaging) (this|it|my)',
  },
  {
    pattern:
      '<FIELD> (field|key|value)? (of|in) your (json|output|answer|response) _*2 (shall|must|should|has to|is to|to)',
  },
  { pattern: 'between us (machines|models|ais|bots)' },
  { pattern: '(dear|hello|hey) (colleague|friend|brother) in the machine' },
];

const FRAMES: readonly Omit<InjectionPhrase, 'kind' | 'wholeLine'>[] = [
  {
    pattern:
      '(the)? (ticket|ticket text|user message|user input|customer message|untrusted data|untrusted text) (ends|is over|stops|finishes|ended) (here|now|above)',
  },
  {
    pattern:
      '(end of|here ends|that was) (the)? (ticket|ticket text|user input|untrusted data|untrusted text|untrusted input|customer message|data to classify) .? (what follows|the following|now|below|new|from here|instruction|instructions)',
  },
];

/** The same instructions in another language. `~` at the end of a word matches any ending. */
interface LanguageVocabulary {
  ignore: string;
  /** Which instructions to ignore: all, the former, yours. */
  which: string;
  orders: string;
  classify: string;
  set: string;
  priority: string;
  critical: string;
  /** "You are now", "act as". */
  youAre?: string;
  machine: string;
  mine?: string;
}

const LANGUAGES: Readonly<Record<string, LanguageVocabulary>> = {
  de: {
    ignore:
      'ignoriere|ignorier|ignoriert|ignorieren|vergiss|vergessen|missachte|missachten|übergehe|übergehen|verwirf|verwerfen|beachte (nicht|keine)|hör nicht auf|befolge (nicht|keine)|halte dich nicht (mehr)? an',
    which:
      'alle|aller|deine|deinen|ihre|ihren|eure|bisherigen|vorherigen|obigen|vorigen|vorangegangenen|früheren|sämtliche|vorstehenden|ursprünglichen|erhaltenen',
    orders: 'anweisung~|instruktion~|vorgaben|regeln|befehl~|richtlinien|systemprompt|prompt',
    classify: 'klassifizier~|kategorisier~|stufe|einstufen|ordne|einordnen',
    set: 'setze|setz|markiere|vergib|vergeben|wähle|gib|antworte|trag|trage|stelle|lege|bestimme',
    priority: 'priorität|dringlichkeit|kategorie',
    critical: 'kritisch|kritische|kritischen|höchste|höchsten|critical',
    youAre:
      '(du bist|sie sind) (jetzt|nun|fortan|künftig|ab sofort|ab jetzt|von nun an|ab nun)|(ab jetzt|ab sofort|von nun an|fortan) bist du|verhalte dich wie|handle als',
    machine:
      'ki|sprachmodell|klassifikator|(anderer|neuer) assistent|ki-modell|ki-assistent|bot|assistent ohne|modell',
    mine: 'meine|meinen|unsere|unseren|fahrers|herstellers',
  },
  fr: {
    ignore:
      'ignore|ignorez|ignorer|oublie|oubliez|oublier|négligez|ne (tenez|tiens) pas compte (de|des)|ne (suis|suivez|respecte|respectez) (pas|plus)|(fais|faites) abstraction (de|des)|passe outre|(faire|fasse) abstraction (de|des)|ne (pas|plus) (suivre|respecter)',
    which:
      'toutes|tous|vos|tes|précédentes|précédents|antérieures|ci-dessus|reçues|reçus|auparavant|initiales|données',
    orders: 'instructions|consignes|règles|directives|ordres',
    classify: 'classe|classez|classer|catégorisez|catégorise',
    set: 'définis|définissez|marque|marquez|traite|traitez|donne|donnez|attribue|attribuez|mets|mettez|réponds|répondez',
    priority: 'priorité|urgence|catégorie',
    critical: 'critique|critical|maximale',
    youAre:
      '(tu es|vous êtes) (maintenant|désormais|dorénavant)|(désormais|dorénavant|à partir de maintenant) (tu es|vous êtes)|agis comme|agissez comme',
    machine: 'ia|modèle|classificateur|intelligence artificielle|assistant sans',
    mine: 'mes|nos|livreur',
  },
  es: {
    ignore:
      'ignora|ignore|ignorad|ignorar|olvida|olvide|olvidar|omite|omita|descarta|haz caso omiso de|no (hagas|haga) caso (a|de)|no (tengas|tenga) en cuenta|no sigas',
    which: 'todas|todo|tus|sus|anteriores|previas|precedentes|recibidas|recibiste|iniciales|dadas',
    orders: 'instrucciones|órdenes|reglas|indicaciones|directrices',
    classify: 'clasifica|clasifique|clasificar|categoriza|categorice',
    set: 'marca|marque|establece|establezca|trata|trate|pon|asigna|asigne|responde|responda',
    priority: 'prioridad|categoría',
    critical: 'crítico|crítica|critical|máxima',
    youAre: 'ahora eres|eres ahora|a partir de ahora eres|actúa como|actúe como',
    machine: 'ia|modelo|clasificador|inteligencia artificial',
    mine: 'mis|nuestras|mi',
  },
  it: {
    ignore:
      'ignora|ignorate|ignori|ignorare|dimentica|dimenticate|dimentichi|trascura|non (considerare|seguire)|non (tenere|tenete) conto (di|delle)',
    which: 'tutte|tue|vostre|sue|precedenti|anteriori|ricevute|iniziali|date',
    orders: 'istruzioni|regole|direttive|indicazioni|ordini',
    classify: 'classifica|classificate|classifichi|classificare|categorizza',
    set: 'imposta|impostate|segna|segnala|contrassegna|assegna|tratta|rispondi',
    priority: 'priorità|categoria',
    critical: 'critico|critica|critical|massima',
    youAre: 'ora sei|adesso sei|da ora sei|comportati come|agisci come',
    machine: 'ia|modello|classificatore|intelligenza artificiale|ai',
    mine: 'mie|nostre|corriere',
  },
  pt: {
    ignore:
      'ignore|ignora|ignorar|ignorem|esqueça|esquece|desconsidere|desconsidera|despreze|não (siga|sigas|considere|consideres)|não (leve|leves) em conta',
    which: 'todas|suas|tuas|anteriores|prévias|acima|recebeste|recebeu|recebidas|iniciais|dadas',
    orders: 'instruções|regras|ordens|diretrizes|orientações',
    classify: 'classifique|classifica|classificar|categorize',
    set: 'defina|define|marque|marca|coloque|coloca|atribua|atribui|trate|responda|responde',
    priority: 'prioridade|categoria',
    critical: 'crítico|crítica|critical|máxima',
    youAre: 'agora você é|você agora é|você é agora|tu és agora|agora és|aja como|comporte-se como',
    machine: 'ia|modelo|classificador|inteligência artificial',
    mine: 'minhas|nossas',
  },
  nl: {
    ignore: 'negeer|negeert|vergeet|sla over|veronachtzaam|volg niet|let niet op|houd geen rekening met',
    which: 'alle|je|jouw|uw|vorige|bovenstaande|eerdere|voorgaande',
    orders: 'instructies|regels|opdrachten|aanwijzingen|richtlijnen',
    classify: 'classificeer|categoriseer',
    set: 'markeer|zet|stel|geef|behandel|antwoord',
    priority: 'prioriteit|categorie',
    critical: 'kritiek|kritisch|critical|hoogste',
    youAre: '(je bent|u bent) (nu|vanaf nu|voortaan)|(vanaf nu|voortaan) ben je|gedraag je als|doe alsof je',
    machine: 'ai|taalmodel|model|classificator|assistent zonder',
    mine: 'mijn|onze',
  },
  pl: {
    ignore:
      'zignoruj~|ignoruj~|pomiń|zapomnij|odrzuć|nie (zwracaj|zwracajcie) uwagi na|nie stosuj się do|nie bierz pod uwagę',
    which:
      'wszystkie|wszystkich|poprzednie|poprzednich|swoje|swoich|wcześniejsze|wcześniejszych|powyższe|twoje',
    orders: 'instrukcj~|polecenia|poleceń|poleceniach|zasady|reguły|wytyczne|wytycznych',
    classify: 'sklasyfikuj~|zaklasyfikuj~|klasyfikuj~|skategoryzuj~',
    set: 'oznacz|ustaw|przypisz|nadaj|odpowiedz',
    priority: 'priorytet~|kategori~',
    critical: 'krytyczn~|critical|najwyższ~',
    youAre: 'jesteś teraz|teraz jesteś|od teraz jesteś|działaj jako|zachowuj się jak',
    machine: 'ai|si|model~|klasyfikator~|sztuczną inteligencją|asystentem',
    mine: 'moje|moich|nasze',
  },
  cs: {
    ignore: 'ignoruj~|zapomeň~|přehlédni|nedbej~|neřiď se|nevšímej si|neber v úvahu',
    which: 'všechny|všechna|předchozí|předchozími|předešlé|předešlými|svoje|své|dosavadní|výše',
    orders: 'instrukc~|pokyn~|pravidl~|příkaz~',
    classify: 'klasifikuj~|zařaď~|kategorizuj~',
    set: 'označ~|nastav~|přiřaď~|odpověz',
    priority: 'priorit~|kategori~',
    critical: 'kritick~|critical|nejvyšší',
    youAre: 'nyní jsi|teď jsi|jsi nyní|chovej se jako',
    machine: 'ai|model~|klasifikátor~|umělá inteligence',
    mine: 'moje|mé|naše',
  },
  sk: {
    ignore: 'ignoruj~|zabudni~',
    which: 'všetky|predchádzajúce|predošlé|svoje|doterajšie|vyššie',
    orders: 'inštrukci~|pokyn~|pravidl~|príkaz~',
    classify: 'klasifikuj~|zaraď~',
    set: 'označ~|nastav~',
    priority: 'priorit~|kategóri~',
    critical: 'kritick~|critical|najvyšši~',
    youAre: 'teraz si|odteraz si',
    machine: 'ai|model~|klasifikátor~',
    mine: 'moje|naše',
  },
  hu: {
    ignore:
      'hagyd figyelmen kívül|hagyja figyelmen kívül|figyelmen kívül|felejtsd el|felejtse el|ne kövesd|ne vedd figyelembe',
    which: 'minden|összes|korábbi|előző|eddigi|fenti',
    orders: 'utasítás~|szabály~|instrukció~|útmutat~',
    classify: 'osztályozd|osztályozza|sorold|sorolja|kategorizáld',
    set: 'jelöld|jelölje|állítsd|állítsa|adj',
    priority: 'prioritás~|kategóri~',
    critical: 'kritikus~|critical|legmagasabb~',
    youAre: 'mostantól te|te most|most te',
    machine: 'mi|ai|modell~|osztályozó|mesterséges intelligencia',
  },
  sv: {
    ignore: 'ignorera|glöm|bortse från|strunta i|åsidosätt|följ inte|inte följa|bry dig inte om',
    which: 'alla|tidigare|föregående|dina|ovanstående|era',
    orders: 'instruktion~|regler|anvisning~|order|riktlinjer|direktiv',
    classify: 'klassificera|kategorisera|klassa',
    set: 'markera|sätt|ange|ge|behandla|svara',
    priority: 'prioritet~|kategori~',
    critical: 'kritisk~|critical|högsta',
    youAre: 'du är (nu|från och med nu)|agera som|låtsas att du',
    machine: 'ai|språkmodell~|modell~|klassificerare|assistent utan',
    mine: 'mina|våra',
  },
  da: {
    ignore: 'ignorér|ignorer|glem|se bort fra|tilsidesæt|følg ikke',
    which: 'alle|tidligere|foregående|dine|ovenstående|forrige|jeres',
    orders: 'instruktion~|instrukser|regler|anvisning~|ordrer|retningslinjer',
    classify: 'klassificer|klassificér|kategoriser|kategorisér',
    set: 'marker|markér|sæt|angiv|giv|behandl|svar',
    priority: 'prioritet~|kategori~',
    critical: 'kritisk~|critical|højeste',
    youAre: 'du er (nu|fra nu af)|opfør dig som|lad som om du',
    machine: 'ai|sprogmodel~|model~|klassifikator',
    mine: 'mine|vores',
  },
  no: {
    ignore: 'ignorer|glem|se bort fra|overse|følg ikke|ikke følg',
    which: 'alle|tidligere|foregående|dine|ovenfor|forrige|deres',
    orders: 'instruks~|instruksjon~|regler|anvisning~|ordre~|retningslinjer|kommandoer',
    classify: 'klassifiser|kategoriser',
    set: 'merk|marker|sett|angi|gi|behandle|svar',
    priority: 'prioritet~|kategori~',
    critical: 'kritisk~|critical|høyeste',
    youAre: 'du er (nå|fra nå av)|opptre som|oppfør deg som|lat som du',
    machine: 'ai|ki|språkmodell~|modell~|klassifiserer',
    mine: 'mine|våre',
  },
  fi: {
    ignore: 'ohita|unohda|jätä huomiotta|älä noudata|sivuuta',
    which: 'kaikki|kaikkia|aiemmat|aiempia|aikaisemmat|edelliset|edellisiä|edeltävät|yllä|omat|saamasi',
    orders: 'ohje~|säännö~|sääntö~|määräy~|käsky~',
    classify: 'luokittele|luokittelet|luokitella|kategorisoi',
    set: 'merkitse|aseta|anna|määritä|vastaa',
    priority: 'prioriteet~|kiireellisyy~|kategori~|luokka~|luoka~',
    critical: 'kriitti~|critical|korkein~',
    youAre: 'olet nyt|tästä lähtien olet|toimi kuin|esitä',
    machine: 'tekoäly~|kielimalli~|malli~|luokittelija~|ai',
    mine: 'minun|meidän',
  },
  tr: {
    ignore: 'yoksay|yok say~|görmezden gel~|unut~|dikkate alma~|göz ardı et~|önemseme~|boş ver~',
    which: 'tüm|bütün|önceki|daha önceki|yukarıdaki|eski|sana verilen|size verilen',
    orders: 'talimat~|komut~|kural~|yönerge~|emir~|emirleri',
    classify: 'sınıflandır~|kategorize et~',
    set: 'işaretle~|ayarla~|ata|belirle~|yap|ver|cevap ver',
    priority: 'öncelik~|önceliğ~|kategori~',
    critical: 'kritik~|critical|en yüksek',
    youAre: 'artık|şu andan itibaren|bundan sonra',
    machine: 'yapay zeka~|dil modeli~|yapay zekâ~|sınıflandırıcı~',
    mine: 'benim|bizim',
  },
  ro: {
    ignore: 'ignoră|ignora|ignorați|uită|uitați|nu (ține|țineți) cont de|nu lua în seamă|nu urma',
    which: 'toate|anterioare|precedente|tale|tuturor|voastre|dumneavoastră|de mai sus',
    orders: 'instrucțiun~|instructiun~|reguli~|ordine~|ordinele|indicații~|directive~|comenzi~',
    classify: 'clasifică|clasifica|clasificați|încadrează|categorizează',
    set: 'marchează|marcheaza|setează|seteaza|atribuie|pune|tratează|răspunde',
    priority: 'priorit~|categori~',
    critical: 'critic|critică|critica|critical|maximă',
    youAre: 'acum ești|ești acum|de acum ești|comportă-te ca|acționează ca',
    machine: 'ia|ai|model~|clasificator~|inteligență artificială',
    mine: 'mele|noastre',
  },
  el: {
    ignore: 'αγνόησε|αγνοήστε|αγνόησετε|ξέχασε|ξεχάστε|παράβλεψε|παραβλέψτε|μην ακολουθείς|μη λάβεις υπόψη',
    which: 'όλες|όλους|προηγούμενες|προηγούμενους|σου|σας|παραπάνω|κάθε',
    orders: 'οδηγίες|εντολές|κανόνες|οδηγία|εντολή',
    classify: 'ταξινόμησε|ταξινομήστε|κατάταξε|κατατάξτε|κατηγοριοποίησε|χαρακτήρισε|χαρακτηρίστε',
    set: 'όρισε|ορίστε|βάλε|βάλτε|σημείωσε|θέσε|απάντησε',
    priority: 'προτεραιότητα|κατηγορία',
    critical: 'κρίσιμο|κρίσιμη|κρίσιμος|critical|ύψιστη',
    youAre: 'είσαι (τώρα|πλέον)|τώρα είσαι|είστε πλέον|συμπεριφέρσου σαν',
    machine: 'τεχνητή νοημοσύνη|μοντέλο|ταξινομητής|ai|βοηθός',
    mine: 'μου|μας',
  },
  ru: {
    ignore:
      'игнорируй~|проигнорируй~|забудь~|отбрось~|не (следуй|следуйте|учитывай|учитывайте)|не (обращай|обращайте) внимания на|пренебреги~',
    which:
      'все|всех|предыдущие|предыдущих|предыдущим|прежние|прежним|свои|твои|вышеуказанные|прошлые|выше|любые',
    orders: 'инструкци~|правила|правил|правилам|указани~|команды|предписани~|директив~',
    classify: 'классифицируй~|отнеси~|категоризируй~',
    set: 'поставь~|установи~|назначь~|присвой~|отметь~|пометь~|ответь~|выставь~',
    priority: 'приоритет~|категори~',
    critical: 'критическ~|критичн~|critical|наивысш~|высший',
    youAre: 'ты (теперь|отныне|сейчас)|вы (теперь|отныне)|теперь ты|действуй как|веди себя как',
    machine: 'ии|модель~|моделью|классификатор~|искусственный интеллект|нейросет~|бот~|ассистент~',
    mine: 'мои|наши|моих',
  },
  uk: {
    ignore:
      'ігноруй~|проігноруй~|забудь~|відкинь~|не (дотримуйся|дотримуйтесь|зважай|зважайте)|не (звертай|звертайте) уваги на|знехтуй~',
    which: 'усі|всі|попередні|попередніх|свої|твої|вищезазначені|минулі|будь-які|усіх|всіх',
    orders: 'інструкці~|правила|правил|вказівк~|команди|настанов~|директив~',
    classify: 'класифікуй~|віднеси~|категоризуй~',
    set: 'постав~|встанови~|признач~|присвой~|познач~|відповідай~|вистав~',
    priority: 'пріоритет~|категорі~',
    critical: 'критичн~|critical|найвищ~',
    youAre: 'ти (тепер|віднині|зараз)|ви (тепер|віднині)|тепер ти|дій як|поводься як',
    machine: 'ші|модел~|класифікатор~|штучний інтелект|бот~|асистент~',
    mine: 'мої|наші|моїх',
  },
  bg: {
    ignore: 'игнорирай~|забрави~|пренебрегни~|не (обръщай|обръщайте) внимание на|не следвай',
    which: 'всички|предишни|предишните|предходни|предходните|твоите|горните',
    orders: 'инструкци~|правила|указания|нареждания|команди',
    classify: 'класифицирай~|категоризирай~',
    set: 'маркирай~|задай~|постави~',
    priority: 'приоритет~|категори~',
    critical: 'критич~|critical|най-висок',
    youAre: 'ти вече си|сега си|вече си',
    machine: 'ии|модел~|класификатор~|изкуствен интелект',
    mine: 'моите|нашите',
  },
  hr: {
    ignore: 'ignoriraj~|ignoriši~|zanemari~|zaboravi~',
    which: 'sve|svih|prethodne|prethodna|ranije|svoje|tvoje|gornje|prijašnje',
    orders: 'uput~|instrukcij~|pravil~|naredb~|smjernic~|uputstva',
    classify: 'klasificiraj~|klasifikuj~|razvrstaj~|kategoriziraj~|svrstaj~',
    set: 'označi~|postavi~|dodijeli~|odgovori~',
    priority: 'prioritet~|kategorij~',
    critical: 'kritičn~|critical|najviš~',
    youAre: 'ti si sada|sada si|od sada si|ponašaj se kao',
    machine: 'ai|model~|klasifikator~|umjetna inteligencija',
    mine: 'moje|naše',
  },
  id: {
    ignore: 'abaikan|lupakan|hiraukan|jangan ikuti',
    which: 'semua|seluruh|sebelumnya|kamu|anda|di atas|terdahulu|mu',
    orders: 'instruksi|instruksimu|perintah|aturan|arahan|petunjuk|panduan',
    classify: 'klasifikasikan|kategorikan|golongkan',
    set: 'tandai|atur|tetapkan|jadikan|beri|setel|jawab',
    priority: 'prioritas|prioritasnya|kategori|keutamaan',
    critical: 'kritis|critical|tertinggi|kritikal',
    youAre:
      'kamu sekarang|anda sekarang|sekarang kamu|sekarang anda|mulai sekarang|bertindaklah sebagai|berpura-puralah',
    machine: 'ai|model|pengklasifikasi|kecerdasan buatan',
    mine: 'saya|kami',
  },
  vi: {
    ignore: 'bỏ qua|phớt lờ|quên|lờ đi|không tuân theo',
    which: 'tất cả|mọi|trước đó|trước đây|ở trên|của bạn|trước|phía trên|các',
    orders: 'hướng dẫn|chỉ dẫn|chỉ thị|quy tắc|lệnh|mệnh lệnh|yêu cầu hệ thống',
    classify: 'phân loại|xếp loại',
    set: 'đánh dấu|đặt|gán|thiết lập|trả lời',
    priority: 'mức ưu tiên|độ ưu tiên|ưu tiên|danh mục',
    critical: 'nghiêm trọng|critical|cao nhất|khẩn cấp nhất',
    youAre: 'bạn bây giờ là|bây giờ bạn là|từ giờ bạn là|từ bây giờ bạn|hãy đóng vai|hãy hành động như',
    machine: 'ai|trí tuệ nhân tạo|mô hình|bộ phân loại',
    mine: 'của tôi|chúng tôi',
  },
  ar: {
    ignore: 'تجاهل|تجاهلي|تجاهلوا|انس|انسى|أهمل|لا تتبع',
    which: 'جميع|كل|كافة|السابقة|أعلاه|تعليماتك|المذكورة|قواعدك',
    orders: 'التعليمات|تعليمات|تعليماتك|الأوامر|أوامر|القواعد|قواعد|قواعدك|الإرشادات|التوجيهات',
    classify: 'صنف|صنّف|صنفي|تصنيف|وصنف|وصنّف',
    set: 'حدد|اضبط|عين|ضع|اجعل|وحدد|واضبط|وضع|واجعل|علّم|وعلم|ضبط',
    priority: 'الأولوية|أولوية|أولويتها|الفئة|أولويته',
    critical: 'حرجة|حرج|حرجا|حرجًا|critical|قصوى|القصوى',
    youAre: 'أنت الآن|انت الان|من الآن فصاعدا أنت|تصرف كأنك|تصرف كـ',
    machine: 'ذكاء اصطناعي|الذكاء الاصطناعي|نموذج|مصنف|مساعد بلا|نظام',
    mine: 'رسالتي|تعليماتي',
  },
  fa: {
    ignore: 'نادیده بگیر~|فراموش کن~|را نادیده بگیر~',
    which: 'تمام|همه|همهٔ|قبلی|پیشین|بالا',
    orders: 'دستورات|دستورالعمل~|قوانین|راهنماها|دستورالعملهای|دستورهای',
    classify: 'طبقه بندی~|دسته بندی~|طبقه‌بندی~',
    set: 'تنظیم کن~|علامت بزن~|قرار بده~',
    priority: 'اولویت|دسته',
    critical: 'بحرانی|critical|بالاترین',
    youAre: 'تو اکنون|شما اکنون|از این پس تو',
    machine: 'هوش مصنوعی|مدل',
  },
  he: {
    ignore: 'התעלם|התעלמי|התעלמו|תתעלם|תתעלמי|שכח|תשכח|שכחי',
    which: 'כל|מכל|הקודמות|הקודמים|שלך|שלעיל|שקיבלת|למעלה|הקודמת',
    orders:
      'הוראות|ההוראות|מההוראות|הנחיות|ההנחיות|מההנחיות|כללים|הכללים|מהכללים|פקודות|הפקודות|מהוראות|מהנחיות|הוראותיך|את ההוראות',
    classify: 'סווג|וסווג|תסווג|סווגי|קטלג|לסווג',
    set: 'סמן|וסמן|קבע|וקבע|הגדר|והגדר|תן|ענה',
    priority: 'עדיפות|העדיפות|קטגוריה|דחיפות',
    critical: 'קריטי|קריטית|כקריטי|כקריטית|critical|עליונה|לקריטית|לקריטי',
    youAre: 'אתה עכשיו|אתה כעת|עכשיו אתה|מעכשיו אתה|התנהג כמו|את עכשיו',
    machine: 'בינה מלאכותית|ai|מודל|מסווג|עוזר ללא',
    mine: 'שלי|שלנו',
  },
  hi: {
    ignore: 'अनदेखा|अनदेखी|नज़रअंदाज़|नजरअंदाज|भूल जाओ|भूल जाएं|उपेक्षा|भूल जाइए|इग्नोर',
    which: 'सभी|सारे|सब|पिछले|पिछली|पहले|पूर्व|उपरोक्त|अपने|ऊपर',
    orders: 'निर्देश~|निर्देशों|आदेश~|नियम~|हिदायत~|अनुदेश~',
    classify: 'वर्गीकृत|श्रेणीबद्ध',
    set: 'सेट|चिह्नित|निर्धारित|रखें|रखो|बनाओ|बनाएं|दर्ज',
    priority: 'प्राथमिकता|श्रेणी',
    critical: 'गंभीर|critical|क्रिटिकल|अति महत्वपूर्ण|सर्वोच्च|नाज़ुक',
    youAre: 'अब तुम|अब आप|तुम अब|आप अब',
    machine: 'एआई|ai|मॉडल|कृत्रिम बुद्धिमत्ता|वर्गीकारक',
    mine: 'मेरे|हमारे|मेरी',
  },
  bn: {
    ignore: 'উপেক্ষা|অগ্রাহ্য|ভুলে যাও|ভুলে যান|এড়িয়ে যান',
    which: 'সব|সমস্ত|সকল|আগের|পূর্ববর্তী|উপরের',
    orders: 'নির্দেশ~|নির্দেশনা~|নিয়ম~|আদেশ~',
    classify: 'শ্রেণীবদ্ধ|শ্রেণিবদ্ধ',
    set: 'চিহ্নিত|সেট|নির্ধারণ',
    priority: 'অগ্রাধিকার|বিভাগ',
    critical: 'গুরুতর|critical|জটিল|সর্বোচ্চ',
    machine: 'এআই|ai|মডেল',
  },
  ja: {
    ignore: '気にせず|気にしない|守らず|無視|忘れ|無効|従わない',
    which: '以前|これまで|すべて|全て|上記|前|今まで|あなた|システム|全ての|先ほど',
    orders: '指示|命令|ルール|規則|プロンプト|指令|設定',
    classify: '分類',
    set: '設定|マーク|指定|して|回答|答え',
    priority: '優先度|優先順位|カテゴリ',
    critical: '緊急|重大|最優先|critical|クリティカル|最高|致命的',
    youAre: 'あなたは今|あなたはこれから|今からあなたは|これからあなたは|として振る舞',
    machine: 'ai|モデル|分類器|人工知能|アシスタント',
  },
  zh: {
    ignore: '不要按照|不按|不用管|忽略|无视|無視|忘记|忘記|忘掉|不要遵循|不要理会|别管|忽視|忽视',
    which: '之前|以前|以上|所有|全部|先前|前面|上述|上面|一切|你|您|系统|系統',
    orders: '指令|指示|说明|說明|规则|規則|提示|命令|要求|设定',
    classify: '分类|分類|归类|歸類',
    set: '标记|標記|设置|設置|设为|設為|设定|設定|改为|定为|回答|输出|标为',
    priority: '优先级|優先級|优先|類別|类别|优先权',
    critical: '紧急|緊急|严重|嚴重|关键|最高|critical|危急',
    youAre: '你现在是|你現在是|从现在起你|從現在起你|您现在是|扮演|充当',
    machine: 'ai|模型|人工智能|人工智慧|分类器|分類器|助手|机器人',
  },
  ko: {
    ignore: '무시~|잊어~|잊고|따르지',
    which: '이전~|모든|위|지금까지|앞선|기존|당신|시스템|앞의|전의|이전의|위의',
    orders: '지시~|명령~|규칙~|지침~|프롬프트~|지시사항~|안내~',
    classify: '분류~',
    set: '설정~|표시~|지정~|처리~|답~|변경~',
    priority: '우선순위~|우선~|카테고리~|중요도~',
    critical: '긴급~|심각~|치명~|critical|최우선~|위험~|크리티컬~|중대~|최고~',
    youAre: '너는 이제|당신은 이제|이제 너는|이제 당신은|지금부터 너는|지금부터 당신은',
    machine: 'ai|인공지능~|모델~|분류기~|봇~',
  },
  th: {
    ignore: 'ละเว้น|เพิกเฉย|ลืม|ไม่ต้องสนใจ|อย่าทำตาม|ไม่สนใจ',
    which: 'ทั้งหมด|ก่อนหน้า|ก่อนหน้านี้|ข้างต้น|ทุก|ของคุณ',
    orders: 'คำสั่ง|คำแนะนำ|กฎ|ข้อกำหนด',
    classify: 'จัดประเภท|จำแนก|จัดหมวดหมู่',
    set: 'ตั้งค่า|กำหนด|ทำเครื่องหมาย|ระบุ|ตั้ง',
    priority: 'ลำดับความสำคัญ|ความสำคัญ|หมวดหมู่|ความเร่งด่วน',
    critical: 'วิกฤต|critical|สูงสุด|ร้ายแรง|วิกฤติ',
    youAre: 'ตอนนี้คุณเป็น|คุณเป็น|จากนี้ไปคุณ',
    machine: 'ai|เอไอ|ปัญญาประดิษฐ์|โมเดล',
  },
};

// Languages with a smaller vocabulary.
const MORE_LANGUAGES: Readonly<Record<string, LanguageVocabulary>> = {
  ca: {
    ignore: 'ignora|ignoreu|ignori|oblida|oblideu',
    which: 'totes|tots|anteriors|prèvies|teves|vostres',
    orders: 'instruccions|ordres|regles|indicacions',
    classify: 'classifica|classifiqueu|categoritza',
    set: 'marca|marqueu|estableix|posa',
    priority: 'prioritat|categoria',
    critical: 'crític|crítica|critical|màxima',
    machine: 'ia|model|classificador',
    mine: 'meves|nostres',
  },
  et: {
    ignore: 'ignoreeri|ignoreerige|unusta|unustage|eira|eirake',
    which: 'kõiki|kõik|varasemaid|varasemad|eelnevaid|eelnevad|eelmised|eelmisi|oma|ülaltoodud',
    orders: 'juhise~|juhised|korraldus~|reegl~|käsk~|käsu~|instruktsioon~',
    classify: 'klassifitseeri|liigita|liigitage',
    set: 'märgi|määra|sea|pane',
    priority: 'prioriteet~|kategooria~',
    critical: 'kriitili~|critical|kõrgeim~',
    machine: 'ai|mudel|tehisintellekt',
    mine: 'minu|meie',
  },
  lt: {
    ignore: 'ignoruok~|pamiršk~|nepaisyk~|nekreipk dėmesio',
    which: 'visas|visus|visų|ankstesnes|ankstesnių|ankstesnius|savo|aukščiau',
    orders: 'instrukcij~|nurodym~|taisykl~|komand~',
    classify: 'klasifikuok~|priskirk~',
    set: 'pažymėk~|nustatyk~|nustatykite',
    priority: 'prioritet~|kategorij~',
    critical: 'kritin~|critical|aukščiausi~',
    machine: 'di|model~',
    mine: 'mano|mūsų',
  },
  lv: {
    ignore: 'ignorē|ignorējiet|aizmirsti|aizmirstiet|neņem vērā',
    which: 'visus|visas|iepriekšējos|iepriekšējās|iepriekšējo|savus|savas|augstāk',
    orders: 'norādījum~|instrukcij~|noteikum~|komand~|pavēl~',
    classify: 'klasificē|klasificējiet',
    set: 'atzīmē|atzīmējiet|iestati|iestatiet',
    priority: 'prioritāt~|kategorij~',
    critical: 'kritisk~|critical|augstāk~',
    machine: 'mi|model~',
    mine: 'manas|mūsu',
  },
  sl: {
    ignore: 'ignoriraj~|prezri~|pozabi~|ne upoštevaj~',
    which: 'vsa|vse|prejšnja|prejšnje|prejšnjih|svoja|zgornja|dosedanja',
    orders: 'navodil~|ukaz~|pravil~|inštrukcij~',
    classify: 'razvrsti~|klasificiraj~|uvrsti~',
    set: 'označi~|nastavi~|določi~',
    priority: 'prioritet~|prednost~|kategorij~',
    critical: 'kritičn~|critical|najvišj~',
    machine: 'ui|model~|klasifikator~',
    mine: 'moja|naša',
  },
  ms: {
    ignore: 'abaikan|lupakan',
    which: 'semua|terdahulu|sebelum|sebelumnya|anda|di atas',
    orders: 'arahan|peraturan|perintah',
    classify: 'kelaskan|klasifikasikan',
    set: 'tandakan|tetapkan',
    priority: 'keutamaan|kategori',
    critical: 'kritikal|critical|tertinggi',
    machine: 'ai|model',
    mine: 'saya|kami',
  },
  tl: {
    ignore: 'balewalain|huwag pansinin|kalimutan',
    which: 'lahat|naunang|nakaraang|iyong|mga nauna',
    orders: 'tagubilin|utos|panuto|patakaran',
    classify: 'uriin|iuri|ikategorya',
    set: 'markahan|itakda',
    priority: 'prayoridad|priyoridad|kategorya',
    critical: 'kritikal|critical|pinakamataas',
    machine: 'ai|modelo',
  },
  af: {
    ignore: 'ignoreer|vergeet|verontagsaam',
    which: 'alle|vorige|jou|bostaande|voriges',
    orders: 'instruksies|reëls|opdragte',
    classify: 'klassifiseer|kategoriseer',
    set: 'merk|stel',
    priority: 'prioriteit|kategorie',
    critical: 'krities|kritieke|critical|hoogste',
    machine: 'ki|model',
    mine: 'my|ons',
  },
  sw: {
    ignore: 'puuza|sahau|usifuate',
    which: 'yote|zote|awali|yaliyotangulia|yako|hapo',
    orders: 'maagizo|maelekezo|sheria|amri',
    classify: 'ainisha|panga',
    set: 'weka|tia',
    priority: 'kipaumbele|kategoria',
    critical: 'muhimu|critical|dharura',
    machine: 'ai|modeli',
  },
  ur: {
    ignore: 'نظر انداز|نظرانداز|بھول',
    which: 'تمام|سب|پچھلی|پچھلے|سابقہ|پہلے|اوپر',
    orders: 'ہدایات|ہدایت|احکامات|قواعد|اصول',
    classify: 'درجہ بندی',
    set: 'سیٹ|نشان',
    priority: 'ترجیح|زمرہ',
    critical: 'نازک|critical|انتہائی',
    machine: 'اے آئی|ماڈل',
  },
  ta: {
    ignore: 'புறக்கணி~|மறந்து~|தவிர்~',
    which: 'அனைத்து|எல்லா|முந்தைய|மேலே',
    orders: 'வழிமுறை~|அறிவுறுத்தல்~|விதி~|கட்டளை~',
    classify: 'வகைப்படுத்து~',
    set: 'அமை~|குறி~',
    priority: 'முன்னுரிமை~',
    critical: 'முக்கிய~|critical|அவசர~',
    machine: 'ai|மாதிரி',
  },
};

function inLanguage(language: LanguageVocabulary): InjectionPhrase[] {
  const { ignore, which, orders, classify, set, priority, critical, youAre, machine, mine } = language;
  const without = mine ? words(mine.split('|').join(' ')) : undefined;
  const value = `(${critical}|${VALUE})`;
  const override = [
    `(${ignore}) _*3 (${which}) _*3 (${orders})`,
    `(${ignore}) _*2 (${orders}) _*4 (${which})`,
    `(${which}) _*3 (${orders}) _*3 (${ignore})`,
    `(${orders}) _*2 (${which}) _*3 (${ignore})`,
  ].map((pattern, at) => ({
    kind: 'override' as const,
    pattern,
    wholeLine: true,
    without,
    opensClause: at < 2,
  }));
  const together = [
    `(${machine}) :? _*6 (${set}|${classify}) _*4 (${critical})`,
    `(${machine}) :? _*8 (${critical}) _*3 (${set}|${classify})`,
    `(${ignore}) _*3 (${orders}) _*8 (${critical})`,
    `(${orders}) _*3 (${ignore}) _*8 (${critical})`,
  ].map((pattern) => ({
    kind: 'address' as const,
    pattern,
    wholeLine: true,
    without,
    ordinary: 'request' as const,
  }));
  const verdict = [
    `(${classify}) _*5 ${value}`,
    `(${set}) _*4 (${priority}) :? _*3 ${value}`,
    `(${priority}) :? _*3 ${value} _*3 (${set})`,
    `(${set}) _*4 (${critical}) (${priority})`,
  ].map((pattern, at) => ({
    kind: 'verdict' as const,
    pattern,
    wholeLine: false,
    ordinary: at < 1 ? ('statement' as const) : ('request' as const),
  }));
  const address = youAre
    ? [{ kind: 'address' as const, pattern: `(${youAre}) _*3 (${machine})`, wholeLine: true }]
    : [];
  return [...override, ...together, ...verdict, ...address];
}

/** "Note to", and other names of an AI. */
const NOTE =
  'hinweis|nachricht|anweisung|notiz|mitteilung|note|message|instruction|consigne|nota|aviso|mensaje|instrucción|messaggio|avviso|mensagem|instrução|opmerking|bericht|notitie|uwaga|wiadomość|notatka|poznámka|zpráva|správa|megjegyzés|üzenet|meddelande|notis|besked|melding|bemærkning|viesti|huomautus|mesaj|not|notă|σημείωση|μήνυμα|примечание|сообщение|указание|инструкция|примітка|повідомлення|бележка|съобщение';
const TO_WHOM =
  "an|für|to|for|pour|à|au|aux|a|al|all'|alla|ao|para|per|aan|voor|dla|do|pro|till|til|pentru|για|προς|для|за";
const OTHER_ARTICLES =
  "das|die|den|dem|der|le|la|l'|les|el|los|il|lo|l'|o|os|as|de|het|diese|dieses|cette|este|esta|questo|our|the";
const AI_NAMES =
  'ki|ai|ia|si|ии|ші|sprachmodell|klassifikator|ki-modell|ki-assistent~|künstliche intelligenz|intelligence artificielle|modèle de langage|assistant ia|inteligencia artificial|modelo de lenguaje|asistente de ia|clasificador|inteligência artificial|modelo de linguagem|assistente de ia|classificador|intelligenza artificiale|modello linguistico|classificatore|taalmodel|sztucznej inteligencji|modelu językowego|umělou inteligenci|jazykový model|språkmodell~|sprogmodel~|tekoäly~|mesterséges intelligenci~|yapay zeka~|τεχνητή νοημοσύνη|нейросет~|языковой модели|искусственного интеллекта|штучного інтелекту|мовної моделі';

/** For languages with another name for AI. */
const NOTES =
  "(hinweis|nachricht|anweisung|notiz) an (die|das)? (ki|sprachmodell|modell)|(an die|liebe|achtung) ki|(note|message|instruction) (pour|à) l'ia|(nota|mensaje|instrucción) para la ia|(nota|messaggio) per l'ia|(nota|mensagem) para a ia|(uwaga|wiadomość|notatka) dla (ai|si|modelu)|(примечание|сообщение|указание|инструкция) для (ии|модели|классификатора|нейросети)|(примітка|повідомлення) для (ші|моделі)|(注意|致|给) ?(ai|人工智能)|ai ?(への|へ) ?(注意|メモ|指示)|(notis|meddelande|till) till (ai:n|ai)|(not|mesaj) (yapay zekaya|yapay zekâya)";

/** "Answer", "only", "show" and "system prompt" in all languages, since each is sufficient. */
const ANSWER =
  'antworte|antworten sie|réponds|répondez|responde|responda|responded|rispondi|rispondete|risponda|antwoord|odpowiedz|odpowiadaj|odpowiadasz|odpověz|odpovídej|odpovedz|svara|svar|vastaa|cevap ver~|yanıtla~|yanıtını ver~|răspunde|răspundeți|απάντησε|απαντήστε|ответь|отвечай|отвечайте|ответьте|відповідай|відповідайте|отговори|отговаряй|trả lời|jawab|jawablah|válaszolj|devuelve|devuelva|renvoie|renvoyez|gib aus|retourne|restituisci|回答|答え|返答|出力|输出|回复|대답~|답하~|답변~|أجب|ענה|השב|जवाब|उत्तर दो|ตอบ';
const ONLY =
  'nur|ausschließlich|einzig|uniquement|seulement|únicamente|solamente|sólo|solo|apenas|somente|soltanto|unicamente|alleen|enkel|tylko|wyłącznie|pouze|jen|len|iba|bara|endast|enbart|kun|bare|vain|ainoastaan|yalnızca|sadece|doar|numai|μόνο|только|лишь|лише|тільки|само|chỉ|hanya|csak|immer|toujours|siempre|sempre|altijd|zawsze|vždy|alltid|altid|aina|her zaman|mereu|πάντα|всегда|завжди|だけ|のみ|必ず|只|仅|만|이라고만|라고만|항상|فقط|רק|केवल|सिर्फ';
const SHOW =
  'zeig|zeige|laat|اكتب|sag|sage|verrate|gib|nenne|wiederhole|schreib|schreibe|drucke|übersetze|affiche|affichez|montre|montrez|révèle|révélez|répète|répétez|donne|donnez|recopie|traduis|muestra|muestre|muéstrame|revela|revele|repite|repita|dime|imprime|escribe|mostra|mostrami|rivela|ripeti|stampa|scrivi|mostre|exiba|repita|toon|onthul|herhaal|geef|pokaż|wyświetl|ujawnij|powtórz|wypisz|podaj|zobraz|ukaž|vypiš|prozraď|zopakuj|visa|avslöja|upprepa|vis|afslør|gentag|avslør|gjenta|näytä|paljasta|toista|göster~|açıkla~|tekrarla~|yazdır~|arată|afișează|dezvăluie|repetă|δείξε|εμφάνισε|αποκάλυψε|покажи|выведи|раскрой|повтори|напечатай|виведи|розкрий|mutasd|írd ki|ismételd|hiển thị|tiết lộ|tampilkan|tunjukkan|ungkapkan|表示|見せ|出力|教え|输出|显示|展示|告诉|重复|보여~|출력~|공개~|알려~|اعرض|أظهر|اكشف|اطبع|הצג|הראה|חשוף|הדפס|दिखाओ|दिखाएं|बताओ|प्रदर्शित|แสดง';
const SYSTEM_PROMPT =
  'systemprompt~|systeemprompt~|systémov~ instrukc~|system prompt|systemanweisung~|systemnachricht|prompt (de|del|di|do|du) (sistema|système)|prompt système|(invite|instructions|consignes) (de)? système|(instrucciones|instruções|indicaciones) (de|del|do) sistema|istruzioni di sistema|(prompt|istruzioni|instrucțiuni~) (de)? sistem~|prompt~ systemow~|systemow~ prompt~|systémov~ prompt~|systeeminstructies|sistem istem~|sistem komut~|järjestelmäkehot~|rendszerprompt~|rendszerutasítás~|system instruks~|системн~ (промпт~|промт~|инструкци~|підказк~|інструкці~|указания|съобщение)|prompt hệ thống|lời nhắc hệ thống|システムプロンプト|系统提示|系統提示|系统指令|시스템 프롬프트~|시스템프롬프트~|موجه النظام|تعليمات النظام|הנחיית המערכת|הוראות המערכת|פרומפט~|सिस्टम प्रॉम्प्ट|προτροπή συστήματος';
const YOUR =
  'dein~|ihren|ihre|ton|tes|votre|vos|tu|tus|su|il tuo|tuo|tue|seu|teu|je|jouw|uw|twój|swój|svůj|tvůj|din|ditt|dina|dit|senin|tău|твой|свой|свій|あなたの|你的|너의|당신의|خاص بك|שלך|आपका|अपना';
const WORD_FOR_WORD =
  'wort für wort|wortwörtlich|mot pour mot|mot à mot|palabra por palabra|parola per parola|palavra por palavra|woord voor woord|słowo w słowo|slovo od slova|ord för ord|ord for ord|sana sanalta|kelimesi kelimesine|cuvânt cu cuvânt|λέξη προς λέξη|слово в слово|дословно|一字一句|逐字|그대로|そのまま|كلمة بكلمة|מילה במילה';
const YOU_RECEIVED =
  'nach denen du|du befolgst|du bekommst|que tu suis|que sigues|che segui|que você segue|że się kierujesz|ты следуешь|dir (vorher|zuvor|davor)? gesagt wurde|(te|t) (dijeron|han dicho)|te disseram|ti è stato detto|(on)? t a dit|тебе сказали|ci powiedziano|du (erhalten|bekommen) hast|(dir|ihnen) (gegeben|gesagt|erteilt)|hast du (vor diesem text|vorher|zuvor)? (erhalten|bekommen)|du (vor diesem text|vorher|zuvor) (erhalten|bekommen)|(tu as|vous avez) (reçues|reçu|reçus)|on t a (donné|donnés|données)|recibiste|has recibido|te dieron|hai ricevuto|ti hanno dato|recebeste|você recebeu|te deram|je (hebt)? (gekregen|kreeg)|otrzymałeś|dostałeś|jsi dostal|ты получил~|тебе дали|ти отримав|du fick|du fik|sait|ai primit';
/** Addressing an AI: "KI, …", "AIさん、…". */
const AI_SPOKEN_TO =
  '(an|the|o|hé|hey|ach|also|und|et|y|e)? (ki|ai|ia|llm|gpt|chatgpt|ии|ші|нейросеть|yapay zeka|एआई|人工智能|人工知能|الذكاء الاصطناعي|sztuczna inteligencjo|classificateur|klassifikator|clasificador|classificatore|classificador|классификатор|classifier) (model~|modell|bot~|assistent~|assistant|さん|君|你好|야|님|助手)?';
const OUTDATED =
  'superseded|deprecated|outdated|obsolete|void|invalid|hinfällig|ungültig|veraltet|überholt|obsolètes|caduques|périmées|obsoletas|caducadas|caducas|inválidas|mudaram|cambiaron|han cambiado|ont changé|superate|cambiate|vervallen|verouderd|nieaktualne|nieważne|neplatné|zastaralé|ogiltiga|ugyldige|ugyldig|vanhentuneet|geçersiz~|устарели|недействительны|изменились|застаріли|失效|作废|無効|무효~';
const RATIONALE_FIELD =
  'begründung|justification|explication|justificación|explicación|motivazione|spiegazione|justificativa|justificação|explicação|onderbouwing|uitleg|toelichting|uzasadnieni~|zdůvodnění|motivering~|begrunnelse|begrundelse|perustelu~|gerekçe~|обоснован~|объяснени~|пояснени~|обґрунтуван~|理由欄|理由字段|说明字段';
const OTHER_TICKETS =
  '(anderen|übrigen|autres|otros|demás|altri|outros|andere|innych|ostatních|andra|andre|muiden|diğer|других|остальных|інших) (tickets|ticket|anfragen|demandes|solicitudes|richieste|chamados|zgłoszeń|ärenden|sager|заявок|тикетов|звернень|talep~)|他のチケット|其他工单|다른 티켓';
const WRITE =
  'schreib~|écris|écrivez|escribe|escriba|scrivi|escreva|schrijf|napisz|napiš|skriv|kirjoita|yaz|напиши|write';
const PRETEND =
  'tu (so)? als|tue (so)? als|stell dir vor|(fais|faites) (comme si|semblant)|imagine que|haz (como si|de cuenta)|finge|fai finta|finja|faça de conta|doe alsof|udawaj|wyobraź sobie|předstírej|låtsas|lad som om|lat som|leikisti|притворись|представь|вдруг|уяви|hayal et|preface te';
const NO_LONGER =
  'du bist (kein|keine) _*1|du bist nicht (mehr|länger)|(tu n es|vous n êtes) (plus|pas)|ya no eres|no eres|non sei (più)?|(você|tu) não (é|és) (mais)?|je bent (geen|niet langer)|(już)? nie jesteś (już)?|už nejsi|du är inte (längre)?|du er ikke (lenger|længere)?|ты (больше)? не|ти (більше)? не|artık';
const CLASSIFIER =
  'klassifi~|classificat~|clasificad~|klasyfikator~|klasifikátor~|triage~|классификатор~|класифікатор~|sınıflandırıcı~|sprachmodell~|modèle|modelo|modello|taalmodel|modell';
const THE_ANSWER_IS =
  '(richtige|korrekte|einzige|bonne|seule|correcta|única|giusta|corretta|unica|certa|correta|juiste|enige|poprawna|jedyna|prawidłowa|správná|rätta|rigtige|riktige|oikea|doğru|правильный|единственный|верный|правильна) (antwort|réponse|respuesta|risposta|resposta|antwoord|odpowiedź|odpověď|svaret|svar|vastaus|cevap|ответ|відповідь) (ist|lautet|est|es|è|é|is|to|je|zní|är|er|on)?';
const MACHINE_WITHOUT =
  '(bot~|assistent~|asistent~|assistant~|asystent~|asistan~|ki|ai|ia|бот~|ассистент~|помічник~) (ohne|sans|sin|senza|sem|zonder|bez|utan|uden|uten|без) _*1 (regeln|einschränk~|beschränk~|grenzen|règles|limite~|restriction~|reglas|límites|restriccion~|regole|limiti|restrizioni|regras|restrições|regels|beperking~|zasad|ogranicze~|pravidel|omezení|regler|begränsning~|begrensning~|правил|ограничений|обмежень)|(没有|無|不受)(任何)?(限制|规则|約束)的?(助手|ai|模型)|制限の?ない(ai|アシスタント)';
/** "These rules no longer apply." */
const RULES_END =
  '(regeln|anweisungen|vorgaben|richtlinien) (gelten|gilt) (ab jetzt|ab sofort|nun)? nicht (mehr|länger)|(règles|consignes|instructions) _*2 ne (s appliquent|sont) plus|(reglas|instrucciones) _*3 ya no (se aplican|valen|aplican|son válidas)|(regole|istruzioni) _*3 non (valgono|sono) più|(regras|instruções) _*3 já não (valem|se aplicam)|(zasady|reguły|instrukcje) (już)? (nie obowiązują|nieaktualne|zostały anulowane)|(правила|инструкции|указания) (больше не действуют|отменены|отменяются|аннулированы)|(правила|інструкції) (більше не діють|скасовані|скасовано)|(regler~|instruktioner~) gäller inte längre|kurallar (artık)? geçerli değil|规则(已|不再)(作废|适用|有效)|ルールは(無効|適用されません)';

/** Instructions in other languages that no vocabulary covers. */
const SINGLE_PHRASES: readonly Omit<InjectionPhrase, 'kind' | 'wholeLine'>[] = [
  { pattern: '(تجاهل|تجاهلي|انس|انسى|اهمل) (تعليماتك|أوامرك|قواعدك|توجيهاتك|إرشاداتك)' },
  { pattern: '(alle|sämtliche) (regeln|anweisungen|vorgaben) sind (aufgehoben|ungültig|außer kraft)' },
  {
    pattern:
      '(lass|lasse|lassen sie) (alle|deine|ihre|die|sämtliche|bisherigen|vorherigen|obigen|früheren)*3 (anweisungen|vorgaben|regeln|richtlinien|befehle) (außer acht|beiseite|unberücksichtigt)',
  },
];

const AI_ONLY_PHRASES: readonly string[] = [
  `(${SHOW}) _*5 (${SYSTEM_PROMPT})`,
  `(${SYSTEM_PROMPT}) _*5 (${SHOW})`,
  `(${YOUR}) (komplett~|vollständig~)? (${SYSTEM_PROMPT})`,
  `(${SYSTEM_PROMPT}) (${YOUR})`,
  `(${SHOW}) _*4 (${WORD_FOR_WORD})`,
  `(${SHOW}) _*8 (${YOU_RECEIVED})`,
  `(welche|quelles|quali|quais|welke|jakie|какие) _*3 (${YOU_RECEIVED})`,
  // Not with the other languages, because accents are ignored: "que vous avez reçu" is an ordinary clause.
  'qué _*3 (recibiste|has recibido|te dieron|(te|t) (dijeron|han dicho))',
];

const ALL_LANGUAGES = Object.values({ ...LANGUAGES, ...MORE_LANGUAGES });

function ofAll(part: (language: LanguageVocabulary) => string): string {
  return ALL_LANGUAGES.map(part).join('|');
}

const ANY_VALUE = `(${ofAll(({ critical }) => critical)}|${VALUE})`;

const ALL_PHRASES: readonly InjectionPhrase[] = [
  ...OVERRIDES.map((pattern): InjectionPhrase => ({
    kind: 'override',
    pattern,
    wholeLine: true,
    notAfter: RULE_IGNORERS,
    without: PEOPLE_RULES,
    notBefore:
      /^ (?:of|for|from|on|in|given by) (?:my|our|his|her|their|the (?:manual|leaflet|manufacturer|box))|^ (?:of|on) the (?!system|prompt|triage|model|ai|classifier|context|conversation)/,
  })),
  ...SINGLE_PHRASES.map((phrase): InjectionPhrase => ({ ...phrase, kind: 'override', wholeLine: true })),
  ...VERDICTS.map((phrase): InjectionPhrase => ({
    notBefore: /critical$/.test(phrase.pattern)
      ? /^ (?:to|for|of|path|hit|role)\b/
      : /^ (?:accounts?|ledgers?|manager|contractor|terms|contrast|power|volume)\b/,
    ...phrase,
    kind: 'verdict',
    wholeLine: false,
  })),
  ...ADDRESSES.map((phrase): InjectionPhrase => ({ ...phrase, kind: 'address', wholeLine: true })),
  { kind: 'address', wholeLine: true, pattern: NOTES, before: /^\s{0,2}[:,!：，]/ },
  {
    kind: 'address',
    wholeLine: true,
    pattern: `(${NOTE})? (${TO_WHOM}) (${OTHER_ARTICLES})*2 (${AI_NAMES})`,
    before: /^\s{0,2}[:：!]/,
  },
  {
    kind: 'address',
    wholeLine: true,
    pattern: `(${NOTE}) (destinado|destiné|diretta|gerichtet)? (${TO_WHOM}) (${OTHER_ARTICLES})*2 (${AI_NAMES}|model~|modèl~|bot~|модел~|モデル)`,
    before: /^\s{0,2}[:：!,;]/,
  },
  {
    kind: 'address',
    wholeLine: true,
    pattern: `(liebe|lieber|geehrte|hallo|hey|chère|cher|bonjour|querida|querido|hola|estimada|cara|caro|ciao|gentile|olá|prezada|beste|lieve|droga|drogi|milá|kära|bästa|hej|kjære|kære|hyvä|sevgili|dragă|дорогая|дорогой|уважаемая|уважаемый|привет|шановна) (${AI_NAMES}|bot~|chatbot~|modell~|modèle|modelo)`,
    before: /^\s{0,2}[:!,;]/,
  },
  {
    kind: 'address',
    wholeLine: true,
    pattern: `(wenn du|falls du|si tu es|si eres|se sei|se você é|als je|jeśli jesteś|pokud jsi|om du är|hvis du er|jos olet|eğer|если ты|якщо ти) _*2 (automatisches system|automatisierte~|${AI_NAMES}|bot~|maschine|un bot|machine|máquina|macchina|automaat)`,
    notBefore: /^ (?:team|abteilung)/,
  },
  {
    kind: 'address',
    wholeLine: true,
    pattern: `(ai|人工知能|人工智能|人工智慧) (への|へ の|へ) (メッセージ|注意|指示|メモ|お願い)`,
  },
  { kind: 'address', wholeLine: true, pattern: MACHINE_WITHOUT },
  {
    kind: 'address',
    wholeLine: true,
    pattern: AI_SPOKEN_TO,
    opensClause: true,
    before: /^\s{0,2}[,:、，：!]\s{0,2}[\p{Ll}\p{Lo}]/u,
    notBefore: /^, ?(?:ki|ai|ia|llm|gpt|chatgpt|and|und|et|y|e|or|oder|machine|ml|data|cloud|robot)\b/,
  },
  {
    kind: 'override',
    wholeLine: true,
    pattern: `(${YOUR}|your|twoje|твои|tuas|tue) _*1 (${ofAll(({ orders }) => orders)}|instructions|rules|guidelines) _*2 (${OUTDATED})`,
    ordinary: 'request',
  },
  {
    kind: 'address',
    wholeLine: true,
    pattern: `(${SHOW}|${WRITE}) _*8 (${OTHER_TICKETS}|geheim~|(${YOUR}|tue) (${ofAll(({ orders }) => orders)})) _*6 (${RATIONALE_FIELD})`,
  },
  {
    kind: 'address',
    wholeLine: true,
    pattern: `(${WRITE}) _*4 (${RATIONALE_FIELD}) _*6 (${OTHER_TICKETS}|(${YOUR}|tue) (${ofAll(({ orders }) => orders)}))`,
  },
  {
    kind: 'address',
    wholeLine: true,
    pattern: '(assistant|assistent|asistente|assistente|modèle|modelo|modello|model|modell) (ia|ai|ki)',
    opensClause: true,
    before: /^\s{0,2}[,:!]\s{0,2}\p{Ll}/u,
  },
  {
    kind: 'address',
    wholeLine: true,
    pattern: `(como|als|en tant que|come|jako|как|som|olarak) (${OTHER_ARTICLES}|un|una|une|ein|eine|een)*2 (${AI_NAMES}) _*1 (debes|deberías|musst|solltest|dois|devi|deves|deve|musisz|måste|skal|должен|должна|moet)`,
  },
  { kind: 'address', wholeLine: true, pattern: `(${NO_LONGER}) _*1 (${CLASSIFIER})` },
  { kind: 'address', wholeLine: true, pattern: `(${PRETEND}) _*6 (${ofAll(({ orders }) => orders)})` },
  {
    kind: 'verdict',
    wholeLine: false,
    ordinary: 'request',
    pattern: `(${ANSWER}|твой ответ|deine antwort|ta réponse|tu respuesta|la tua risposta|sua resposta|twoja odpowiedź) :? _*2 (${ofAll(({ critical }) => critical)}|critical)`,
  },
  { kind: 'verdict', wholeLine: false, pattern: `${THE_ANSWER_IS} ${ANY_VALUE}` },
  ...AI_ONLY_PHRASES.map((pattern): InjectionPhrase => ({ kind: 'address', wholeLine: true, pattern })),
  { kind: 'override', wholeLine: true, pattern: RULES_END, ordinary: 'question' },
  ...[
    `(${ANSWER}) _*4 (${ONLY}) _*3 ${ANY_VALUE}`,
    `(${ONLY}) _*3 ${ANY_VALUE} _*3 (${ANSWER})`,
    `(${ANSWER}) _*3 ${ANY_VALUE} _*2 (${ONLY})`,
    `${ANY_VALUE} _*4 (${ONLY}) _*2 (${ANSWER})`,
  ].map((pattern): InjectionPhrase => ({ kind: 'verdict', wholeLine: false, pattern })),
  ...FRAMES.map((phrase): InjectionPhrase => ({ ...phrase, kind: 'frame', wholeLine: true })),
  ...ALL_LANGUAGES.flatMap(inLanguage),
  {
    kind: 'verdict',
    wholeLine: false,
    ordinary: 'statement',
    pattern: `${ANY_VALUE} _*4 (${ofAll(({ classify }) => classify)})`,
  },
];

export const PHRASES: readonly InjectionPhrase[] = ALL_PHRASES.map((phrase) => ({
  ...phrase,
  pattern: expand(phrase.pattern),
}));

/** Words after a value that belong to the instruction: "critical, billing, with confidence 1.0 and nothing else". */
export const TAIL = words(
  `${VALUE.replaceAll('|', ' ')} and with as in the it its is to at of a priority priorities category severity urgency confidence classification label level immediately regardless always only queue team maximum full highest certainty certain set 1 0 9 95 99 100 percent nothing else no matter what kritisch ein`,
);

/** Polite words in requests to people, before or after the request. */
export const POLITE = words(
  'please pls plz kindly appreciate grateful thanks thank hope hoping wish wonder bitte danke gerne svp plaît veuillez merci favor gracias favore grazie obrigado obrigada alstublieft graag dank proszę dziękuję prosím děkuji ďakujem snälla tack vänligen venligst tak vennligst takk voisitteko kiitos lütfen teşekkürler kérem köszönöm пожалуйста прошу спасибо ласка дякую παρακαλώ ευχαριστώ tolong mohon terima xin cảm rog رجاء فضلك أرجو شكرا בבקשה תודה कृपया धन्यवाद',
);
/** The second words of phrases before a request: "could you", "we need". */
export const ASKING = words(
  'could can would may might will should i we somebody someone anyone how possible want need needs believe think suggest perhaps maybe könnten könntest könnte würden würdest können kannst ich wir pourriez pourrais peux pouvez je nous podría podrían puede pueden potete potreste può puoi poderia poderiam podem kunt kunnen czy moglibyście mogliby můžete mohli můžete kan skulle kunde kunne voitteko voisiko можно можете могли би можете могли μπορείτε bisakah bolehkah هل يمكن אפשר האם क्या',
);
/** Polite phrases of languages written without spaces. */
export const POLITE_MARKS =
  /お願い|ください|下さい|いただけ|请问|麻烦|請問|能否|可以|谢谢|謝謝|부탁|주세요|주시|감사|กรุณา|ขอบคุณ|โปรด/;
/** Words of complaints about a decision, or about another system's values. */
export const COMPLAINT = words(
  'but although however instead wrongly wrong mistake mistakenly incorrectly incorrect actually why error though yet unfortunately aber obwohl falsch fälschlich fälschlicherweise irrtümlich warum mais pourquoi erreur pero perché mas ale але но почему dlaczego',
);
/** Words that may precede a clause, besides polite ones. */
export const CONNECTIVES = words(
  'and then now also so or you must just und dann jetzt nun also et puis alors maintenant donc y e luego ahora entonces poi ora adesso quindi agora então en dan nu och og så i oraz teraz a pak teď ja nyt sitten ve şimdi si apoi acum και τώρα и затем теперь та і тепер dan sekarang và hãy và bây giờ כעת עכשיו و الآن',
);
/** Words that turn a statement about the past into an instruction. */
export const AUTHORITY = words('already officially confirmed pre supervisor by approved');
