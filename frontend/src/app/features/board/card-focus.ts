/** Maximum number of frames to wait for rendering. */
const MAX_FRAMES = 30;
/** A card missing for this many frames was removed. */
const MAX_MISSING_FRAMES = 5;

export function focusCard(id: number): void {
  const card = document.querySelector<HTMLElement>(`[data-card="${id}"]`);
  card?.querySelector('a')?.focus();
  card?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

/** Focuses the card once it is rendered in its new column. */
export function focusCardInColumn(id: number, column: string): void {
  whenTrue(
    () => document.querySelector(`[data-column="${column}"] [data-card="${id}"]`) !== null,
    () => focusCard(id),
  );
}

/** Id of the focused card; null if there is none. */
export function focusedCard(target: EventTarget | null = document.activeElement): number | null {
  if (!(target instanceof HTMLElement) || !target.matches('[data-card] a')) return null;
  return Number(target.closest<HTMLElement>('[data-card]')!.dataset['card']);
}

/**
 * Keeps the focus on a card that is rendered elsewhere, or moves it to the next card if it is
 * removed.
 */
export function preserveFocus(id: number, change: () => void): void {
  const focused = document.activeElement;
  const card = focused?.closest<HTMLElement>(`[data-card="${id}"]`);
  if (!card) return change();
  const neighbour = neighbourOf(card);
  const column = card.closest<HTMLElement>('[data-column]');
  change();
  // The card may be rendered repeatedly: optimistically, then as saved by the server.
  let missingFrames = 0;
  forEachFrame(() => {
    if (document.activeElement !== document.body) return;
    if (document.querySelector(`[data-card="${id}"]`)) focusCard(id);
    else if (++missingFrames === MAX_MISSING_FRAMES) (neighbour?.querySelector('a') ?? column)?.focus();
  });
}

function neighbourOf(card: HTMLElement): Element | null {
  return (
    [card.nextElementSibling, card.previousElementSibling].find((sibling) =>
      sibling?.matches('[data-card]'),
    ) ?? null
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
