import { HistoryEntry } from '../../core/api-types';
import { categoryNames, priorityNames, statusNames, triageStateNames } from '../../shared/ticket-terms';

/** One change as a person would say it, in parts, so that the old and the new value can stand out. */
export interface ChangeWords {
  text: string;
  from?: string;
  to?: string;
}

const valueNames: Record<string, Record<string, string>> = {
  status: statusNames,
  priority: priorityNames,
  category: categoryNames,
  triage_state: triageStateNames,
};
const fieldNames: Record<string, string> = {
  requester_name: 'requester’s name',
  requester_email: 'requester’s e-mail',
  assignee_id: 'assignee',
  triage_state: 'triage',
};
/** Goes with a suggestion, and who made it stands before the words already. */
const untold = ['message', 'triage_source', 'triage_model'];
/** Long texts are not repeated in the history, only that they changed. */
const tooLong = ['description'];

export function historyInWords(entry: HistoryEntry, nameOf: (agentId: number) => string): ChangeWords[] {
  const { changes } = entry;
  if (isCreation(entry)) return [{ text: 'filed the ticket' }];
  if (changes['deleted'])
    return [{ text: changes['deleted'][1] ? 'deleted the ticket' : 'restored the ticket' }];
  return Object.entries(changes)
    .filter(([field]) => !untold.includes(field))
    .map(([field, [before, after]]) => {
      const name = fieldNames[field] ?? field.replaceAll('_', ' ');
      if (field === 'assignee_id') {
        if (after === null) return { text: 'unassigned', from: nameOf(Number(before)) };
        return { text: 'assigned it to', to: nameOf(Number(after)) };
      }
      if (field === 'triage_state') {
        if (after === 'accepted') return { text: 'accepted the suggestion' };
        if (after === 'overridden') return { text: 'chose otherwise than suggested' };
        if (after === 'pending') return { text: 'asked triage again' };
        if (after === 'suggested') return { text: 'made a suggestion' };
      }
      if (tooLong.includes(field)) return { text: `edited the ${name}` };
      return { text: `changed ${name}`, from: valueInWords(field, before), to: valueInWords(field, after) };
    });
}

/** A message is shown itself; the row that tells of it would only repeat it. */
export function isOnlyMessage(entry: HistoryEntry): boolean {
  const fields = Object.keys(entry.changes);
  return fields.length > 0 && fields.every((field) => field === 'message');
}

function isCreation({ changes }: HistoryEntry): boolean {
  return changes['status'] !== undefined && changes['status'][0] === null;
}

function valueInWords(field: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return 'nothing';
  if (Array.isArray(value)) return value.length ? value.join(', ') : 'nothing';
  return valueNames[field]?.[String(value)] ?? String(value);
}
