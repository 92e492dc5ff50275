/** Every queue, and what its jobs carry: ids, never entities. */
export const TRIAGE_QUEUE = 'triage';

export interface TriageJob {
  ticketId: number;
}
