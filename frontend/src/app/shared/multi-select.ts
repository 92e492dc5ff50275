import { CdkConnectedOverlay, CdkOverlayOrigin } from '@angular/cdk/overlay';
import { Component, computed, input, output, signal } from '@angular/core';
import { Icon } from './icon';
import { Button } from './button';

export interface SelectOption {
  value: string;
  label: string;
}

let nextId = 0;

/** Filter with multiple values: a button that opens a panel of checkboxes. */
@Component({
  selector: 'tiq-multi-select',
  imports: [Button, CdkConnectedOverlay, CdkOverlayOrigin, Icon],
  template: `<button
      type="button"
      cdkOverlayOrigin
      #origin="cdkOverlayOrigin"
      tiqButton
      [highlighted]="selected().length > 0"
      aria-haspopup="true"
      [attr.aria-expanded]="open()"
      [attr.aria-controls]="open() ? id : null"
      (click)="open.set(!open())"
    >
      {{ label() }}
      @if (selected().length; as count) {
        <span class="font-semibold text-accent-strong tabular-nums">{{ count }}</span>
      }
    </button>
    <ng-template
      cdkConnectedOverlay
      [cdkConnectedOverlayOrigin]="origin"
      [cdkConnectedOverlayOpen]="open()"
      [cdkConnectedOverlayOffsetY]="4"
      (overlayOutsideClick)="onOutsideClick($event, origin)"
      (overlayKeydown)="onKeydown($event, origin)"
      (attach)="focusFirst()"
      (detach)="onClosed()"
    >
      <fieldset class="menu" [id]="id">
        <legend class="sr-only">{{ label() }}</legend>
        @if (searchable()) {
          <input
            #find
            type="search"
            class="input mb-1 min-h-8 py-0"
            placeholder="Search…"
            i18n-placeholder
            [attr.aria-label]="searchLabel()"
            [value]="query()"
            (input)="query.set(find.value)"
          />
        }
        <div class="max-h-72 overflow-y-auto">
          @for (choice of visibleOptions(); track choice.value) {
            <label class="menu-item">
              <input
                type="checkbox"
                class="size-3.5 accent-[var(--c-accent)]"
                [checked]="selected().includes(choice.value)"
                (change)="toggle(choice.value)"
              />
              <span class="truncate" dir="auto">{{ choice.label }}</span>
            </label>
          } @empty {
            <p i18n class="menu-item text-faint">No results</p>
          }
        </div>
        @if (selected().length) {
          <button
            type="button"
            class="menu-item mt-1 border-t border-line text-soft"
            (click)="selectedChange.emit([])"
          >
            <tiq-icon name="close" [size]="13" /><span i18n>All</span>
          </button>
        }
      </fieldset>
    </ng-template>`,
})
export class MultiSelect {
  readonly label = input.required<string>();
  readonly options = input.required<readonly SelectOption[]>();
  readonly selected = input.required<readonly string[]>();
  /** Shows a search field above the options. */
  readonly searchable = input(false);
  readonly selectedChange = output<string[]>();
  protected readonly open = signal(false);
  protected readonly id = `pick-many-${nextId++}`;

  protected readonly query = signal('');
  protected readonly searchLabel = computed(() => $localize`Search ${this.label()}:filter:`);
  /** Selected options are always included. */
  protected readonly visibleOptions = computed(() => {
    const query = this.query().trim().toLowerCase();
    return this.options().filter(
      ({ label, value }) => label.toLowerCase().includes(query) || this.selected().includes(value),
    );
  });

  protected toggle(value: string): void {
    const selected = this.selected();
    this.selectedChange.emit(
      selected.includes(value) ? selected.filter((item) => item !== value) : [...selected, value],
    );
  }
  protected onClosed(): void {
    this.open.set(false);
    this.query.set('');
  }
  protected focusFirst(): void {
    setTimeout(() => document.querySelector<HTMLElement>(`#${this.id} input`)?.focus());
  }
  protected onOutsideClick(event: MouseEvent, origin: CdkOverlayOrigin): void {
    // The trigger toggles the panel itself; closing it here would reopen it.
    if (!(origin.elementRef.nativeElement as HTMLElement).contains(event.target as Node))
      this.open.set(false);
  }
  protected onKeydown(event: KeyboardEvent, origin: CdkOverlayOrigin): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Escape') {
      this.open.set(false);
      (origin.elementRef.nativeElement as HTMLElement).focus();
    } else if (step) {
      event.preventDefault();
      const boxes = [...document.querySelectorAll<HTMLElement>(`#${this.id} input`)];
      const index = boxes.indexOf(document.activeElement as HTMLElement);
      boxes[(index + step + boxes.length) % boxes.length]?.focus();
    }
  }
}
