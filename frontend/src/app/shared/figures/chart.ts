import { Component, DestroyRef, effect, ElementRef, inject, input, output, signal } from '@angular/core';
import type { EChartsType } from 'echarts/core';
import { Theme } from '../../core/theme';
import { Toasts } from '../../core/toasts';
import { Figure } from './figure';

/** A click on a chart: row of the figure, and column if a single item was clicked. */
export interface ChartClick {
  row: number;
  column: number | null;
}

/**
 * Renders an ECharts chart in the colors of the theme, without animation if the user prefers
 * reduced motion.
 */
@Component({
  selector: 'tiq-chart',
  host: { class: 'block', role: 'img', '[attr.aria-label]': 'label()' },
  template: '',
})
export class Chart {
  readonly label = input.required<string>();
  readonly figure = input.required<Figure>();
  readonly itemClick = output<ChartClick>();
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private readonly theme = inject(Theme);
  private readonly instance = signal<EChartsType | null>(null);
  private firstRender = true;

  constructor() {
    let destroyed = false;
    const resizeObserver = new ResizeObserver(() => this.instance()?.resize());
    inject(DestroyRef).onDestroy(() => {
      destroyed = true;
      resizeObserver.disconnect();
      this.instance()?.dispose();
    });
    const toasts = inject(Toasts);
    import('./echarts').then(
      ({ init }) => {
        if (destroyed) return;
        const instance: EChartsType = init(this.element);
        this.addClickHandlers(instance);
        this.instance.set(instance);
        resizeObserver.observe(this.element);
      },
      (error: unknown) => toasts.showError($localize`Couldn’t load the charts`, error),
    );
    effect(() => {
      const instance = this.instance();
      const figure = this.figure();
      this.theme.dark();
      // The next frame, because the theme's CSS variables change in another effect.
      if (instance) requestAnimationFrame(() => this.render(instance, figure));
    });
  }

  /** Merges the option so that an open tooltip stays; only the first rendering is animated. */
  private render(instance: EChartsType, figure: Figure): void {
    if (instance.isDisposed()) return;
    const tokens = getComputedStyle(document.documentElement);
    const option = {
      animation: this.firstRender && !matchMedia('(prefers-reduced-motion: reduce)').matches,
      animationDuration: 250,
      textStyle: { fontFamily: tokens.getPropertyValue('--font-sans') },
      ...figure.chart((token) => tokens.getPropertyValue(`--c-${token}`).trim()),
    };
    instance.setOption(option, { replaceMerge: ['series'] });
    this.firstRender = false;
  }

  private addClickHandlers(instance: EChartsType): void {
    instance.on('click', ({ dataIndex, seriesIndex }) => {
      if (this.figure().click === 'item')
        this.itemClick.emit({ row: dataIndex, column: (seriesIndex ?? 0) + 1 });
    });
    instance.getZr().on('click', ({ offsetX, offsetY }) => {
      if (this.figure().click !== 'day' || !instance.containPixel('grid', [offsetX, offsetY])) return;
      const [row] = instance.convertFromPixel('grid', [offsetX, offsetY]) as [number, number];
      this.itemClick.emit({ row, column: null });
    });
  }
}
