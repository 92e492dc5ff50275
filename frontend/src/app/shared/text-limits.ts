import { limits as api } from '../api/vocabulary';
import { count } from './total-words';

/** Limits of the API, in characters or in tags. A longer text is never cut off: its author has to shorten it. */
export const limits = {
  title: api.CreateTicketInput.title.maxLength,
  text: api.MessageInput.body.maxLength,
  tag: api.CreateTicketInput.tags.maxLength,
  tags: api.CreateTicketInput.tags.maxItems,
  cannedTitle: api.CreateCannedReplyInput.title.maxLength,
  cannedBody: api.CreateCannedReplyInput.body.maxLength,
  requesterName: api.RequesterInput.name.maxLength,
  requesterEmail: api.RequesterInput.email.maxLength,
  search: api.ViewQuery.search.maxLength,
} as const;

/** The part of the limit from which on the counter is shown. */
const NEAR = 0.9;

/** Letters, digits, punctuation and symbols, but no fillers: the API refuses a text without one as blank. */
const VISIBLE =
  /(?![\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800\u{1D159}])[\p{L}\p{N}\p{P}\p{S}\p{Co}\p{Cn}]/u;

export function isVisible(text: string): boolean {
  return VISIBLE.test(text);
}

/** In code points, as the service counts. */
export function lengthOf(text: string): number {
  const pairs = text.match(/[\ud800-\udbff][\udc00-\udfff]/g);
  return text.length - (pairs?.length ?? 0);
}

/** By how many characters a text is over the limit, in words; null where it fits. */
export function excessOf(text: string, max: number): string | null {
  if (text.length <= max) return null;
  const excess = lengthOf(text) - max;
  if (excess <= 0) return null;
  const [over, most] = [count(excess), count(max)];
  return excess === 1
    ? $localize`1 character too many. The limit is ${most}:max:.`
    : $localize`${over}:count: characters too many. The limit is ${most}:max:.`;
}

/** `19,500 / 20,000`, near the limit and beyond it; otherwise null. */
export function counterOf(text: string, max: number): string | null {
  if (text.length < NEAR * max) return null;
  const length = lengthOf(text);
  return length < NEAR * max ? null : `${count(length)} / ${count(max)}`;
}

/** The first limit of tags that is exceeded, in words; null where none is. */
export function faultOfTags(tags: readonly string[]): string | null {
  const long = tags.find((tag) => excessOf(tag, limits.tag));
  if (long !== undefined) {
    const start = [...long].slice(0, 20).join('');
    return $localize`“${start}:start:…” is too long. Tags can have up to ${limits.tag}:max: characters.`;
  }
  if (tags.length <= limits.tags) return null;
  return $localize`Too many tags (${tags.length}:count:). You can add up to ${limits.tags}:max:.`;
}
