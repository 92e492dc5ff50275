/** As many frames as drawing may take. */
const MAX_FRAMES = 30;
/** A card that is not drawn in so many of them will not come again. */
const MAX_MISSING_FRAMES = 5;

export function focusCard(id: number): void {
  const card = document.querySelector<HTMLElement>(`[data-card="${id}"]`);
  card?.querySelector('a')?.focus();
  card?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

/** Once the card is drawn in the column that it moves to. */
export function focusCardInColumn(id: number, column: string): void {
  whenTrue(
    () => document.querySelector(`[data-column="${column}"] [data-card="${id}"]`) !== null,
    () => focusCard(id),
  );
}

/** The card whose title has the focus, if one has. */
export function focusedCard(target: EventTarget | null = document.activeElement): number | null {
  if (!(target instanceof HTMLElement) || !target.matches('[data-card] a')) return null;
  return Number(target.closest<HTMLElement>('[data-card]')!.dataset['card']);
}

/** A card that is drawn elsewhere takes the focus along; one that goes leaves it to the next. */
export function preserveFocus(id: number, change: () => void): void {
  const focused = document.activeElement;
  const card = focused?.closest<HTMLElement>(`[data-card="${id}"]`);
  if (!card) return change();
  const neighbour = neighbourOf(card);
  const column = card.closest<HTMLElement>('[data-column]');
  change();
  // The card may be drawn elsewhere more than once: first as if it was done, then as others made it meanwhile.
  let missingFrames = 0;
  forEachFrame(() => {
    if (document.activeElement !== document.body) return;
    if (document.querySelector(`[data-card="${id}"]`)) focusCard(id);
    else if (++missingFrames === MAX_MISSING_FRAMES) (neighbour?.querySelector('a') ?? column)?.focus();
  });
}

function neighbourOf(card: HTMLElement): Element | null {
  return (
    [card.nextElementSibling, card.previousElementSibling].find((each) => each?.matches('[data-card]')) ??
    null
  );
}
function forEachFrame(callback: () => void, frames = MAX_FRAMES): void {
  callback();
  if (frames > 0) requestAnimationFrame(() => forEachFrame(callback, frames - 1));
}
function whenTrue(condition: () => boolean, callback: () => void, frames = MAX_FRAMES): void {
  if (condition()) callback();
  else if (frames > 0) requestAnimationFrame(() => whenTrue(condition, callback, frames - 1));
}
