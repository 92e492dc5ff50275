/** Why the answer is not the best model's, for people; an unknown code still says something true. */
const words: Record<string, string> = {
  not_configured: 'no Gemini key is set',
  timeout: 'Gemini did not answer in time',
  rate_limited: 'Gemini’s quota is used up for the moment',
  unavailable: 'Gemini is not reachable',
  unauthorized: 'Gemini refused the key',
  circuit_open: 'Gemini failed several times and is given a rest',
  invalid_answer: 'Gemini’s answer made no sense',
  refused: 'Gemini declined to answer',
};

export function degradedInWords(reason: string): string {
  return words[reason] ?? reason.replaceAll('_', ' ');
}
