/** Every queue, and what its jobs carry: ids, never entities. */
export const TRIAGE_QUEUE = 'triage';

export interface TriageJob {
  ticketId: number;
  /** The request that made the triage necessary; undefined where the sweeper did. */
  requestId?: string;
}
