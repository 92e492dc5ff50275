/** Reasons why a fallback model made the suggestion. */
const LABELS: Record<string, string> = {
  not_configured: $localize`no AI provider connected`,
  timeout: $localize`AI provider timed out`,
  rate_limited: $localize`AI provider quota exhausted`,
  unavailable: $localize`AI provider unreachable`,
  unauthorized: $localize`AI provider rejected the API key`,
  circuit_open: $localize`AI provider paused after repeated errors`,
  invalid_answer: $localize`AI provider returned an invalid response`,
  refused: $localize`AI provider declined to answer`,
  budget_spent: $localize`daily AI provider budget reached`,
  analysis_timeout: $localize`text analysis exceeded the time limit`,
  interrupted: $localize`triage was interrupted twice`,
};

export function formatDegradedReason(reason: string): string {
  return LABELS[reason] ?? reason.replaceAll('_', ' ');
}
