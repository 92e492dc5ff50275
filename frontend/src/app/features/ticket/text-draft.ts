import { Ticket, TicketChanges } from '../../core/api-types';
import { setSessionItem } from '../../shared/session-storage';

/** Title and description while they are edited, and what they were when that began. */
export interface TicketTextDraft {
  title: string;
  description: string;
  original: Pick<Ticket, 'title' | 'description' | 'version'>;
}

export function toTextDraft({ title, description, version }: Ticket): TicketTextDraft {
  return { title, description, original: { title, description, version } };
}

/** Only what was edited is sent, so that a colleague's other text is not put back to what it was. */
export function changedTexts(draft: TicketTextDraft): TicketChanges {
  const title = draft.title.trim();
  return {
    ...(title !== draft.original.title && { title }),
    ...(draft.description !== draft.original.description && { description: draft.description }),
  };
}

/**
 * The ticket as its editor saw it. All but the two texts is seen on the page as it changes; the texts in the form
 * are from when it was opened, and so is the version, once somebody else has changed them.
 */
export function baseTicket(draft: TicketTextDraft, current: Ticket): Ticket {
  const { title, description } = draft.original;
  const unchanged = current.title === title && current.description === description;
  return unchanged ? current : { ...current, ...draft.original };
}

const storageKey = (id: number) => `ticketiq.draft.text.${id}`;

/** What is typed outlives a reload of the tab, and a session that ends. */
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
