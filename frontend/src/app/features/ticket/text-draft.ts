import { Ticket, TicketChanges } from '../../core/api-types';
import { keepForTab } from '../../shared/kept-for-tab';

/** Title and description while they are edited, and what they were when that began. */
export interface TextDraft {
  title: string;
  description: string;
  before: Pick<Ticket, 'title' | 'description' | 'version'>;
}

export function draftOf({ title, description, version }: Ticket): TextDraft {
  return { title, description, before: { title, description, version } };
}

/** Only what was edited is sent, so that a colleague's other text is not put back to what it was. */
export function editedFields(draft: TextDraft): TicketChanges {
  const title = draft.title.trim();
  return {
    ...(title !== draft.before.title && { title }),
    ...(draft.description !== draft.before.description && { description: draft.description }),
  };
}

/**
 * The ticket as its editor saw it. All but the two texts is seen on the page as it changes; the texts in the form
 * are from when it was opened, and so is the version, once somebody else has changed them.
 */
export function seenWhile(draft: TextDraft, shown: Ticket): Ticket {
  const { title, description } = draft.before;
  const untouched = shown.title === title && shown.description === description;
  return untouched ? shown : { ...shown, ...draft.before };
}

const storedAs = (id: number) => `ticketiq.draft.text.${id}`;

/** What is typed outlives a reload of the tab, and a session that ends. */
export function keepDraft(id: number, draft: TextDraft | null): void {
  keepForTab(storedAs(id), draft && JSON.stringify(draft));
}
export function keptDraft(id: number): TextDraft | null {
  try {
    return JSON.parse(sessionStorage.getItem(storedAs(id)) ?? 'null') as TextDraft | null;
  } catch {
    return null;
  }
}
