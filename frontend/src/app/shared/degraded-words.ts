/** Why the answer is not the best model's, for people; an unknown code still says something true. */
const words: Record<string, string> = {
  not_configured: $localize`no Gemini key is set`,
  timeout: $localize`Gemini did not answer in time`,
  rate_limited: $localize`Gemini’s quota is used up for the moment`,
  unavailable: $localize`Gemini is not reachable`,
  unauthorized: $localize`Gemini refused the key`,
  circuit_open: $localize`Gemini failed several times and is given a rest`,
  invalid_answer: $localize`Gemini’s answer made no sense`,
  refused: $localize`Gemini declined to answer`,
};

export function degradedInWords(reason: string): string {
  return words[reason] ?? reason.replaceAll('_', ' ');
}
