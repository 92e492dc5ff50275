import { Ticket, TicketChanges } from '../../core/api-types';
import { setSessionItem } from '../../core/session-storage';

/** Edited title and description with their original values. */
export interface TicketTextDraft {
  title: string;
  description: string;
  original: Pick<Ticket, 'title' | 'description' | 'version'>;
}

export function toTextDraft({ title, description, version }: Ticket): TicketTextDraft {
  return { title, description, original: { title, description, version } };
}

/**
 * Submits only edited texts, so that another user's change to the other text is not overwritten.
 */
export function changedTexts(draft: TicketTextDraft): TicketChanges {
  const title = draft.title.trim();
  return {
    ...(title !== draft.original.title && { title }),
    ...(draft.description !== draft.original.description && { description: draft.description }),
  };
}

/**
 * The ticket as the editor saw it. Other fields are always current; the texts and, once another
 * user has changed them, the version are those of when the form was opened.
 */
export function baseTicket(draft: TicketTextDraft, current: Ticket): Ticket {
  const { title, description } = draft.original;
  const unchanged = current.title === title && current.description === description;
  return unchanged ? current : { ...current, ...draft.original };
}

const storageKey = (id: number) => `ticketiq.draft.text.${id}`;

/** Drafts survive a reload of the tab and the end of the session. */
export function storeTextDraft(id: number, draft: TicketTextDraft | null): void {
  setSessionItem(storageKey(id), draft && JSON.stringify(draft));
}
export function readTextDraft(id: number): TicketTextDraft | null {
  try {
    return JSON.parse(sessionStorage.getItem(storageKey(id)) ?? 'null') as TicketTextDraft | null;
  } catch {
    return null;
  }
}
