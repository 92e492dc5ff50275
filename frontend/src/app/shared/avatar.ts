import { Component, computed, input } from '@angular/core';

@Component({
  selector: 'tiq-avatar',
  host: { class: 'inline-flex shrink-0' },
  template: `<span
    class="inline-flex size-6 items-center justify-center rounded-full bg-accent-soft text-[0.625rem] font-semibold text-accent-strong"
    [title]="name()"
    aria-hidden="true"
    >{{ initials() }}</span
  >`,
})
export class Avatar {
  readonly name = input.required<string>();
  protected readonly initials = computed(() => {
    const words = this.name().trim().split(/\s+/).filter(Boolean);
    const first = [...(words[0] ?? '?')][0] ?? '?';
    const last = words.length > 1 ? ([...(words.at(-1) ?? '')][0] ?? '') : '';
    return (first + last).toUpperCase();
  });
}
