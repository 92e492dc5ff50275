/** What a console needs to know of a change: that it happened. It reads the rest where it may. */
export interface LiveEvent {
  /** Such as `ticket.updated`. */
  name: string;
  data: { id: number; version?: number };
  /** The version that the requester hears of, who is told of no internal notes. */
  publicVersion?: number;
  /** Which requester hears of it besides the agents; null where none does. */
  requesterId: number | null;
}

export interface StreamedEvent extends LiveEvent {
  /** Milliseconds and a sequence, `1764000000000-0`; rises from event to event. */
  id: string;
}

/** How many events a console may have missed and still be told of one by one. */
export const REPLAY_LIMIT = 1000;

/** Carries events to every console, whichever process it is connected to. */
export abstract class EventStream {
  /** Never throws and never waits: an event that can't be carried now is lost, and the consoles are told to reload. */
  abstract publish(event: LiveEvent): void;

  /** @returns what stops the listening. `undefined` instead of an event says that some may have been missed. */
  abstract listen(listener: (event: StreamedEvent | undefined) => void): () => void;

  /** The latest event that this process knows of, so that whatever happens from now on comes after it. */
  abstract get lastEventId(): string | undefined;

  /** The events after the given one, or undefined where it can't be told which they were. */
  abstract eventsSince(lastEventId: string): Promise<StreamedEvent[] | undefined>;
}

export function isEventId(id: string): boolean {
  return /^\d{1,15}-\d{1,15}$/.test(id);
}

/** Negative where a is the earlier one. */
export function compareEventIds(a: string, b: string): number {
  const [aTime = 0, aSequence = 0] = a.split('-').map(Number);
  const [bTime = 0, bSequence = 0] = b.split('-').map(Number);
  return aTime - bTime || aSequence - bSequence;
}
