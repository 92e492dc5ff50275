import { CdkConnectedOverlay, CdkOverlayOrigin } from '@angular/cdk/overlay';
import { Component, computed, input, output, signal } from '@angular/core';
import { Icon } from './icon';

export interface Choice {
  value: string;
  name: string;
}

let nextId = 0;

/** A filter of several values: a button that says what is chosen, and a panel of checkboxes. */
@Component({
  selector: 'tiq-pick-many',
  imports: [CdkConnectedOverlay, CdkOverlayOrigin, Icon],
  template: `<button
      type="button"
      cdkOverlayOrigin
      #origin="cdkOverlayOrigin"
      class="btn"
      [class.btn-chosen]="chosen().length"
      aria-haspopup="true"
      [attr.aria-expanded]="open()"
      [attr.aria-controls]="open() ? id : null"
      (click)="open.set(!open())"
    >
      {{ label() }}
      @if (chosen().length; as count) {
        <span class="font-semibold text-accent-strong tabular-nums">{{ count }}</span>
      }
    </button>
    <ng-template
      cdkConnectedOverlay
      [cdkConnectedOverlayOrigin]="origin"
      [cdkConnectedOverlayOpen]="open()"
      [cdkConnectedOverlayOffsetY]="4"
      (overlayOutsideClick)="closeFrom($event, origin)"
      (overlayKeydown)="onKey($event, origin)"
      (attach)="focusFirst()"
      (detach)="closed()"
    >
      <fieldset class="menu" [id]="id">
        <legend class="sr-only">{{ label() }}</legend>
        @if (findable()) {
          <input
            #find
            type="search"
            class="input mb-1 min-h-8 py-0"
            placeholder="Search…"
            i18n-placeholder
            [attr.aria-label]="findLabel()"
            [value]="wanted()"
            (input)="wanted.set(find.value)"
          />
        }
        <div class="max-h-72 overflow-y-auto">
          @for (choice of offered(); track choice.value) {
            <label class="menu-item">
              <input
                type="checkbox"
                class="size-3.5 accent-[var(--c-accent)]"
                [checked]="chosen().includes(choice.value)"
                (change)="toggle(choice.value)"
              />
              <span class="truncate" dir="auto">{{ choice.name }}</span>
            </label>
          } @empty {
            <p i18n class="menu-item text-faint">No results</p>
          }
        </div>
        @if (chosen().length) {
          <button type="button" class="menu-item mt-1 border-t border-line text-soft" (click)="pick.emit([])">
            <tiq-icon name="close" [size]="13" /><span i18n>All</span>
          </button>
        }
      </fieldset>
    </ng-template>`,
})
export class PickMany {
  readonly label = input.required<string>();
  readonly choices = input.required<readonly Choice[]>();
  readonly chosen = input.required<readonly string[]>();
  /** For many choices: a box above them narrows them down. */
  readonly findable = input(false);
  readonly pick = output<string[]>();
  protected readonly open = signal(false);
  protected readonly id = `pick-many-${nextId++}`;

  protected readonly wanted = signal('');
  protected readonly findLabel = computed(() => $localize`Search ${this.label()}:filter:`);
  /** What is chosen stays in sight, whatever is looked for. */
  protected readonly offered = computed(() => {
    const wanted = this.wanted().trim().toLowerCase();
    return this.choices().filter(
      ({ name, value }) => name.toLowerCase().includes(wanted) || this.chosen().includes(value),
    );
  });

  protected toggle(value: string): void {
    const chosen = this.chosen();
    this.pick.emit(chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value]);
  }
  protected closed(): void {
    this.open.set(false);
    this.wanted.set('');
  }
  protected focusFirst(): void {
    setTimeout(() => document.querySelector<HTMLElement>(`#${this.id} input`)?.focus());
  }
  protected closeFrom(event: MouseEvent, origin: CdkOverlayOrigin): void {
    // The button closes by itself; closing here too would open it again.
    if (!(origin.elementRef.nativeElement as HTMLElement).contains(event.target as Node))
      this.open.set(false);
  }
  protected onKey(event: KeyboardEvent, origin: CdkOverlayOrigin): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Escape') {
      this.open.set(false);
      (origin.elementRef.nativeElement as HTMLElement).focus();
    } else if (step) {
      event.preventDefault();
      const boxes = [...document.querySelectorAll<HTMLElement>(`#${this.id} input`)];
      const at = boxes.indexOf(document.activeElement as HTMLElement);
      boxes[(at + step + boxes.length) % boxes.length]?.focus();
    }
  }
}
