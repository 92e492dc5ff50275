/** Queues and the payloads of their jobs, which contain ids rather than entities. */
export const TRIAGE_QUEUE = 'triage';

export interface TriageJob {
  ticketId: number;
  /** The request that caused the triage; undefined for jobs of the sweeper. */
  requestId?: string;
}
