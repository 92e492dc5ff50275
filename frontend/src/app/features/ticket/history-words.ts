import { HistoryEntry } from '../../core/api-types';
import { categoryNames, priorityNames, statusNames, triageStateNames } from '../../shared/ticket-terms';

/** One change as a person would say it; the template says it, so that the old and the new value can stand out. */
export type ChangeWords =
  | { kind: 'did'; text: string }
  | { kind: 'changed'; field: string; from: string; to: string }
  | { kind: 'assigned'; to: string }
  | { kind: 'unassigned'; from: string };

const valueNames: Record<string, Record<string, string>> = {
  status: statusNames,
  priority: priorityNames,
  category: categoryNames,
  triage_state: triageStateNames,
};
const fieldNames: Record<string, string> = {
  title: $localize`title`,
  status: $localize`status`,
  priority: $localize`priority`,
  category: $localize`category`,
  tags: $localize`tags`,
  requester_name: $localize`requester name`,
  requester_email: $localize`requester email`,
  triage_state: $localize`triage`,
};
const triageDeeds: Record<string, string> = {
  accepted: $localize`accepted the suggestion`,
  overridden: $localize`overrode the suggestion`,
  pending: $localize`re-ran triage`,
  suggested: $localize`made a suggestion`,
};
/** Goes with a suggestion, and who made it stands before the words already. */
const untold = ['message', 'triage_source', 'triage_model'];

export function historyInWords(entry: HistoryEntry, nameOf: (agentId: number) => string): ChangeWords[] {
  const { changes } = entry;
  if (isCreation(entry)) return [did($localize`created this ticket`)];
  if (changes['deleted'])
    return [did(changes['deleted'][1] ? $localize`deleted this ticket` : $localize`restored this ticket`)];
  return Object.entries(changes)
    .filter(([field]) => !untold.includes(field))
    .map(([field, [before, after]]): ChangeWords => {
      if (field === 'assignee_id')
        return after === null
          ? { kind: 'unassigned', from: nameOf(Number(before)) }
          : { kind: 'assigned', to: nameOf(Number(after)) };
      const deed = field === 'triage_state' ? triageDeeds[String(after)] : undefined;
      if (deed) return did(deed);
      if (field === 'decided_by') return did($localize`confirmed category and priority`);
      // Long texts are not repeated in the history, only that they changed.
      if (field === 'description') return did($localize`edited the description`);
      return {
        kind: 'changed',
        field: fieldNames[field] ?? field.replaceAll('_', ' '),
        from: valueInWords(field, before),
        to: valueInWords(field, after),
      };
    });
}

/** A message is shown itself; the row that tells of it would only repeat it. */
export function isOnlyMessage(entry: HistoryEntry): boolean {
  const fields = Object.keys(entry.changes);
  return fields.length > 0 && fields.every((field) => field === 'message');
}

function did(text: string): ChangeWords {
  return { kind: 'did', text };
}

function isCreation({ changes }: HistoryEntry): boolean {
  return changes['status'] !== undefined && changes['status'][0] === null;
}

function valueInWords(field: string, value: unknown): string {
  const nothing = $localize`empty`;
  if (value === null || value === undefined || value === '') return nothing;
  if (Array.isArray(value)) return value.length ? value.join(', ') : nothing;
  return valueNames[field]?.[String(value)] ?? String(value);
}
