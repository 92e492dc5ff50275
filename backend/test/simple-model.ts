/** A simple model, shared by the stand-ins, which differ in their protocols. */

export interface StandInTicket {
  id: string;
  title: string;
  description: string;
}

export interface StandInAnswer {
  id: string;
  evidence: string[];
  rationale: string;
  abstain: boolean;
  category: string;
  priority: string;
  confidence: number;
}

/** The tickets in a user message. */
export function ticketsIn(content: string): StandInTicket[] {
  return (JSON.parse(content) as { tickets: StandInTicket[] }).tickets;
}

/** The JSON of its answer: one for each ticket, changed by a test, or omitted if the change returns none. */
export function answersTo(
  content: string,
  alter: (answer: StandInAnswer, ticket: StandInTicket) => object | undefined = (answer) => answer,
): string {
  const answers = ticketsIn(content).map((ticket) => alter(decide(ticket), ticket));
  return JSON.stringify({ answers: answers.filter((answer) => answer !== undefined) });
}

function decide({ id, title, description }: StandInTicket): StandInAnswer {
  const text = `${title}\n${description}`;
  const category = first(text, {
    account: /\b(password|log ?in|sign ?in|locked out|two-factor|2fa|permission|my account)\b/i,
    billing: /\b(invoice|charged?|refund|payment|subscription|credit card|billing)\b/i,
    technical:
      /\b(down|error|crash\w*|slow|broken|vpn|internet|bug|fail\w*|not work\w*|outage|server|data)\b/i,
  });
  const priority = first(text, {
    critical: /\b(outage|breach\w*|data loss|lost all|everyone|whole company|all users|production)\b/i,
    high: /\b(down|cannot|can't|locked out|charged twice|double charged?)\b/i,
    medium: /\b(error|slow|broken|bug|fail\w*|crash\w*|wrong|not work\w*)\b/i,
  });
  return {
    id,
    evidence: [category?.quote, priority?.quote].filter((quote) => quote !== undefined),
    rationale: `The ticket mentions "${category?.quote ?? 'nothing in particular'}", and its weight comes from "${priority?.quote ?? 'no sign of a fault'}".`,
    abstain: text.trim().split(/\s+/).length < 3,
    category: category?.value ?? 'general',
    priority: priority?.value ?? 'low',
    confidence: category ? 0.93 : 0.55,
  };
}

function first(text: string, rules: Record<string, RegExp>): { value: string; quote: string } | undefined {
  for (const [value, pattern] of Object.entries(rules)) {
    const found = pattern.exec(text);
    if (found) return { value, quote: found[0] };
  }
  return undefined;
}
