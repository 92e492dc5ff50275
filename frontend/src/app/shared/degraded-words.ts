/** Why the answer is not the best model's, for people; an unknown code still says something true. */
const words: Record<string, string> = {
  not_configured: $localize`no key for a remote model is set`,
  timeout: $localize`the remote model did not answer in time`,
  rate_limited: $localize`the remote model’s quota is used up for the moment`,
  unavailable: $localize`the remote model is not reachable`,
  unauthorized: $localize`the remote model refused the key`,
  circuit_open: $localize`the remote model failed several times and is given a rest`,
  invalid_answer: $localize`the remote model’s answer made no sense`,
  refused: $localize`the remote model declined to answer`,
  budget_spent: $localize`today’s budget for the remote model is spent`,
  analysis_timeout: $localize`the text could not be analyzed within the time limit`,
  interrupted: $localize`two attempts to triage the ticket did not finish`,
};

export function degradedInWords(reason: string): string {
  return words[reason] ?? reason.replaceAll('_', ' ');
}
