/** Every queue, and what its jobs carry: ids, never entities. */
export const TRIAGE_QUEUE = 'triage';

export interface TriageJob {
  ticketId: number;
}

/** Where PostgreSQL carries the queues: BullMQ's tables, apart from ours. */
export const QUEUE_SCHEMA = 'bullmq';
