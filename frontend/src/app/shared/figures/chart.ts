import { Component, DestroyRef, effect, ElementRef, inject, input, output, signal } from '@angular/core';
import type { EChartsType } from 'echarts/core';
import { Theme } from '../../core/theme';
import { Toasts } from '../../core/toasts';
import { Figure } from './figure';

/** Where a chart was clicked: a row of the figure, and a column where a single item was meant. */
export interface ChartClick {
  row: number;
  column: number | null;
}

/** Draws one chart, in the theme's colours and without motion where none is wanted. */
@Component({
  selector: 'tiq-chart',
  host: { class: 'block', role: 'img', '[attr.aria-label]': 'label()' },
  template: '',
})
export class Chart {
  readonly label = input.required<string>();
  readonly figure = input.required<Figure>();
  readonly pick = output<ChartClick>();
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private readonly theme = inject(Theme);
  private readonly drawn = signal<EChartsType | null>(null);
  private isNew = true;

  constructor() {
    let gone = false;
    const resized = new ResizeObserver(() => this.drawn()?.resize());
    inject(DestroyRef).onDestroy(() => {
      gone = true;
      resized.disconnect();
      this.drawn()?.dispose();
    });
    const toasts = inject(Toasts);
    import('./echarts').then(
      ({ init }) => {
        if (gone) return;
        const drawn: EChartsType = init(this.element);
        this.listen(drawn);
        this.drawn.set(drawn);
        resized.observe(this.element);
      },
      (error: unknown) => toasts.failure($localize`Couldn’t load the charts`, error),
    );
    effect(() => {
      const drawn = this.drawn();
      const figure = this.figure();
      this.theme.dark();
      // After the theme has been put on the page, so that the colours read are the new ones.
      if (drawn) requestAnimationFrame(() => this.draw(drawn, figure));
    });
  }

  /** Merged into what is drawn, so that a tooltip stays open; only the first drawing may move. */
  private draw(drawn: EChartsType, figure: Figure): void {
    if (drawn.isDisposed()) return;
    const tokens = getComputedStyle(document.documentElement);
    const option = {
      animation: this.isNew && !matchMedia('(prefers-reduced-motion: reduce)').matches,
      animationDuration: 250,
      textStyle: { fontFamily: tokens.getPropertyValue('--font-sans') },
      ...figure.chart((token) => tokens.getPropertyValue(`--c-${token}`).trim()),
    };
    drawn.setOption(option, { replaceMerge: ['series'] });
    this.isNew = false;
  }

  private listen(drawn: EChartsType): void {
    drawn.on('click', ({ dataIndex, seriesIndex }) => {
      if (this.figure().click === 'item') this.pick.emit({ row: dataIndex, column: (seriesIndex ?? 0) + 1 });
    });
    drawn.getZr().on('click', ({ offsetX, offsetY }) => {
      if (this.figure().click !== 'day' || !drawn.containPixel('grid', [offsetX, offsetY])) return;
      const [row] = drawn.convertFromPixel('grid', [offsetX, offsetY]) as [number, number];
      this.pick.emit({ row, column: null });
    });
  }
}
