import { LinkType } from '../../api/models';
import { TicketHistoryEntry } from '../../core/api-types';
import { formatDateTime } from '../../shared/time-format';
import {
  categoryNames,
  priorityNames,
  statusNames,
  triageSourceNames,
  triageStateNames,
} from '../../core/ticket-labels';
import { linkTypeNames } from './link-labels';

/** A change in the history, structured so that the template can emphasize old and new values. */
export type HistoryChange =
  | { kind: 'did'; text: string }
  | { kind: 'changed'; field: string; from: string; to: string }
  | { kind: 'assigned'; to: string }
  | { kind: 'unassigned'; from: string };

const VALUE_NAMES: Record<string, Record<string, string>> = {
  status: statusNames,
  priority: priorityNames,
  category: categoryNames,
  triage_state: triageStateNames,
};
const FIELD_NAMES: Record<string, string> = {
  title: $localize`title`,
  status: $localize`status`,
  priority: $localize`priority`,
  category: $localize`category`,
  topic: $localize`topic`,
  tags: $localize`tags`,
  requester_name: $localize`requester name`,
  requester_email: $localize`requester email`,
  triage_state: $localize`triage`,
  due_at: $localize`due date`,
};
const TRIAGE_ACTIONS: Record<string, string> = {
  accepted: $localize`accepted the suggestion`,
  overridden: $localize`overrode the suggestion`,
  pending: $localize`re-ran triage`,
  suggested: $localize`made a suggestion`,
};
/** Fields that repeat the suggestion or the author of the entry. */
const HIDDEN_FIELDS = ['message', 'triage_source', 'triage_model'];

export function formatHistory(
  entry: TicketHistoryEntry,
  nameOf: (agentId: number) => string,
  teamNameOf: (teamId: number) => string,
): HistoryChange[] {
  const { changes } = entry;
  if (isCreation(entry)) return [toAction($localize`created this ticket`)];
  if (changes['deleted'])
    return [
      toAction(changes['deleted'][1] ? $localize`deleted this ticket` : $localize`restored this ticket`),
    ];
  return Object.entries(changes)
    .filter(([field]) => !HIDDEN_FIELDS.includes(field))
    .map(([field, [before, after]]): HistoryChange => {
      if (field === 'assignee_id')
        return after === null
          ? { kind: 'unassigned', from: nameOf(Number(before)) }
          : { kind: 'assigned', to: nameOf(Number(after)) };
      if (field === 'team_id')
        return {
          ...{ kind: 'changed', field: $localize`team` },
          ...{ from: teamNameOf(Number(before)), to: teamNameOf(Number(after)) },
        };
      const action = field === 'triage_state' ? TRIAGE_ACTIONS[String(after)] : undefined;
      if (action) return toAction(action);
      if (field === 'snoozed_until') return toAction(formatSnooze(after, entry.reason));
      if (field === 'status' && entry.reason === 'auto_closed')
        return toAction($localize`closed this ticket because it stayed resolved`);
      if (field === 'decided_by') return toAction($localize`confirmed category and priority`);
      const relation = formatRelation(field, before, after);
      if (relation) return toAction(relation);
      // The history omits long texts.
      if (field === 'description') return toAction($localize`edited the description`);
      return {
        kind: 'changed',
        field: FIELD_NAMES[field] ?? field.replaceAll('_', ' '),
        from: formatValue(field, before),
        to: formatValue(field, after),
      };
    });
}

/** A merge, split or link, or that it was undone. */
function formatRelation(field: string, before: unknown, after: unknown): string | undefined {
  const id = String(after ?? before);
  const undone = after === null;
  if (field === 'merged_into')
    return undone
      ? $localize`undid the merge into #${id}:id:`
      : $localize`merged this ticket into #${id}:id:`;
  if (field === 'merged_ticket')
    return undone ? $localize`undid the merge of #${id}:id:` : $localize`merged #${id}:id: into this ticket`;
  if (field === 'split_into')
    return undone ? $localize`put #${id}:id: back` : $localize`split off #${id}:id:`;
  if (field === 'split_from') return $localize`split this ticket off from #${id}:id:`;
  if (field !== 'link') return undefined;
  const { id: linked, type } = (after ?? before) as { id: number; type: LinkType };
  const name = linkTypeNames[type];
  return undone
    ? $localize`removed the link: ${name}:type: #${linked}:id:`
    : $localize`added a link: ${name}:type: #${linked}:id:`;
}

/** The author of an entry. Requesters get the name of triage without its source. */
export function formatActor({ type, name }: TicketHistoryEntry['actor']): string {
  if (!name) return $localize`The system`;
  const source = type === 'triage' ? /^Triage \((.+)\)$/.exec(name)?.[1] : undefined;
  if (source === undefined) return name;
  const detail: string | undefined = { ...triageSourceNames, 'taken back': $localize`:triage:reverted` }[
    source
  ];
  return detail ? $localize`Triage · ${detail}:source:` : $localize`Triage`;
}

/** Whether the entry only reports a message, which is shown itself. */
export function isMessageOnly(entry: TicketHistoryEntry): boolean {
  const fields = Object.keys(entry.changes);
  return fields.length > 0 && fields.every((field) => field === 'message');
}

function formatSnooze(until: unknown, reason: TicketHistoryEntry['reason']): string {
  if (until) return $localize`snoozed this ticket until ${formatDateTime(String(until))}:time:`;
  return reason === 'snooze_ended'
    ? $localize`returned this ticket from snooze`
    : $localize`ended the snooze`;
}

function toAction(text: string): HistoryChange {
  return { kind: 'did', text };
}

function isCreation({ changes }: TicketHistoryEntry): boolean {
  return changes['status'] !== undefined && changes['status'][0] === null;
}

function formatValue(field: string, value: unknown): string {
  const empty = $localize`empty`;
  if (value === null || value === undefined || value === '') return empty;
  if (Array.isArray(value)) return value.length ? value.join(', ') : empty;
  if (field === 'due_at') return formatDateTime(String(value));
  return VALUE_NAMES[field]?.[String(value)] ?? String(value);
}
