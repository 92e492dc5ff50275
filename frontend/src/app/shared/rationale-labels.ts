import { RationaleCode, RationaleParams } from '../api/models';
import { categoryNames, priorityNames } from '../core/ticket-labels';

interface RationaleSource {
  rationale: string | null;
  rationale_code: RationaleCode | null;
  rationale_params: RationaleParams | null;
}

/** Localizes the rationale of a suggestion. The text of a remote model is not translated. */
export function formatRationale({
  rationale,
  rationale_code,
  rationale_params,
}: RationaleSource): string | null {
  return (rationale_code && FORMATS[rationale_code]?.(rationale_params ?? {})) ?? rationale;
}

const FORMATS: Record<RationaleCode, (params: RationaleParams) => string | null> = {
  words: ({ category, priority, category_words = [], priority_words = [] }) => {
    if (!category || !priority) return null;
    const forCategory = category_words.length
      ? $localize`Category: ${categoryNames[category]}:category: – ${formatQuotedList(category_words)}:words:.`
      : $localize`Category: ${categoryNames[category]}:category: – no clear signal.`;
    const forPriority = priority_words.length
      ? $localize`Priority: ${priorityNames[priority]}:priority: – ${formatQuotedList(priority_words)}:words:.`
      : $localize`Priority: ${priorityNames[priority]}:priority: – usual for this category.`;
    return `${forCategory} ${forPriority}`;
  },
  tie: ({ categories }) => {
    const [first, second] = categories ?? [];
    if (!first || !second) return null;
    return $localize`No clear signal: ${categoryNames[first]}:first: and ${categoryNames[second]}:second: are about equally likely.`;
  },
  no_known_word: () => $localize`The bundled model doesn’t recognize any words in this ticket.`,
  foreign_language: () => $localize`The bundled model was not trained on the language of this ticket.`,
  withheld: () =>
    $localize`Rationale withheld: it refers to another ticket or to a contact that is not in this one.`,
  topic: ({ category, topic }) =>
    category && topic
      ? $localize`Resembles your team’s decisions on the topic “${topic}:topic:” in ${categoryNames[category]}:category:.`
      : null,
  no_model: () => $localize`No model was available. Review this ticket manually.`,
};

function formatQuotedList(words: readonly string[]): string {
  return words.map((word) => $localize`“${word}:word:”`).join(', ');
}
