import { limits as api } from '../api/vocabulary';
import { formatCount } from './number-format';

/** API limits in characters, and the number of tags. Longer texts are reported, never truncated. */
export const LIMITS = {
  title: api.CreateTicketInput.title.maxLength,
  text: api.MessageInput.body.maxLength,
  tag: api.CreateTicketInput.tags.maxLength,
  tags: api.CreateTicketInput.tags.maxItems,
  cannedTitle: api.CreateCannedReplyInput.title.maxLength,
  cannedBody: api.CreateCannedReplyInput.body.maxLength,
  mailSignature: api.CreateMailboxInput.signature.maxLength,
  organizationNotes: api.CreateOrganizationInput.notes.maxLength,
  teamName: api.CreateTeamInput.name.maxLength,
  topicName: api.CreateTopicInput.name.maxLength,
  topicDescription: api.CreateTopicInput.description.maxLength,
  requesterName: api.RequesterInput.name.maxLength,
  requesterEmail: api.RequesterInput.email.maxLength,
  search: api.ViewQuery.search.maxLength,
} as const;

/** Fraction of the limit from which the counter is shown. */
const COUNTER_THRESHOLD = 0.9;

/**
 * Letters, digits, punctuation and symbols except invisible fillers. The API rejects texts without
 * any as blank.
 */
const VISIBLE_CHARACTER =
  /(?![\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800\u{1D159}])[\p{L}\p{N}\p{P}\p{S}\p{Co}\p{Cn}]/u;

export function hasVisibleText(text: string): boolean {
  return VISIBLE_CHARACTER.test(text);
}

/** Length in code points, as counted by the service. */
export function codePointLength(text: string): number {
  const pairs = text.match(/[\ud800-\udbff][\udc00-\udfff]/g);
  return text.length - (pairs?.length ?? 0);
}

/** Error with the number of excess characters; null within the limit. */
export function formatExcess(text: string, max: number): string | null {
  if (text.length <= max) return null;
  const excess = codePointLength(text) - max;
  if (excess <= 0) return null;
  const [excessCount, maximum] = [formatCount(excess), formatCount(max)];
  return excess === 1
    ? $localize`1 character too many. The limit is ${maximum}:max:.`
    : $localize`${excessCount}:count: characters too many. The limit is ${maximum}:max:.`;
}

/** "19,500 / 20,000" near and beyond the limit, otherwise null. */
export function formatCounter(text: string, max: number): string | null {
  if (text.length < COUNTER_THRESHOLD * max) return null;
  const length = codePointLength(text);
  return length < COUNTER_THRESHOLD * max ? null : `${formatCount(length)} / ${formatCount(max)}`;
}

/** Error of the first exceeded tag limit; null if valid. */
export function validateTags(tags: readonly string[]): string | null {
  const tooLong = tags.find((tag) => formatExcess(tag, LIMITS.tag));
  if (tooLong !== undefined) {
    const start = [...tooLong].slice(0, 20).join('');
    return $localize`“${start}:start:…” is too long. Tags can have up to ${LIMITS.tag}:max: characters.`;
  }
  if (tags.length <= LIMITS.tags) return null;
  return $localize`Too many tags (${tags.length}:count:). You can add up to ${LIMITS.tags}:max:.`;
}
