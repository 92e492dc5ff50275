/** Notification of a change. Consoles read the details through the API, which checks permissions. */
export interface LiveEvent {
  /** Event name, such as `ticket.updated`. */
  name: string;
  data: { id: number; version?: number };
  /** The version that requesters see, which excludes internal updates. */
  publicVersion?: number;
  /** The ticket's team and, if it was moved, the former one. */
  teamIds: number[];
  /** The requester who is notified in addition to agents; null if none is. */
  requesterId: number | null;
}

export interface StreamedEvent extends LiveEvent {
  /** Milliseconds and a sequence number, such as `1764000000000-0`. Strictly increasing. */
  id: string;
}

/** Maximum number of missed events that are replayed. A console that missed more has to reload. */
export const REPLAY_LIMIT = 1000;

/** Distributes events to the consoles of all processes. */
export abstract class EventStream {
  /** Never throws or waits. An event that cannot be published is lost, and consoles are told to reload. */
  abstract publish(event: LiveEvent): void;

  /**
   * Calls the listener for each event, or with `undefined` if events may have been lost.
   * @returns a function that removes the listener
   */
  abstract listen(listener: (event: StreamedEvent | undefined) => void): () => void;

  /** Id of the latest event known to this process; later events have greater ids. */
  abstract get lastEventId(): string | undefined;

  /** Events after the given one; undefined if they are unknown. */
  abstract eventsSince(lastEventId: string): Promise<StreamedEvent[] | undefined>;
}

export function isEventId(id: string): boolean {
  return /^\d{1,15}-\d{1,15}$/.test(id);
}

/** Comparator of event ids. */
export function compareEventIds(a: string, b: string): number {
  const [aTime = 0, aSequence = 0] = a.split('-').map(Number);
  const [bTime = 0, bSequence = 0] = b.split('-').map(Number);
  return aTime - bTime || aSequence - bSequence;
}
