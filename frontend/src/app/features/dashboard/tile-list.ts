import { Component, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Tile } from './tiles';

@Component({
  selector: 'tiq-tile-list',
  imports: [RouterLink],
  host: { class: 'block' },
  template: `<dl class="grid grid-cols-2 gap-3" [class]="columns()">
    @for (tile of tiles(); track tile.name) {
      <div
        class="card relative flex min-h-34 flex-col p-3.5"
        [class.hover:border-line-strong]="tile.link"
        [class.focus-within:border-accent]="tile.link"
      >
        <dt class="text-xs text-faint">
          @if (tile.link) {
            <a routerLink="/inbox" [queryParams]="tile.link" class="after:absolute after:inset-0">{{
              tile.name
            }}</a>
          } @else {
            {{ tile.name }}
          }
        </dt>
        <dd class="mt-1 text-xl leading-tight font-semibold tabular-nums" [attr.data-tile]="tile.name">
          {{ tile.value }}
        </dd>
        @if (tile.note) {
          <dd class="mt-1 text-xs text-faint">{{ tile.note }}</dd>
        }
      </div>
    }
    @for (place of tiles() ? [] : placeholders(); track place) {
      <div class="skeleton min-h-34 rounded-xl"></div>
    }
  </dl>`,
})
export class TileList {
  /** Null while loading; placeholders reserve the space. */
  readonly tiles = input.required<readonly Tile[] | null>();
  readonly placeholders = input.required<readonly number[]>();
  readonly columns = input('');
}
