const RENDERED_MS = 50;

export function focusCard(id: number): void {
  const link = document.querySelector<HTMLElement>(`[data-card="${id}"] a`);
  link?.focus();
  link?.closest('[data-card]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

/** After the card has been drawn where it stands now. */
export function focusCardSoon(id: number): void {
  setTimeout(() => focusCard(id), RENDERED_MS);
}

/** The card whose title has the focus, if one has. */
export function focusedCard(target: EventTarget | null = document.activeElement): number | null {
  if (!(target instanceof HTMLElement) || !target.matches('[data-card] a')) return null;
  return Number(target.closest<HTMLElement>('[data-card]')!.dataset['card']);
}

/** A card that is drawn elsewhere takes the focus along; one that goes leaves it to the next. */
export function keepingFocus(id: number, change: () => void): void {
  const card = document.activeElement?.closest<HTMLElement>('[data-card]');
  if (!card || card.dataset['card'] !== String(id)) return change();
  const neighbour = card.nextElementSibling ?? card.previousElementSibling;
  const column = card.closest<HTMLElement>('[data-column]');
  change();
  setTimeout(() => {
    if (document.activeElement?.closest('[data-card]')) return;
    const next = document.querySelector(`[data-card="${id}"]`) ?? neighbour;
    (next?.querySelector<HTMLElement>('a') ?? column)?.focus();
  }, RENDERED_MS);
}
